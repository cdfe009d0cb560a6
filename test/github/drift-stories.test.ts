import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commits, REPORTER, type Reporting, type RunParts, startReporting, TOKEN } from './post-fixtures.js';

let reporting: Reporting;

beforeEach(async () => {
  reporting = await startReporting();
});
afterEach(() => reporting.close());

const drift = { command: 'drift', outcome: 'drift', head: commits.first, pullRequest: null } as const;
const clean = { ...drift, outcome: 'clean', digest: null, counts: { changes: 0 } } as const;

function post(parts: RunParts, text = '## ⚠️ 2 differences\n\nTable.\n') {
  return reporting.post(parts, { text });
}

function told(): string[] {
  return reporting.world.comments.map(({ body }) => body);
}

describe('the issue about drift', () => {
  it('is opened once, with a label and what differs', async () => {
    expect((await post(drift)).stdout).toContain(
      'Opened an issue about the drift: https://github.com/acme/team/issues/',
    );
    await post(drift);
    expect(reporting.world.issues).toMatchObject([
      {
        title: 'Dropbox drift: team',
        state: 'open',
        labels: ['rollcall-drift'],
        body: expect.stringContaining('Table.'),
      },
    ]);
    expect(told()).toEqual([]);
  });

  it('is not touched while the differences stay the same', async () => {
    await post(drift);
    const before = reporting.github.writes().filter((call) => call !== 'POST /graphql').length;
    expect((await post(drift)).stdout).toContain('says so already');
    expect(reporting.github.writes().filter((call) => call !== 'POST /graphql')).toHaveLength(before);
  });

  it('has its text replaced, and nobody told, when there is less', async () => {
    await post(drift);
    await post({ ...drift, digest: '123456abcdef', counts: { changes: 1 } }, '## ⚠️ 1 difference\n');
    expect(reporting.world.issues).toMatchObject([{ body: expect.stringContaining('1 difference') }]);
    expect(told()).toEqual([]);
  });

  it('tells people when it got worse', async () => {
    await post(drift);
    await post({ ...drift, digest: '123456abcdef', counts: { changes: 3, gains: 1 } }, '## ⚠️ 3 differences\n');
    expect(told()).toEqual(['It got worse. Now: **⚠️ 3 differences**. The text above says what, and who did it.']);
  });

  it('is closed with "clean again", and says so only once', async () => {
    await post(drift);
    await post(clean, '## ✅ No drift\n');
    expect((await post(clean, '## ✅ No drift\n')).stdout).toContain('No drift, and no open issue');
    expect(reporting.world.issues).toMatchObject([{ state: 'closed', stateReason: 'completed' }]);
    expect(told()).toEqual([expect.stringMatching(/^Clean again: .*\n\n<sub>Dropbox read for the 2\. time<\/sub>$/)]);
  });

  it('is opened again when drift comes back, and not written a second time', async () => {
    await post(drift);
    await post(clean);
    await post(drift);
    expect(reporting.world.issues).toMatchObject([{ state: 'open', stateReason: 'reopened' }]);
    expect(told().at(-1)).toContain('Dropbox differs from the team file again.');
  });

  it('stays closed when somebody closed just this drift as not planned, until it is another', async () => {
    await post(drift);
    const [issue] = reporting.world.issues;
    if (issue !== undefined) Object.assign(issue, { state: 'closed', stateReason: 'not_planned' });
    expect((await post(drift)).stdout).toContain('closed the issue about just this drift as not planned');
    expect(reporting.world.issues).toMatchObject([{ state: 'closed' }]);
    await post({ ...drift, digest: '123456abcdef' });
    expect(reporting.world.issues).toMatchObject([{ state: 'open' }]);
  });

  it('is one for each team', async () => {
    await post(drift);
    await post({ ...drift, team: 'teams-emea' });
    await post({ ...clean, team: 'teams-emea' });
    expect(reporting.world.issues).toMatchObject([{ state: 'open' }, { state: 'closed' }]);
  });

  it('is not one that a person wrote, though it holds our hidden line', async () => {
    await post(drift);
    const [ours] = reporting.world.issues;
    if (ours === undefined) throw new Error('no issue');
    const copy = { ...ours, number: 5, author: 'mallory' };
    reporting.world.issues.splice(0, 1, copy);
    await post({ ...drift, digest: '123456abcdef' });
    expect(copy.body).toBe(ours.body);
    expect(reporting.world.issues).toHaveLength(2);
  });

  it('stays as it is when the team could not be read: that is not "clean"', async () => {
    await post(drift);
    const { stdout } = await post({
      ...drift,
      outcome: 'unread',
      exitCode: 1,
      failureReason: 'incomplete',
      digest: null,
    });
    expect(stdout).toContain('Whether the team drifted is not known');
    expect(reporting.world.issues).toMatchObject([{ state: 'open', body: expect.stringContaining('Table.') }]);
  });

  it('warns when GitHub dropped the label that the issue is found by', async () => {
    reporting.world.addWorkflowToken(TOKEN, [...REPORTER, 'labels: none']);
    expect((await post(drift)).stderr).toContain('the issue did not get its label rollcall-drift');
  });

  it('is told of in plain words where issues are switched off', async () => {
    reporting.world.hasIssues = false;
    const { code, stderr } = await post(drift);
    expect(code).toBe(1);
    expect(stderr).toContain('Issues has been disabled in this repository. Switch the feature on');
  });

  it('is not written twice when the answer of GitHub gets lost', async () => {
    reporting.github.fail({ method: 'POST', path: '/issues', happens: 'lose' });
    expect((await post(drift)).code).toBe(0);
    expect(reporting.world.issues).toHaveLength(1);
  });
});
