import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSeed, type SimulatorSeed } from '../../src/simulator/index.js';
import { at, seed, start } from './harness.js';

const admin = { email: 'ada@acme.com', role: 'Team' };

describe('a seed', () => {
  it('may be empty: a small team with one admin', async () => {
    const simulator = await start({ seed: {} });
    expect((await simulator.ok('token/get_authenticated_admin')).admin_profile.email).toBe('admin@example.com');
  });

  it('is what a snapshot is: starting from it gives the same team', async () => {
    const first = await start();
    await first.ok('members/remove', { user: at('bob') });
    await first.ok('members/secondary_emails/add', {
      new_secondary_emails: [{ user: at('ada'), secondary_emails: ['a2@acme.com'] }],
    });
    const snapshot = first.team.snapshot();
    const second = await start({ seed: JSON.parse(JSON.stringify(snapshot)) as SimulatorSeed });
    expect(second.team.snapshot()).toEqual(snapshot);
    await second.ok('members/recover', { user: at('bob') });
    expect(second.team.member('bob@acme.com')).toMatchObject({ groups: ['Eng'], owner_of: ['Club'] });
  });

  it('is not changed by what happens later', async () => {
    const before = JSON.stringify(seed);
    const simulator = await start();
    const snapshot = simulator.team.snapshot();
    const copy = JSON.stringify(snapshot);
    await simulator.ok('members/remove', { user: at('bob') });
    expect([JSON.stringify(seed), JSON.stringify(snapshot)]).toEqual([before, copy]);
  });

  it.each<[string, unknown, string]>([
    ['a text', 'x', 'seed: expected an object, found "x"'],
    ['an unknown key', { teem: {} }, 'seed: unknown key "teem"; known are team, roles,'],
    ['a member without an address', { members: [{}] }, 'seed.members[0]: "email" is missing'],
    ['a bad status', { members: [{ ...admin, status: 'gone' }] }, 'seed.members[0].status: expected one of active,'],
    ['a bad date', { members: [{ ...admin, joined_on: 'May' }] }, 'seed.members[0].joined_on: expected a time like'],
    ['a tiny quota', { members: [{ ...admin, space_quota_gb: 1 }] }, 'expected a number of at least 2, found 1'],
    ['a short account id', { members: [{ ...admin, account_id: 'dbid:1' }] }, 'expected exactly 40 characters'],
  ])('is refused with the place: %s', (_what, document, message) => {
    expect(() => parseSeed(document)).toThrow(message);
  });

  it.each<[string, SimulatorSeed, string]>([
    ['nobody is an admin', { members: [{ email: 'a@acme.com' }] }, 'no active member has the role Team'],
    [
      'an address comes twice',
      { members: [admin, { email: 'ADA@acme.com' }] },
      'seed.members[1]: address ada@acme.com is taken',
    ],
    [
      'a role is not offered',
      { members: [{ ...admin, role: 'King' }] },
      'the team offers no role "King"; it offers Team,',
    ],
    ['a group is missing', { members: [{ ...admin, groups: ['X'] }] }, 'seed.members[0]: no group "X"'],
    ['the acting admin is missing', { members: [admin], acting_admin: 'b@acme.com' }, 'b@acme.com is not on the team'],
    [
      'a group comes twice',
      { members: [admin], groups: [{ name: 'A' }, { name: 'a' }] },
      'seed.groups[1]: a second group "a"',
    ],
  ])('is refused when %s', async (_what, document, message) => {
    await expect(start({ seed: document })).rejects.toThrow(message);
  });

  it('comes as an example that a newcomer can play with', async () => {
    const text = readFileSync(new URL('../../examples/live-team.json', import.meta.url), 'utf8');
    const simulator = await start({ seed: parseSeed(JSON.parse(text)) });
    const info = await simulator.ok('get_info');
    expect([info.name, info.num_licensed_users, info.num_used_licenses]).toEqual(['Acme Inc', 20, 11]);
    const { members } = await simulator.ok('members/list_v2', { include_removed: true });
    const statuses = members.map(
      (member: { profile: { status: { '.tag': string } } }) => member.profile.status['.tag'],
    );
    expect(new Set(statuses)).toEqual(new Set(['active', 'invited', 'suspended', 'removed']));
    expect((await simulator.ok('groups/list', {})).groups).toHaveLength(5);
  });
});
