import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/provider.js';
import type { SeedMember, SimulatorSeed } from '../../src/simulator/index.js';
import { everything, memberOf, simulateTeam } from './simulated-team.js';

const seed: SimulatorSeed = {
  team: { id: 'dbtid:acme', name: 'Acme Inc', licences: 20 },
  members: [
    {
      email: 'Ada@acme.com',
      given_name: 'Ada',
      surname: 'Lovelace',
      external_id: 'E1',
      role: 'Team',
      groups: ['Staff'],
      owner_of: ['Guild'],
      secondary_emails: ['ada@lovelace.org'],
      space_quota_gb: 100,
    },
    { email: 'bob@acme.com', role: 'Billing', groups: ['Staff', 'Guild'] },
    { email: 'carol@acme.com', status: 'invited' },
    { email: 'dave@acme.com', status: 'suspended', groups: ['Staff'] },
    { email: 'eve@acme.com', status: 'removed', external_id: 'E5', groups: ['Staff'] },
  ],
  groups: [
    { name: 'Staff', external_id: 'grp-staff' },
    { name: 'Guild', management: 'user_managed' },
  ],
};

function crowd(size: number): SeedMember[] {
  return Array.from({ length: size }, (_, index) => ({ email: `m${index}@acme.com`, groups: ['Staff'] }));
}

const ada: SeedMember = { email: 'ada@acme.com', role: 'Team' };

describe('reading a team', () => {
  it('tells everything that a plan depends on', async () => {
    const state = await (await simulateTeam({ seed })).read();
    expect(state.team).toEqual({ id: 'dbtid:acme', name: 'Acme Inc' });
    expect(state.licences).toEqual({ available: 20, used: 4 });
    expect(memberOf(state, 'ada@acme.com').attributes).toEqual({
      email: 'ada@acme.com',
      external_id: 'E1',
      given_name: 'Ada',
      surname: 'Lovelace',
      role: 'team_admin',
      persistent_id: null,
      directory_restricted: false,
      secondary_emails: ['ada@lovelace.org'],
      space_quota_gb: 100,
    });
    expect(state.actingAdminId).toBe(memberOf(state, 'ada@acme.com').id);
    expect(memberOf(state, 'bob@acme.com').attributes.role).toBe('billing_admin');
    expect(state.roles.map((role) => role.slug)).toEqual(
      expect.arrayContaining(['team_admin', 'user_management_admin']),
    );
    expect(state.members.map((member) => member.status).sort()).toEqual([
      'active',
      'active',
      'invited',
      'removed',
      'suspended',
    ]);
    expect(memberOf(state, 'eve@acme.com').isRecoverable).toBe(true);
    expect(memberOf(state, 'carol@acme.com').invitedOn).toMatch(/Z$/);
    expect(memberOf(state, 'dave@acme.com').suspendedOn).toMatch(/Z$/);
  });

  it('takes memberships from the member list, and leaves out people who are removed', async () => {
    const state = await (await simulateTeam({ seed })).read();
    const staff = state.groups.find((group) => group.name === 'Staff');
    const ids = ['ada@acme.com', 'bob@acme.com', 'dave@acme.com'].map((email) => memberOf(state, email).id);
    expect(new Set(staff?.members.keys())).toEqual(new Set(ids));
    expect(staff?.externalId).toBe('grp-staff');
    expect(state.groups.some((group) => group.management === 'system_managed')).toBe(true);
  });

  it('reads owners only of the user-managed groups that the file speaks of, and quotas only when it does', async () => {
    const { provider, simulator } = await simulateTeam({ seed });
    const without = await provider.readLiveState({ accessOfGroups: { names: [], externalIds: [] }, quotas: false });
    expect(simulator.log).toHaveLength(5);
    expect(new Set(without.groups.find((group) => group.name === 'Guild')?.members.values())).toEqual(new Set([null]));
    expect(without.capabilities.quotasRead).toBe(false);

    const withOwners = await provider.readLiveState({
      accessOfGroups: { names: ['guild', 'staff'], externalIds: [] },
      quotas: false,
    });
    expect(simulator.log).toHaveLength(11);
    const guild = withOwners.groups.find((group) => group.name === 'Guild');
    expect(guild?.members.get(memberOf(withOwners, 'ada@acme.com').id)).toBe('owner');
    expect(guild?.members.get(memberOf(withOwners, 'bob@acme.com').id)).toBe('member');
  });

  it('reads the same team whatever the pages are like', async () => {
    const members = [ada, ...crowd(45)];
    const groups = Array.from({ length: 12 }, (_, index) => ({ name: `G${index}` })).concat({ name: 'Staff' });
    const whole = await (await simulateTeam({ seed: { members, groups } })).read();
    const inPieces = await simulateTeam({ seed: { members, groups }, pageSize: 4, shortPages: 0.6, randomSeed: 7 });
    const pieces = await inPieces.read();
    const emails = (state: typeof whole) => state.members.map((member) => member.attributes.email).sort();
    expect(emails(pieces)).toEqual(emails(whole));
    expect(pieces.groups.map((group) => group.name).sort()).toEqual(whole.groups.map((group) => group.name).sort());
  });

  it('begins a listing anew when its cursor dies', async () => {
    const { read, simulator } = await simulateTeam({
      seed: { members: [ada, ...crowd(20)], groups: [{ name: 'Staff' }] },
      pageSize: 6,
      faults: [{ kind: 'invalid_cursor', route: 'members/list/continue_v2', nth: 2 }],
    });
    expect((await read()).members).toHaveLength(21);
    expect(simulator.log.filter((call) => call.route === 'team/members/list_v2')).toHaveLength(2);
  });

  it('gives up when cursors die again and again, rather than plan from a part', async () => {
    const { read } = await simulateTeam({
      seed: { members: [ada, ...crowd(20)], groups: [{ name: 'Staff' }] },
      pageSize: 6,
      faults: [{ kind: 'invalid_cursor', route: 'members/list/continue_v2', probability: 1 }],
    });
    await expect(read()).rejects.toThrow(/member list could not be read to its end: its cursor died 4 times/);
  });

  it('waits and goes on after a fault or a throttle in the middle of a listing', async () => {
    const { read, simulator } = await simulateTeam({
      seed: { members: [ada, ...crowd(20)], groups: [{ name: 'Staff' }] },
      pageSize: 6,
      faults: [
        { kind: 'html_error', route: 'members/list/continue_v2', nth: 1 },
        { kind: 'reset_before', route: 'members/list/continue_v2', nth: 2 },
        { kind: 'truncate', route: 'members/list/continue_v2', nth: 3, clean: true },
        { kind: 'rate_limit', route: 'members/list/continue_v2', nth: 5, retryAfterS: 300 },
      ],
    });
    expect((await read()).members).toHaveLength(21);
    expect(simulator.log.filter((call) => call.isDuringRetryAfter)).toEqual([]);
  });

  it.each([
    [
      'the server keeps failing',
      { kind: 'html_error' as const },
      /Could not read the members: Dropbox had a fault of its own \(HTTP 502\)/,
    ],
    [
      'the connection keeps breaking',
      { kind: 'reset_before' as const },
      /Could not read the members: Dropbox broke off/,
    ],
    [
      'an error comes that nobody knows',
      { kind: 'error' as const, error: 'strange_new_tag' },
      /refused with strange_new_tag/,
    ],
  ])('ends without a state when %s', async (_, fault, message) => {
    const { read } = await simulateTeam({ seed, faults: [{ ...fault, route: 'members/list_v2', probability: 1 }] });
    await expect(read()).rejects.toThrow(message);
    await expect(read()).rejects.toBeInstanceOf(ProviderError);
  });
});

describe('a list that may lack somebody', () => {
  const emptyList = { members: [], cursor: 'c', has_more: false };

  it('is read again in smaller pages when it is shorter than Dropbox counts', async () => {
    const { read, simulator } = await simulateTeam({
      seed,
      faults: [{ kind: 'status', status: 200, body: emptyList, route: 'members/list_v2', nth: 1 }],
    });
    expect((await read()).members).toHaveLength(5);
    const limits = simulator.log
      .filter((call) => call.route === 'team/members/list_v2')
      .map((call) => (call.body as { limit: number }).limit);
    expect(limits).toEqual([1000, 500]);
  });

  it('is never taken for "nobody is there"', async () => {
    const { read } = await simulateTeam({
      seed,
      faults: [{ kind: 'status', status: 200, body: emptyList, route: 'members/list_v2', probability: 1 }],
    });
    await expect(read()).rejects.toThrow('The member list ended early: it names 0 people, and team/get_info counts 4');
  });

  it('is refused when it lacks a group that members are in', async () => {
    const { read } = await simulateTeam({
      seed,
      faults: [
        {
          kind: 'status',
          status: 200,
          body: { groups: [], cursor: 'c', has_more: false },
          route: 'groups/list',
          probability: 1,
        },
      ],
    });
    await expect(read()).rejects.toThrow('The group list ended early');
  });

  it('is believed when the group that it lacks is gone', async () => {
    const { read, simulator } = await simulateTeam({ seed });
    // The members are listed first, with the group; then it is deleted; then the groups are listed.
    simulator.addFault({ kind: 'delay', route: 'groups/list', ms: 100 });
    const guild = { '.tag': 'group_id', group_id: simulator.team.group('Guild')?.group_id ?? '' };
    simulator.addFault({ kind: 'meanwhile', route: 'groups/list', call: 'team/groups/delete', arg: guild });
    expect((await read()).groups.map((group) => group.name)).not.toContain('Guild');
    expect(simulator.log.map((call) => call.route)).toContain('team/groups/get_info');
  });
});

describe('a token that will not do', () => {
  it.each([
    ['lacks a scope', { scopes: ['team_info.read', 'members.read'] }, /lacks the scope groups\.read/],
    [
      'belongs to an app without a scope',
      { appScopes: ['team_info.read', 'members.read'] },
      /app does not have the scope groups\.read/,
    ],
    ['is of one person', { kind: 'user' as const }, /belongs to one person, not to a team/],
    ['is too old to say whom it acts for', { actingAdmin: null }, /does not say for which admin/],
  ])('ends the reading with words that help: it %s', async (_, mint, message) => {
    const { simulator, clock } = await simulateTeam({ seed });
    const { createDropboxProvider } = await import('../../src/dropbox/index.js');
    const accessToken = simulator.mint(mint);
    const provider = createDropboxProvider({
      apiUrl: simulator.url,
      credentials: { tag: 'access-token', accessToken },
      clock,
    });
    const reading = provider.readLiveState(everything);
    await expect(reading).rejects.toThrow(message);
    const error: unknown = await reading.catch((caught: unknown) => caught);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(accessToken);
    await provider.close();
  });
});
