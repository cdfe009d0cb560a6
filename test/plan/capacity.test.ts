import { describe, expect, it } from 'vitest';
import type { LiveState } from '../../src/model/live-state.js';
import { isRefused } from '../../src/plan/plan.js';
import { edgeOf, findingsOf, planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
} from '../support/team-builders.js';

const [ada, bob, eve, root] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com', 'root@acme.com'];
const admin = { attributes: { role: 'team_admin' } };
const seats = (available: number, used: number): Partial<LiveState> => ({ licences: { available, used } });

describe('licences', () => {
  const adding = (count: number) =>
    desiredState(Array.from({ length: count }, (_, index) => desiredMember(`new${index}@acme.com`)));

  it('are forecast: additions and recoveries take one, removals free one, suspensions none', () => {
    const desired = desiredState([
      desiredMember(ada),
      desiredMember(bob),
      desiredMember(eve, { status: 'removed' }),
      desiredMember(root, { status: 'suspended' }),
    ]);
    const live = liveTeam(
      [liveMember(bob, { status: 'removed' }), liveMember(eve), liveMember(root)],
      [],
      seats(50, 2),
    );
    expect(planOf(desired, live).licences).toEqual({ before: 2, after: 3, available: 50 });
  });

  it('may be used up, and not by one more', () => {
    expect(isRefused(planOf(adding(2), liveTeam([], [], seats(10, 8))))).toBe(false);
    const plan = planOf(adding(3), liveTeam([], [], seats(10, 8)));
    expect(findingsOf(plan, 'licences')).toMatchObject([{ severity: 'error', override: null }]);
    expect(findingsOf(plan, 'licences')[0]?.message).toContain('3 people are to be added; 2 fit. Buy 1 more');
  });

  it('that are over-used do not keep a plan from using fewer, with a warning that not everybody fits', () => {
    const desired = desiredState([
      desiredMember(ada),
      ...[bob, eve].map((email) => desiredMember(email, { status: 'removed' })),
    ]);
    const live = liveTeam([liveMember(bob), liveMember(eve), liveMember(root)], [], seats(10, 12));
    const plan = planOf(desired, live);
    expect(isRefused(plan)).toBe(false);
    expect(findingsOf(plan, 'licences')).toMatchObject([{ severity: 'warning' }]);
  });

  it('are not counted for a team that reports none', () => {
    const plan = planOf(
      desiredState([desiredMember(ada), desiredMember(bob, { status: 'removed' })]),
      liveTeam([liveMember(bob)], [], seats(0, 1)),
    );
    expect(plan.findings).toEqual([]);
    expect(edgeOf(plan, `member.${ada}/add`, `member.${bob}/remove`)).toBeNull();
  });

  it('that are short let a removal go before an addition, as a preference', () => {
    const desired = desiredState([desiredMember(ada), desiredMember(bob, { status: 'removed' })]);
    const short = planOf(desired, liveTeam([liveMember(bob)], [], seats(1, 1)));
    expect(edgeOf(short, `member.${ada}/add`, `member.${bob}/remove`)).toMatchObject({
      reason: 'seats-freed-before-taken',
      isSoft: true,
    });
    const ample = planOf(desired, liveTeam([liveMember(bob)], [], seats(2, 1)));
    expect(edgeOf(ample, `member.${ada}/add`, `member.${bob}/remove`)).toBeNull();
  });

  it('that are short let only as many wait as find no seat', () => {
    const leavers = [bob, eve].map((email) => desiredMember(email, { status: 'removed' }));
    const desired = desiredState([...leavers, ...adding(2).members]);
    const plan = planOf(desired, liveTeam([liveMember(bob), liveMember(eve)], [], seats(3, 2)));
    const waiting = plan.operations.filter(({ after }) =>
      after.some(({ reason }) => reason === 'seats-freed-before-taken'),
    );
    expect(waiting).toHaveLength(1);
  });

  it('refuse what no order makes possible: the new admin has no seat before the old one is gone', () => {
    const desired = desiredState([
      desiredMember(ada, admin),
      desiredMember(bob, { status: 'removed' }),
      desiredMember(root),
    ]);
    const live = liveTeam([liveMember(bob, admin), liveMember(root, admin)], [], seats(2, 2));
    const plan = planOf(desired, live);
    expect(findingsOf(plan, 'licences')).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(plan, 'licences')[0]?.message).toContain(`member.${ada}/add`);
  });

  it('blame only those in the circle, not those who wait for it', () => {
    const desired = desiredState([
      desiredMember('aa@acme.com'),
      desiredMember(ada, admin),
      desiredMember(bob, { status: 'removed' }),
      desiredMember(eve, { status: 'removed' }),
      desiredMember(root),
    ]);
    const live = liveTeam([liveMember(bob, admin), liveMember(eve, admin), liveMember(root, admin)], [], seats(3, 3));
    const [finding] = findingsOf(planOf(desired, live), 'licences');
    expect(finding?.message).toContain(`member.${ada}/add`);
    expect(finding?.message).not.toContain('aa@acme.com');
  });
});

describe('a full group', () => {
  const small: Partial<LiveState> = {
    capabilities: { groupMemberLimit: 2, recoverableDays: 7, quotasRead: true },
  };
  const everybody = [ada, bob, eve, root].map((email) => liveMember(email));

  it('is refused where it would grow over the limit, and not at the limit', () => {
    const file = (emails: string[]) =>
      desiredState(
        [ada, bob, eve].map((email) => desiredMember(email)),
        [desiredGroup('G', emails)],
      );
    const live = liveTeam(everybody, [liveGroup('G', [ada])], small);
    expect(isRefused(planOf(file([ada, bob]), live))).toBe(false);
    expect(findingsOf(planOf(file([ada, bob, eve]), live), 'group_size')).toMatchObject([{ severity: 'error' }]);
  });

  it('lets people leave before others join', () => {
    const desired = desiredState(
      [ada, bob, eve].map((email) => desiredMember(email)),
      [desiredGroup('G', [ada, eve])],
    );
    const plan = planOf(desired, liveTeam(everybody, [liveGroup('G', [ada, bob])], small));
    expect(isRefused(plan)).toBe(false);
    expect(edgeOf(plan, `group.G/members/${eve}`, `group.G/members/${bob}`)).toMatchObject({
      reason: 'room-in-group',
      isSoft: true,
    });
  });

  it('has room again when somebody leaves the team', () => {
    const desired = desiredState(
      [desiredMember(ada), desiredMember(bob, { status: 'removed' }), desiredMember(eve)],
      [desiredGroup('G', [ada, eve])],
    );
    const plan = planOf(desired, liveTeam(everybody, [liveGroup('G', [ada, bob])], small));
    expect(isRefused(plan)).toBe(false);
    expect(edgeOf(plan, `group.G/members/${eve}`, `member.${bob}/remove`)).toMatchObject({ reason: 'room-in-group' });
  });
});

describe('somebody who stays suspended', () => {
  const live = liveTeam(
    [liveMember(ada, { status: 'suspended' }), liveMember(root, admin)],
    [liveGroup('G', [ada], { management: 'user_managed' })],
  );

  it('gets no other role, for Dropbox refuses it', () => {
    const plan = planOf(desiredState([desiredMember(ada, admin)]), live);
    expect(findingsOf(plan, 'role_of_suspended')).toMatchObject([{ severity: 'error' }]);
  });

  it('becomes no owner', () => {
    const desired = desiredState([desiredMember(ada)], [desiredGroup('G', [{ email: ada, access: 'owner' }])]);
    expect(findingsOf(planOf(desired, live), 'owner_suspended')).toMatchObject([{ severity: 'error' }]);
  });

  it('gets both once the file makes them active', () => {
    const desired = desiredState(
      [desiredMember(ada, { status: 'active', ...admin })],
      [desiredGroup('G', [{ email: ada, access: 'owner' }])],
    );
    expect(isRefused(planOf(desired, live))).toBe(false);
  });
});
