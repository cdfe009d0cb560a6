import { describe, expect, it } from 'vitest';
import { type SimulatorSeed, startSimulator } from '../../src/simulator/index.js';
import { callRoute } from '../contract/caller.js';
import { at, type Subject, start } from './harness.js';

type MemberPage = { members: { profile: { email: string } }[]; cursor: string; has_more: boolean };

async function listAll(simulator: Subject, body: object): Promise<string[]> {
  let page: MemberPage = await simulator.ok('members/list_v2', body);
  const emails = page.members.map((member) => member.profile.email);
  while (page.has_more) {
    page = await simulator.ok('members/list/continue_v2', { cursor: page.cursor });
    emails.push(...page.members.map((member) => member.profile.email));
  }
  return emails;
}

describe('listing members', () => {
  it('shows removed people only when asked for', async () => {
    const simulator = await start();
    expect(await listAll(simulator, {})).toHaveLength(5);
    expect(await listAll(simulator, { include_removed: true })).toContain('rex@acme.com');
  });

  it('gives the same people whatever the size of the pages', async () => {
    const simulator = await start();
    const all = await listAll(simulator, {});
    expect(await listAll(simulator, { limit: 1 })).toEqual(all);
    expect(await listAll(simulator, { limit: 2 })).toEqual(all);
    expect(await listAll(await start({ pageSize: 2 }), { limit: 1000 })).toEqual(all);
  });

  it('gives everybody even when pages come short or empty by chance', async () => {
    const simulator = await start({ shortPages: 0.7, randomSeed: 7 });
    expect(await listAll(simulator, { limit: 3 })).toHaveLength(5);
    expect(simulator.log.length).toBeGreaterThan(3);
  });

  it('goes on in spite of changes: nobody twice, nobody left out who stayed', async () => {
    const simulator = await start();
    const first: MemberPage = await simulator.ok('members/list_v2', { limit: 2 });
    await simulator.ok('members/remove', { user: at('ivy') });
    await simulator.ok('members/add_v2', { new_members: [{ member_email: 'new@acme.com' }] });
    const rest: MemberPage = await simulator.ok('members/list/continue_v2', { cursor: first.cursor });
    const emails = [...first.members, ...rest.members].map((member) => member.profile.email);
    expect(emails).toEqual(['ada@acme.com', 'grace@acme.com', 'bob@acme.com', 'sue@acme.com']);
  });

  it.each([['nonsense'], [''], ['AAEabcdefghijklbroken']])('refuses the cursor %j', async (cursor) => {
    const simulator = await start();
    expect(await simulator.refusal('members/list/continue_v2', { cursor })).toBe('invalid_cursor');
  });

  it('refuses a cursor of another listing, and one that has grown old', async () => {
    const simulator = await start({ cursorLifetimeMs: 60_000 });
    const { cursor } = await simulator.ok('members/list_v2', { limit: 1 });
    expect(await simulator.refusal('members/list/continue', { cursor })).toBe('invalid_cursor');
    expect(await simulator.refusal('groups/list/continue', { cursor })).toBe('invalid_cursor');
    await simulator.ok('members/list/continue_v2', { cursor });
    simulator.advance(60_001);
    expect(await simulator.refusal('members/list/continue_v2', { cursor })).toBe('invalid_cursor');
  });

  it('leaves out the key of roles, or writes null or an empty list, for people without one', async () => {
    const members = Array.from({ length: 60 }, (_, n) => ({ email: `m${n}@acme.com` }));
    const simulator = await start({ seed: { members: [{ email: 'ada@acme.com', role: 'Team' }, ...members] } });
    const page = await simulator.ok('members/list_v2', {});
    const kinds = new Set(page.members.slice(1).map((member: { roles?: unknown }) => JSON.stringify(member.roles)));
    expect(kinds).toEqual(new Set([undefined, '[]', 'null']));
  });
});

describe('a team of 30,000', () => {
  it('is listed in pages of a thousand within seconds', async () => {
    const members = Array.from({ length: 30_000 }, (_, n) => ({ email: `m${n}@acme.com`, groups: ['All hands'] }));
    const seed: SimulatorSeed = {
      members: [{ email: 'ada@acme.com', role: 'Team' }, ...members],
      groups: [{ name: 'All hands' }],
    };
    const simulator = await startSimulator({ seed });
    try {
      let count = 0;
      let body: unknown = { limit: 1000 };
      let route = 'team/members/list_v2';
      for (;;) {
        const page = (await callRoute(simulator, route, body)).json as MemberPage;
        count += page.members.length;
        if (!page.has_more) break;
        body = { cursor: page.cursor };
        route = 'team/members/list/continue_v2';
      }
      expect(count).toBe(30_001);
      expect(simulator.log).toHaveLength(31);
    } finally {
      await simulator.close();
    }
  }, 15_000);
});
