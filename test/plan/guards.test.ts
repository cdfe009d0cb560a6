import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import { type defaultGuards, type GuardName, type Limit, resolveLimit } from '../../src/model/policy.js';
import { isRefused } from '../../src/plan/plan.js';
import { findingsOf, linesOf, planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../support/team-builders.js';

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@acme.com`);
const count = (value: number): Limit => ({ tag: 'count', count: value });
const percent = (value: number): Limit => ({ tag: 'percent', percent: value });
const admin = { attributes: { role: 'team_admin' } };

function guarded(desired: DesiredState, guards: Partial<typeof defaultGuards>): DesiredState {
  return { ...desired, policy: { ...desired.policy, guards: { ...desired.policy.guards, ...guards } } };
}

/** A team of ten, of whom the file suspends some. */
function suspending(leavers: number, maxRemovals: Limit): [DesiredState, LiveState] {
  const emails = people(10);
  const members = emails.map((email, index) => desiredMember(email, { status: index < leavers ? 'suspended' : null }));
  return [guarded(desiredState(members), { maxRemovals }), liveTeam(emails.map((email) => liveMember(email)))];
}

describe('max_removals', () => {
  it('allows as many as the limit, and refuses one more', () => {
    expect(isRefused(planOf(...suspending(3, count(3))))).toBe(false);
    expect(isRefused(planOf(...suspending(4, count(3))))).toBe(true);
  });

  it('rounds a share of the live members up', () => {
    expect(isRefused(planOf(...suspending(3, percent(25))))).toBe(false);
    expect(isRefused(planOf(...suspending(4, percent(25))))).toBe(true);
  });

  it('names everybody concerned, the numbers, and what to do', () => {
    const [finding] = findingsOf(planOf(...suspending(4, percent(25))), 'max_removals');
    expect(finding?.message).toContain('4 of 10 members');
    expect(finding?.message).toContain('25%, which is 3');
    for (const email of people(4)) expect(finding?.message).toContain(email);
    expect(finding?.message).toContain('--override-guard max_removals');
  });

  it('allows one of a tiny team, for a share is rounded up', () => {
    const [desired, live] = [
      desiredState([desiredMember('a@acme.com', { status: 'suspended' })]),
      liveTeam([liveMember('a@acme.com')]),
    ];
    expect(isRefused(planOf(guarded(desired, { maxRemovals: percent(25) }), live))).toBe(false);
    expect(isRefused(planOf(guarded(desired, { maxRemovals: percent(0) }), live))).toBe(true);
  });

  it('counts the invited as people, in what is lost and in what it is a share of', () => {
    const desired = desiredState(people(4).map((email) => desiredMember(email, { status: 'removed' })));
    const live = liveTeam(people(16).map((email) => liveMember(email, { status: 'invited' })));
    expect(isRefused(planOf(guarded(desired, { maxRemovals: percent(25) }), live))).toBe(false);
    expect(isRefused(planOf(guarded(desired, { maxRemovals: percent(18) }), live))).toBe(true);
  });

  it('does not count those removed before, and has nothing to say to an empty team', () => {
    const removed = people(50).map((email) => liveMember(email, { status: 'removed' }));
    const desired = desiredState([
      desiredMember('a@acme.com', { status: 'suspended' }),
      desiredMember('b@acme.com', { status: 'suspended' }),
    ]);
    const live = liveTeam([...removed, liveMember('a@acme.com'), liveMember('b@acme.com')]);
    expect(isRefused(planOf(guarded(desired, { maxRemovals: percent(50) }), live))).toBe(true);
    expect(planOf(guarded(desiredState([]), { maxRemovals: percent(0) }), liveTeam([])).findings).toEqual([]);
  });

  it('rounds shares up, but not what only floating point makes of them', () => {
    expect(resolveLimit(percent(1.1), 1000)).toBe(11);
    expect(resolveLimit(percent(33.3), 1000)).toBe(333);
    expect(resolveLimit(percent(25), 5)).toBe(2);
    expect(resolveLimit(percent(100), 7)).toBe(7);
    expect(resolveLimit(percent(25), 0)).toBe(0);
  });
});

describe('max_membership_removals', () => {
  function shrinking(size: number, leaving: number, maxMembershipRemovals: Limit): [DesiredState, LiveState] {
    const emails = people(size);
    const desired = desiredState(
      emails.map((email) => desiredMember(email)),
      [desiredGroup('Eng', emails.slice(leaving))],
    );
    return [
      guarded(desired, { maxMembershipRemovals }),
      liveTeam(
        emails.map((email) => liveMember(email)),
        [liveGroup('Eng', emails)],
      ),
    ];
  }

  it('allows as many as the limit, and refuses one more', () => {
    expect(isRefused(planOf(...shrinking(10, 5, percent(50))))).toBe(false);
    expect(isRefused(planOf(...shrinking(10, 6, percent(50))))).toBe(true);
    expect(isRefused(planOf(...shrinking(11, 6, percent(50))))).toBe(false);
    expect(isRefused(planOf(...shrinking(20, 3, count(2))))).toBe(true);
  });

  it('leaves groups of less than ten alone', () => {
    expect(isRefused(planOf(...shrinking(9, 8, percent(10))))).toBe(false);
  });
});

describe('max_group_deletions', () => {
  function deleting(groups: number, deleted: number, maxGroupDeletions: Limit): [DesiredState, LiveState] {
    const names = Array.from({ length: groups }, (_, index) => `G${index}`);
    const declared = names.slice(deleted).map((name) => desiredGroup(name));
    const system = liveGroup('Everyone', [], { management: 'system_managed' });
    return [
      guarded(desiredState([], declared, { unmanagedGroups: 'delete' }), { maxGroupDeletions }),
      liveTeam([], [...names.map((name) => liveGroup(name)), system]),
    ];
  }

  it('allows as many as the limit, and refuses one more', () => {
    expect(isRefused(planOf(...deleting(8, 2, percent(25))))).toBe(false);
    expect(isRefused(planOf(...deleting(8, 3, percent(25))))).toBe(true);
    expect(isRefused(planOf(...deleting(5, 3, count(2))))).toBe(true);
  });

  it('does not count groups that Dropbox manages: a share is rounded up from the others', () => {
    expect(isRefused(planOf(...deleting(4, 2, percent(25))))).toBe(true);
  });
});

describe('an emptied list', () => {
  it('never removes everybody, whatever the limits and the overrides say', () => {
    const desired = guarded(desiredState([], [], { unmanagedMembers: 'remove' }), {
      maxRemovals: percent(100),
      minTeamAdmins: 0,
    });
    const live = liveTeam([liveMember('a@acme.com'), liveMember('b@acme.com', admin)]);
    const overrides: GuardName[] = ['max_removals', 'min_team_admins', 'protected_members'];
    const plan = planOf(desired, live, { overrides });
    expect(findingsOf(plan, 'empty_members')).toMatchObject([{ severity: 'error', override: null }]);
  });

  it('never deletes every group', () => {
    const desired = guarded(desiredState([], [], { unmanagedGroups: 'delete' }), { maxGroupDeletions: percent(100) });
    expect(findingsOf(planOf(desired, liveTeam([], [liveGroup('A')])), 'empty_groups')).toMatchObject([
      { severity: 'error', override: null },
    ]);
  });

  it('is fine where it does nothing', () => {
    expect(planOf(desiredState([]), liveTeam([], [])).findings).toEqual([]);
  });
});

describe('min_team_admins', () => {
  const [ada, bob, eve] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com'];
  const three = liveTeam([liveMember(ada, admin), liveMember(bob, admin), liveMember(eve)]);
  const demoting = (email: string) => desiredMember(email, { attributes: { role: 'member_only' } });

  it('allows as many as the least, and refuses one fewer', () => {
    const file = desiredState([desiredMember(ada), demoting(bob)]);
    expect(isRefused(planOf(guarded(file, { minTeamAdmins: 1 }), three))).toBe(false);
    const refused = planOf(guarded(file, { minTeamAdmins: 2 }), three);
    expect(findingsOf(refused, 'min_team_admins')[0]?.message).toContain(`Losing it: ${bob}`);
  });

  it('is satisfied by a new admin who is active, and not by one who is suspended or only invited', () => {
    const file = (email: string) =>
      guarded(desiredState([desiredMember(ada), demoting(bob), desiredMember(email, admin)]), { minTeamAdmins: 2 });
    expect(isRefused(planOf(file(eve), three))).toBe(false);
    expect(isRefused(planOf(file('new@acme.com'), three))).toBe(true);
  });

  it('says nothing where nobody loses power, even if there are too few', () => {
    const desired = guarded(desiredState([desiredMember(eve, { attributes: { surname: 'E' } })]), { minTeamAdmins: 5 });
    expect(isRefused(planOf(desired, three))).toBe(false);
  });

  it('cannot be overridden down to nobody: the last admin stays', () => {
    const file = guarded(desiredState([demoting(ada), desiredMember(bob, { status: 'suspended' })]), {
      minTeamAdmins: 0,
    });
    const plan = planOf(file, three, { overrides: ['min_team_admins'] });
    expect(findingsOf(plan, 'last_admin')).toMatchObject([{ severity: 'error', override: null }]);
  });

  it('counts admins whom the file removes, suspends by until, or does not name', () => {
    const ways: DesiredState[] = [
      desiredState([desiredMember(ada), desiredMember(bob, { status: 'removed' })]),
      desiredState([desiredMember(ada), desiredMember(bob, { until: '2026-01-01' })]),
      desiredState([desiredMember(ada), desiredMember(eve)], [], { unmanagedMembers: 'suspend' }),
    ];
    for (const way of ways) {
      expect(findingsOf(planOf(guarded(way, { minTeamAdmins: 2 }), three), 'min_team_admins')).toHaveLength(1);
    }
  });
});

describe('the admin whose token runs', () => {
  const [ada, bob] = ['ada@acme.com', 'bob@acme.com'];
  const live = liveTeam([liveMember(ada, admin), liveMember(bob, admin)], [], { actingAdminId: `dbmid:${ada}` });

  it('is not removed, suspended or demoted, whatever is overridden', () => {
    const ways: DesiredState[] = [
      desiredState([desiredMember(ada, { status: 'removed' })]),
      desiredState([desiredMember(ada, { status: 'suspended' })]),
      desiredState([desiredMember(ada, { attributes: { role: 'billing_admin' } })]),
      desiredState([desiredMember(bob)], [], { unmanagedMembers: 'remove' }),
    ];
    for (const way of ways) {
      const plan = planOf(way, live, { overrides: ['min_team_admins', 'max_removals', 'protected_members'] });
      expect(findingsOf(plan, 'acting_admin')).toMatchObject([{ severity: 'error', override: null }]);
    }
  });

  it('may change otherwise, and other admins may go', () => {
    const desired = desiredState([
      desiredMember(ada, { attributes: { surname: 'L' } }),
      desiredMember(bob, { status: 'removed' }),
    ]);
    expect(findingsOf(planOf(desired, live), 'acting_admin')).toEqual([]);
  });
});

describe('protected_members', () => {
  const [ada, ceo] = ['ada@acme.com', 'ceo@acme.com'];
  const live = liveTeam([
    liveMember(ada, admin),
    liveMember(ceo, { attributes: { role: 'team_admin', external_id: 'E1' } }),
  ]);
  const guard = (desired: DesiredState) => guarded(desired, { protectedMembers: [ceo] });

  it('are never suspended, removed, demoted, or stripped of their address', () => {
    const ways: [DesiredState, string][] = [
      [desiredState([desiredMember(ceo, { status: 'suspended' })]), 'suspended'],
      [desiredState([desiredMember(ceo, { until: '2026-01-01' })]), 'suspended'],
      [desiredState([desiredMember(ceo, { status: 'removed' })]), 'removed'],
      [desiredState([desiredMember(ada)], [], { unmanagedMembers: 'remove' }), 'removed'],
      [desiredState([desiredMember(ceo, { attributes: { role: 'member_only' } })]), 'demoted'],
      [
        desiredState([desiredMember('boss@acme.com', { attributes: { external_id: 'E1' } })]),
        'stripped of this address',
      ],
    ];
    for (const [desired, harm] of ways) {
      const [finding] = findingsOf(planOf(guard(desired), live), 'protected_members');
      expect(finding?.severity).toBe('error');
      expect(finding?.message).toContain(`would be ${harm}`);
    }
  });

  it('may change otherwise', () => {
    const plan = planOf(guard(desiredState([desiredMember(ceo, { attributes: { surname: 'Boss' } })])), live);
    expect(findingsOf(plan, 'protected_members')).toEqual([]);
    expect(linesOf(plan)).toEqual([`update member.${ceo}`]);
  });
});

describe('an override', () => {
  it('turns the error of that guard into a warning, and of no other', () => {
    const [desired, live] = suspending(4, percent(25));
    const both = guarded(desired, { protectedMembers: ['p0@acme.com'] });
    const plan = planOf(both, live, { overrides: ['max_removals'] });
    expect(findingsOf(plan, 'max_removals')).toMatchObject([{ severity: 'warning' }]);
    expect(findingsOf(plan, 'max_removals')[0]?.message).toMatch(/^Overridden for this run: /);
    expect(findingsOf(plan, 'protected_members')).toMatchObject([{ severity: 'error' }]);
    expect(isRefused(plan)).toBe(true);
    expect(isRefused(planOf(both, live, { overrides: ['max_removals', 'protected_members'] }))).toBe(false);
  });

  it('all guards speak at once, errors first', () => {
    const [desired, live] = suspending(4, percent(25));
    const plan = planOf(guarded(desired, { protectedMembers: ['p0@acme.com', 'p1@acme.com'] }), live);
    expect(plan.findings.filter(({ severity }) => severity === 'error')).toHaveLength(3);
    const ranks = plan.findings.map(({ severity }) => ['error', 'warning', 'note'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
  });
});
