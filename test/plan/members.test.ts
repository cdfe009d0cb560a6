import { describe, expect, it } from 'vitest';
import type { LiveMember } from '../../src/model/live-state.js';
import { defaultOffboarding } from '../../src/model/policy.js';
import {
  changeOf,
  edgeOf,
  findingsOf,
  linesOf,
  newValuesOf,
  operationsOf,
  planOf,
  problemsOf,
} from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
} from '../support/team-builders.js';

const ada = 'ada@acme.com';
const bob = 'bob@acme.com';
const grace = { ...defaultOffboarding, gracePeriodHours: 14 * 24 };

function leaver(offboarding = defaultOffboarding) {
  return desiredState([desiredMember(ada, { status: 'removed', offboarding })]);
}

describe('a declared member', () => {
  it('who is absent is invited with everything that the file says', () => {
    const plan = planOf(
      desiredState([
        desiredMember(ada, { attributes: { given_name: 'Ada', external_id: 'E1', role: 'team_admin', surname: null } }),
      ]),
      liveTeam([]),
    );
    expect(linesOf(plan)).toEqual([`create member.${ada}`]);
    expect(plan.changes[0]?.after).toEqual({
      email: ada,
      status: 'invited',
      given_name: 'Ada',
      external_id: 'E1',
      role: 'team_admin',
    });
    expect(plan.operations[0]?.step).toMatchObject({
      kind: 'member.add',
      new: { givenName: 'Ada', surname: null, role: { slug: 'team_admin', id: 'pid_dbtmr:team' } },
    });
  });

  it('is not touched in what the file does not mention', () => {
    const live = liveTeam([
      liveMember(ada, {
        attributes: {
          external_id: 'E1',
          given_name: 'A',
          surname: 'L',
          role: 'team_admin',
          persistent_id: 'S',
          directory_restricted: true,
          secondary_emails: ['a@lovelace.org'],
          space_quota_gb: 7,
        },
      }),
    ]);
    expect(planOf(desiredState([desiredMember(ada)]), live).changes).toEqual([]);
  });

  it('has cleared what the file says is null', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { external_id: null, surname: null, space_quota_gb: null } })]),
      liveTeam([liveMember(ada, { attributes: { external_id: 'E1', surname: 'L', space_quota_gb: 10 } })]),
    );
    expect(newValuesOf(changeOf(plan, `member.${ada}`))).toEqual({
      external_id: null,
      surname: null,
      space_quota_gb: null,
    });
  });

  it('never differs by case alone: address, secondary addresses', () => {
    const plan = planOf(
      desiredState([
        desiredMember(ada, { attributes: { email: 'ADA@Acme.com', secondary_emails: ['Ada@Lovelace.ORG'] } }),
      ]),
      liveTeam([liveMember(ada, { attributes: { secondary_emails: ['ada@lovelace.org'] } })]),
    );
    expect(plan.changes).toEqual([]);
  });

  it('never differs by the order of secondary addresses, or by empty against null', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { secondary_emails: ['b@x.org', 'a@x.org'], surname: null } })]),
      liveTeam([liveMember(ada, { attributes: { secondary_emails: ['a@x.org', 'b@x.org'], surname: '' } })]),
    );
    expect(plan.changes).toEqual([]);
  });

  it('whose role is written as its id does not differ from the slug', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { role: 'pid_dbtmr:billing' } })]),
      liveTeam([liveMember(ada, { attributes: { role: 'billing_admin' } })]),
    );
    expect(plan.changes).toEqual([]);
  });

  it('with a role that the team does not offer is refused, with the roles that it does', () => {
    const [problem] = problemsOf(
      desiredState([desiredMember(ada, { attributes: { role: 'billing' } })]),
      liveTeam([liveMember(ada)]),
    );
    expect(problem?.code).toBe('unknown-role');
    expect(problem?.message).toContain('Did you mean billing_admin?');
    expect(problem?.advice).toContain('member_only, team_admin, billing_admin');
  });

  it('gets secondary addresses only once the invitation is accepted, and the plan says so', () => {
    const desired = desiredState([desiredMember(ada, { attributes: { secondary_emails: ['a@x.org'] } })]);
    const invited = planOf(desired, liveTeam([liveMember(ada, { status: 'invited' })]));
    expect(invited.changes).toEqual([]);
    expect(findingsOf(invited, 'secondary-addresses-wait')).toHaveLength(1);
    const added = planOf(desired, liveTeam([]));
    expect(operationsOf(added)).toEqual([`member.${ada}/add`]);
    expect(added.changes[0]?.after).not.toHaveProperty('secondary_emails');
    expect(operationsOf(planOf(desired, liveTeam([liveMember(ada)])))).toEqual([
      `member.${ada}/secondary_emails/add/a@x.org`,
    ]);
  });

  it('gets a custom quota, and loses it', () => {
    const set = (space_quota_gb: number | null, before: number | null) =>
      planOf(
        desiredState([desiredMember(ada, { attributes: { space_quota_gb } })]),
        liveTeam([liveMember(ada, { attributes: { space_quota_gb: before } })]),
      ).operations.map(({ step }) => step);
    expect(set(100, null)).toMatchObject([{ kind: 'member.set_quota', quotaGb: 100 }]);
    expect(set(null, 100)).toMatchObject([{ kind: 'member.set_quota', quotaGb: null }]);
    expect(set(100, 100)).toEqual([]);
    expect(set(null, null)).toEqual([]);
  });

  it('who is to have a quota is not planned for where quotas were not read', () => {
    const live = liveTeam([liveMember(ada)], [], {
      capabilities: { groupMemberLimit: 1000, recoverableDays: 7, quotasRead: false },
    });
    const problems = problemsOf(desiredState([desiredMember(ada, { attributes: { space_quota_gb: 10 } })]), live);
    expect(problems.map(({ code }) => code)).toEqual(['quotas-not-read']);
  });

  it('is welcomed by mail or not, as the file says', () => {
    const plan = planOf(desiredState([desiredMember(ada, { sendWelcomeEmail: false })]), liveTeam([]));
    expect(plan.operations[0]?.step).toMatchObject({ new: { sendWelcomeEmail: false } });
  });
});

describe('the status of a member', () => {
  it('active is satisfied by an invitation, which is told with its day', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { status: 'active' })]),
      liveTeam([liveMember(ada, { status: 'invited' })]),
    );
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'invitations')[0]?.message).toContain(`${ada} (invited since 2026-11-01)`);
  });

  it('that the file does not mention leaves somebody suspended, with a note', () => {
    const plan = planOf(desiredState([desiredMember(ada)]), liveTeam([liveMember(ada, { status: 'suspended' })]));
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'suspended-live')).toMatchObject([{ severity: 'note' }]);
    expect(findingsOf(plan, 'suspended-live')[0]?.message).toContain('suspended since 2026-11-01');
  });

  it('active brings a suspended member back', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { status: 'active' })]),
      liveTeam([liveMember(ada, { status: 'suspended' })]),
    );
    expect(linesOf(plan)).toEqual([`unsuspend member.${ada}`]);
  });

  it('suspended suspends an active member and leaves a suspended one alone', () => {
    const desired = desiredState([desiredMember(ada, { status: 'suspended' })]);
    expect(linesOf(planOf(desired, liveTeam([liveMember(ada)])))).toEqual([`suspend member.${ada}`]);
    expect(planOf(desired, liveTeam([liveMember(ada, { status: 'suspended' })])).changes).toEqual([]);
  });

  it('suspended for an invited member is an error that advises removed', () => {
    const [problem] = problemsOf(
      desiredState([desiredMember(ada, { status: 'suspended' })]),
      liveTeam([liveMember(ada, { status: 'invited' })]),
    );
    expect(problem).toMatchObject({ code: 'suspends-invitation', severity: 'error' });
    expect(problem?.advice).toContain('status: removed');
  });

  it('suspended for somebody who is not there is an error', () => {
    const problems = problemsOf(desiredState([desiredMember(ada, { status: 'suspended' })]), liveTeam([]));
    expect(problems.map(({ code }) => code)).toEqual(['suspends-nobody']);
  });

  it('removed for somebody who is not there is no difference', () => {
    expect(planOf(leaver(), liveTeam([])).changes).toEqual([]);
    expect(planOf(leaver(), liveTeam([liveMember(ada, { status: 'removed' })])).changes).toEqual([]);
  });
});

describe('leaving', () => {
  it('without a grace period is a suspension and then a removal, told as one removal', () => {
    const plan = planOf(leaver(), liveTeam([liveMember(ada)]));
    expect(linesOf(plan)).toEqual([`remove member.${ada}`]);
    expect(operationsOf(plan)).toEqual([`member.${ada}/suspend`, `member.${ada}/remove`]);
  });

  it('is at once for somebody who is only invited, whatever the grace period', () => {
    const plan = planOf(leaver(grace), liveTeam([liveMember(ada, { status: 'invited' })]));
    expect(operationsOf(plan)).toEqual([`member.${ada}/remove`]);
    expect(plan.operations[0]?.step).toMatchObject({ isInvitation: true, transferTo: null });
  });

  it('with a grace period begins with the suspension alone, and says how it will end', () => {
    const plan = planOf(leaver(grace), liveTeam([liveMember(ada)]));
    expect(linesOf(plan)).toEqual([`suspend member.${ada}`]);
    expect(plan.changes[0]?.reason).toContain('removal not before 2026-12-06 12:00 UTC');
    expect(plan.changes[0]?.offboarding).toMatchObject({ grace_period_hours: 336 });
  });

  it('waits while the grace period runs, with the date it is due in a note', () => {
    const live = liveTeam([liveMember(ada, { status: 'suspended', suspendedOn: '2026-11-20T08:00:00Z' })]);
    const plan = planOf(leaver(grace), live);
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'removal-due')[0]?.message).toContain('removal due on 2026-12-04 08:00 UTC');
  });

  it('is complete from the very moment that the grace period is over, by the live day of suspension', () => {
    const since = (milliseconds: number) =>
      liveTeam([liveMember(ada, { status: 'suspended', suspendedOn: new Date(milliseconds).toISOString() })]);
    const period = 14 * 24 * 3_600_000;
    expect(linesOf(planOf(leaver(grace), since(NOW - period)))).toEqual([`remove member.${ada}`]);
    expect(planOf(leaver(grace), since(NOW - period + 1)).changes).toEqual([]);
  });

  it('cannot be timed where the day of suspension is not known, and says what to do', () => {
    const live = liveTeam([liveMember(ada, { status: 'suspended', suspendedOn: null })]);
    const plan = planOf(leaver(grace), live);
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'removal-due')[0]?.message).toContain('grace_period: 0d');
  });

  it('of somebody suspended, without a grace period, is the removal alone', () => {
    const plan = planOf(leaver(), liveTeam([liveMember(ada, { status: 'suspended' })]));
    expect(operationsOf(plan)).toEqual([`member.${ada}/remove`]);
  });

  it('changes nothing else about the person, and names the groups that go with them', () => {
    const desired = desiredState(
      [desiredMember(ada, { status: 'removed', attributes: { surname: 'New' } })],
      [desiredGroup('Engineering')],
    );
    const plan = planOf(desired, liveTeam([liveMember(ada)], [liveGroup('Engineering', [ada])]));
    expect(linesOf(plan)).toEqual([`remove member.${ada}`]);
    expect(plan.changes[0]?.before).toMatchObject({ groups: ['Engineering'], status: 'active' });
  });

  it('always says whether devices are wiped', () => {
    const wipes = (wipeDevices: boolean) =>
      planOf(leaver({ ...defaultOffboarding, wipeDevices }), liveTeam([liveMember(ada)])).operations.map(({ step }) =>
        step.kind === 'member.suspend'
          ? step.wipeDevices
          : step.kind === 'member.remove' && step.offboarding.wipeDevices,
      );
    expect(wipes(false)).toEqual([false, false]);
    expect(wipes(true)).toEqual([true, true]);
  });
});

describe('until', () => {
  const expiring = (status: 'active' | null = null) =>
    desiredState([desiredMember(ada, { until: '2026-12-31', status })]);
  const lastMoment = Date.parse('2026-12-31T23:59:59.999Z');
  const dayAfter = Date.parse('2027-01-01T00:00:00Z');

  it('lets somebody be through the last day, in UTC, and suspends them from the day after', () => {
    const live = liveTeam([liveMember(ada)]);
    expect(planOf(expiring(), live, { now: lastMoment }).changes).toEqual([]);
    const plan = planOf(expiring('active'), live, { now: dayAfter });
    expect(linesOf(plan)).toEqual([`suspend member.${ada}`]);
    expect(plan.changes[0]?.reason).toBe('until 2026-12-31 has passed');
  });

  it('does not suspend twice', () => {
    const live = liveTeam([liveMember(ada, { status: 'suspended' })]);
    expect(planOf(expiring(), live, { now: dayAfter }).changes).toEqual([]);
  });

  it('invites nobody afterwards, and recovers nobody, and says so', () => {
    for (const live of [liveTeam([]), liveTeam([liveMember(ada, { status: 'removed' })])]) {
      const plan = planOf(expiring(), live, { now: dayAfter });
      expect(plan.changes).toEqual([]);
      expect(findingsOf(plan, 'expired-absent')).toHaveLength(1);
    }
  });

  it('leaves an invitation that was never accepted, and advises to cancel it', () => {
    const plan = planOf(expiring(), liveTeam([liveMember(ada, { status: 'invited' })]), { now: dayAfter });
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'expired-invitation')[0]?.message).toContain('status: removed cancels it');
  });
});

describe('somebody removed less than seven days ago', () => {
  const removed = (rest: Partial<LiveMember> = {}) => liveMember(ada, { status: 'removed', ...rest });

  it('is recovered, not invited, and then brought in line', () => {
    const plan = planOf(
      desiredState([desiredMember(ada, { attributes: { surname: 'Lovelace', role: 'team_admin' } })]),
      liveTeam([removed()]),
    );
    expect(linesOf(plan)).toEqual([`update member.${ada}`, `recover member.${ada}`]);
    expect(edgeOf(plan, `member.${ada}/surname`, `member.${ada}/recover`)).toMatchObject({ isSoft: false });
    expect(edgeOf(plan, `member.${ada}/role`, `member.${ada}/recover`)).toMatchObject({ isSoft: false });
    expect(findingsOf(plan, 'recovered')).toHaveLength(1);
  });

  it('who cannot be recovered is invited', () => {
    const plan = planOf(desiredState([desiredMember(ada)]), liveTeam([removed({ isRecoverable: false })]));
    expect(linesOf(plan)).toEqual([`create member.${ada}`]);
  });

  it('and is to be suspended, is recovered and then suspended', () => {
    const plan = planOf(desiredState([desiredMember(ada, { status: 'suspended' })]), liveTeam([removed()]));
    expect(operationsOf(plan)).toEqual([`member.${ada}/recover`, `member.${ada}/suspend`]);
  });

  it('is not counted, reported or removed when no file names them', () => {
    const plan = planOf(
      desiredState([desiredMember(bob)], [], { unmanagedMembers: 'remove' }),
      liveTeam([removed(), liveMember(bob)]),
    );
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toEqual([]);
  });
});

describe('people whom no file names', () => {
  const live = liveTeam([
    liveMember(ada),
    liveMember(bob),
    liveMember('invited@acme.com', { status: 'invited' }),
    liveMember('suspended@acme.com', { status: 'suspended' }),
  ]);
  const file = (unmanagedMembers: 'report' | 'suspend' | 'remove', offboarding = defaultOffboarding) =>
    desiredState([desiredMember(ada)], [], { unmanagedMembers, offboarding });

  it('are reported', () => {
    const plan = planOf(file('report'), live);
    expect(plan.changes).toEqual([]);
    expect(findingsOf(plan, 'unmanaged-members')[0]?.message).toContain(
      '3 members in no file (left alone): bob@acme.com, invited@acme.com, suspended@acme.com',
    );
  });

  it('are suspended where the policy says so, but for those who are only invited', () => {
    expect(linesOf(planOf(file('suspend'), live))).toEqual([`suspend member.${bob}`]);
  });

  it('are removed where the policy says so, as the team-wide offboarding says', () => {
    expect(linesOf(planOf(file('remove'), live))).toEqual([
      `remove member.${bob}`,
      'remove member.invited@acme.com',
      'remove member.suspended@acme.com',
    ]);
    expect(linesOf(planOf(file('remove', grace), live))).toEqual([
      `suspend member.${bob}`,
      'remove member.invited@acme.com',
      'remove member.suspended@acme.com',
    ]);
  });
});
