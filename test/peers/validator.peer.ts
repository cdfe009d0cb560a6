import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';

let fake: FakeGitHub;

beforeEach(async () => {
  fake = await startFakeGitHub();
  fake.world.addWorkflowToken('ghs_peer', ['pull-requests: write']);
  fake.world.addPull({ number: 12, head: '1'.repeat(40) });
});
afterEach(() => fake.close());

async function call(method: string, path: string, body?: unknown): Promise<string> {
  const headers = { authorization: 'token ghs_peer', 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await fetch(`${fake.url}/repos/acme/team${path}`, { method, headers, ...sent })).text();
}

describe("GitHub's own description, which all tests beside this one ran against", () => {
  it('refuses a request that GitHub would not understand', async () => {
    expect(await call('POST', '/issues/12/comments', { text: 'no body' })).toMatch(/describes it otherwise: .*body/);
    expect(await call('POST', '/issues/twelve/comments', { body: 'Hi' })).toContain('describes it otherwise');
    expect(await call('GET', '/issues/12/reactions')).toContain('describes it otherwise');
  });

  it('refuses an answer that GitHub would not give', async () => {
    Object.assign(fake.world.addComment(12, 'ada', 'Hi'), { body: 7 });
    expect(await call('GET', '/issues/12/comments')).toMatch(/describes it otherwise: .*body must be string/);
  });

  it('lets through what is right', async () => {
    expect(await call('POST', '/issues/12/comments', { body: 'Hi' })).toContain('"body":"Hi"');
  });
});
