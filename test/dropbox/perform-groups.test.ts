import { describe, expect, it } from 'vitest';
import type { GroupManagement } from '../../src/model/group.js';
import type { GroupRef } from '../../src/model/operation.js';
import type { SeedMember, SimulatorSeed } from '../../src/simulator/index.js';
import { groupRef, join, leave, operation, ref } from './operations.js';
import { memberOf, simulateTeam, tagsOf } from './simulated-team.js';

const people: SeedMember[] = Array.from({ length: 8 }, (_, index) => ({ email: `m${index}@acme.com` }));
const seed: SimulatorSeed = {
  members: [
    { email: 'ada@acme.com', role: 'Team', groups: ['Staff', 'Guild'] },
    { email: 'sue@acme.com', status: 'suspended' },
    ...people,
  ],
  groups: [
    { name: 'Staff', external_id: 'g1', members: ['m0@acme.com'] },
    { name: 'Guild', external_id: 'g2', management: 'user_managed', members: ['m0@acme.com'] },
    { name: 'Everyone', management: 'system_managed' },
  ],
};

async function team(options: Parameters<typeof simulateTeam>[0] = {}) {
  const simulated = await simulateTeam({ seed, asyncJobs: 'never', ...options });
  const state = await simulated.read();
  const group = (name: string) => groupRef(name, state.groups.find((each) => each.name === name)?.id ?? null);
  const membersOf = async (name: string) => {
    const now = await simulated.read();
    const live = now.groups.find((each) => each.name === name);
    const emails = new Map(now.members.map((member) => [member.id, member.attributes.email.split('@')[0]]));
    return [...(live?.members ?? [])].map(([id, access]) => `${emails.get(id)}${access === 'owner' ? '!' : ''}`).sort();
  };
  return { ...simulated, who: (email: string) => ref(email, memberOf(state, email).id), group, membersOf };
}

const create = (name: string, externalId: string | null = null, management: GroupManagement = 'company_managed') =>
  operation({ kind: 'group.create', group: groupRef(name), externalId, management });
const set = (group: GroupRef, attribute: 'name' | 'external_id' | 'management', value: string | null) =>
  operation({ kind: 'group.set', group, attribute, value, isTemporary: false });
const remove = (group: GroupRef) => operation({ kind: 'group.delete', group });

describe('creating a group', () => {
  it('always says who manages it, and makes nobody its owner', async () => {
    const { perform, simulator, membersOf } = await team();
    const { outcomes } = await perform([create('New', 'g9', 'user_managed')]);
    expect([...outcomes.values()]).toEqual([{ tag: 'succeeded', createdId: simulator.team.group('New')?.group_id }]);
    expect(simulator.team.group('New')).toMatchObject({ management: 'user_managed', external_id: 'g9' });
    expect(await membersOf('New')).toEqual([]);
  });

  it('finds the group that a lost call has made', async () => {
    const { perform, simulator } = await team({ faults: [{ kind: 'reset_after', route: 'groups/create' }] });
    const { outcomes } = await perform([create('New', 'g9')]);
    expect([...outcomes.values()]).toEqual([{ tag: 'already_done', createdId: simulator.team.group('New')?.group_id }]);
  });

  it('takes a group of the same name for its own only when it is what was asked for', async () => {
    const { perform } = await team();
    expect(tagsOf((await perform([create('staff', 'g1')])).outcomes)).toEqual(['already_done']);
    expect(tagsOf((await perform([create('Staff', 'other')])).outcomes)).toEqual(['group_name_already_used']);
    expect(tagsOf((await perform([create('Everyone')])).outcomes)).toEqual(['group_name_already_used']);
    expect(tagsOf((await perform([create('Fresh', 'g1')])).outcomes)).toEqual(['external_id_already_in_use']);
  });
});

describe('changing a group', () => {
  it('takes one call for all attributes; null clears the external id', async () => {
    const { perform, simulator, group } = await team();
    const staff = group('Staff');
    const { outcomes, routes } = await perform([
      set(staff, 'name', 'Crew'),
      set(staff, 'external_id', null),
      set(staff, 'management', 'user_managed'),
    ]);
    expect(tagsOf(outcomes)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(routes).toEqual(['groups/update']);
    expect(simulator.team.group('Crew')).toMatchObject({ management: 'user_managed' });
    expect(simulator.team.group('Crew')?.external_id ?? '').toBe('');
  });

  it('sets the others when one attribute is refused', async () => {
    const { perform, group, simulator } = await team();
    const staff = group('Staff');
    const { outcomes } = await perform([set(staff, 'name', 'Guild'), set(staff, 'external_id', 'g7')]);
    expect(tagsOf(outcomes)).toEqual(['group_name_already_used', 'succeeded']);
    expect(simulator.team.group('Staff')?.external_id).toBe('g7');
  });

  it('is settled by reading when the answer is lost', async () => {
    const { perform, group } = await team({ faults: [{ kind: 'truncate', route: 'groups/update' }] });
    expect(tagsOf((await perform([set(group('Staff'), 'name', 'Crew')])).outcomes)).toEqual(['already_done']);
  });
});

describe('deleting a group', () => {
  it('follows the job, and finds what is gone already', async () => {
    const { perform, simulator, group } = await team({ asyncJobs: 'always' });
    const staff = group('Staff');
    const first = await perform([remove(staff)]);
    expect(tagsOf(first.outcomes)).toEqual(['succeeded']);
    expect(first.routes).toContain('groups/job_status/get');
    expect(simulator.team.group('Staff')).toBeUndefined();
    expect(tagsOf((await perform([remove(staff)])).outcomes)).toEqual(['already_done']);
  });

  it('objects when the group has another name than the plan knew', async () => {
    const { perform, group, simulator } = await team();
    const staff = group('Staff');
    await perform([set(staff, 'name', 'Precious')]);
    expect(tagsOf((await perform([remove(staff)])).outcomes)).toEqual(['precondition-changed']);
    expect(simulator.team.group('Precious')).toBeDefined();
  });

  it('is settled by reading when the answer is lost', async () => {
    const { perform, group } = await team({ faults: [{ kind: 'reset_after', route: 'groups/delete' }] });
    expect(tagsOf((await perform([remove(group('Staff'))])).outcomes)).toEqual(['already_done']);
  });
});

describe('memberships', () => {
  it('are added in one call for a group, and removed in one, without asking for the whole list back', async () => {
    const { perform, simulator, who, group, membersOf } = await team();
    const staff = group('Staff');
    const added = await perform(people.slice(1).map(({ email }) => join(staff, who(email))));
    expect(added.routes).toEqual(['groups/members/add']);
    const removed = await perform([leave(staff, who('m0@acme.com')), leave(staff, who('m1@acme.com'))]);
    expect(removed.routes).toEqual(['groups/members/remove']);
    expect(await membersOf('Staff')).toEqual(['ada', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
    for (const call of simulator.log.filter((each) => /groups\/members\/(add|remove)$/.test(each.route))) {
      expect(call.body).toMatchObject({ return_members: false });
    }
  });

  it('are not sunk by somebody who is in the group already', async () => {
    const { perform, who, group, membersOf } = await team();
    const staff = group('Staff');
    const { outcomes, routes } = await perform([join(staff, who('m0@acme.com')), join(staff, who('m1@acme.com'))]);
    expect(tagsOf(outcomes)).toEqual(['already_done', 'succeeded']);
    expect(routes).toEqual(['groups/members/add', 'groups/members/list', 'groups/members/add']);
    expect(await membersOf('Staff')).toEqual(['ada', 'm0', 'm1']);
  });

  it('are not sunk by somebody who has left the group or the team', async () => {
    const { perform, simulator, who, group, membersOf } = await team();
    const guild = group('Guild');
    simulator.perform('team/members/remove', {
      user: { '.tag': 'email', email: 'm0@acme.com' },
      wipe_data: false,
    });
    const { outcomes } = await perform([
      leave(guild, who('m0@acme.com')),
      leave(guild, who('m5@acme.com')),
      leave(guild, who('ada@acme.com')),
    ]);
    expect(outcomes.size).toBe(3);
    expect(tagsOf(outcomes).sort()).toEqual(['already_done', 'already_done', 'succeeded']);
    expect(await membersOf('Guild')).toEqual([]);
  });

  it('of people whom Dropbox names as unknown fail, and the others are made', async () => {
    const { perform, simulator, who, group, membersOf } = await team();
    simulator.perform('team/members/remove', { user: { '.tag': 'email', email: 'm1@acme.com' }, wipe_data: false });
    const staff = group('Staff');
    const operations = ['m1@acme.com', 'm2@acme.com', 'm3@acme.com'].map((email) => join(staff, who(email)));
    const { outcomes } = await perform([...operations, join(staff, ref('x@acme.com', 'dbmid:nobody'))]);
    expect(tagsOf(outcomes).filter((tag) => tag === 'succeeded')).toHaveLength(2);
    expect(outcomes.get(operations[0]?.id ?? '')).toMatchObject({ tag: 'failed' });
    expect(await membersOf('Staff')).toEqual(['ada', 'm0', 'm2', 'm3']);
  });

  it('as owner fail where there are no owners, or for somebody suspended, and the others are made', async () => {
    const { perform, who, group, membersOf } = await team();
    const staff = await perform([
      join(group('Staff'), who('m1@acme.com'), 'owner'),
      join(group('Staff'), who('m2@acme.com')),
    ]);
    expect(tagsOf(staff.outcomes)).toEqual(['user_cannot_be_manager_of_company_managed_group', 'succeeded']);
    const guild = group('Guild');
    const { outcomes } = await perform([
      join(guild, who('sue@acme.com'), 'owner'),
      join(guild, who('m2@acme.com'), 'owner'),
      join(guild, who('m3@acme.com')),
      join(guild, who('m4@acme.com')),
    ]);
    expect(tagsOf(outcomes).sort()).toEqual(['succeeded', 'succeeded', 'succeeded', 'user_must_be_active_to_be_owner']);
    expect(await membersOf('Guild')).toEqual(['ada', 'm0', 'm2!', 'm3', 'm4']);
  });

  it('with another access than asked for are not called done', async () => {
    const { perform, who, group } = await team();
    const { outcomes } = await perform([
      join(group('Guild'), who('m0@acme.com'), 'owner'),
      join(group('Guild'), who('m1@acme.com')),
    ]);
    expect(tagsOf(outcomes)).toEqual(['duplicate_user', 'succeeded']);
  });

  it('are settled by reading when the answer is lost', async () => {
    const { perform, who, group, membersOf } = await team({
      faults: [
        { kind: 'reset_after', route: 'groups/members/add' },
        { kind: 'status_after', route: 'groups/members/remove' },
      ],
    });
    const staff = group('Staff');
    expect(
      tagsOf((await perform([join(staff, who('m1@acme.com')), join(staff, who('m2@acme.com'))])).outcomes),
    ).toEqual(['already_done', 'already_done']);
    expect(tagsOf((await perform([leave(staff, who('m1@acme.com'))])).outcomes)).toEqual(['already_done']);
    expect(await membersOf('Staff')).toEqual(['ada', 'm0', 'm2']);
  });

  it('change their access one by one', async () => {
    const { perform, who, group, membersOf } = await team({
      faults: [{ kind: 'reset_after', route: 'groups/members/set_access_type', nth: 2 }],
    });
    const guild = group('Guild');
    const promote = (email: string, access: 'member' | 'owner') =>
      operation({ kind: 'membership.set_access', group: guild, member: who(email), access });
    expect(
      tagsOf((await perform([promote('m0@acme.com', 'owner'), promote('ada@acme.com', 'owner')])).outcomes),
    ).toEqual(['succeeded', 'already_done']);
    expect(await membersOf('Guild')).toEqual(['ada!', 'm0!']);
  });

  it('in a group that this run makes use its new id; without one they fail', async () => {
    const { perform, who, membersOf } = await team();
    const made = await perform([create('New')]);
    const outcome = [...made.outcomes.values()][0];
    const created = new Map([['group.New', outcome?.tag === 'succeeded' ? (outcome.createdId ?? '') : '']]);
    expect(tagsOf((await perform([join(groupRef('New'), who('m1@acme.com'))])).outcomes)).toEqual([
      'precondition-missing',
    ]);
    expect(tagsOf((await perform([join(groupRef('New'), who('m1@acme.com'))], created)).outcomes)).toEqual([
      'succeeded',
    ]);
    expect(await membersOf('New')).toEqual(['m1']);
  });
});
