import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { LiveState } from '../../src/model/live-state.js';
import { defaultOffboarding } from '../../src/model/policy.js';
import { compareWithSaved } from '../../src/plan/compare-plans.js';
import { temporaryEmail } from '../../src/plan/temporary-values.js';
import { planOf } from '../support/ask-plan.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
  savedFrom,
} from '../support/team-builders.js';

const [ada, bob, eve] = ['ada@acme.com', 'bob@acme.com', 'eve@acme.com'];
const having = (attributes: NonNullable<Parameters<typeof liveMember>[1]>['attributes'] = {}) => ({ attributes });

/** The verdict on a team that changed between review and apply; the addresses of what nobody reviewed with it. */
function verdict(desired: DesiredState, before: LiveState, after: LiveState, now = NOW): string {
  const comparison = compareWithSaved(savedFrom(planOf(desired, before), desired), planOf(desired, after, { now }));
  if (comparison.tag !== 'other') return comparison.tag;
  return `other: ${comparison.changes.map(({ action, address }) => `${action} ${address}`).join(', ')}`;
}

describe('a plan that was reviewed', () => {
  const desired = desiredState([
    desiredMember(ada, having({ surname: 'L', role: 'team_admin' })),
    desiredMember(bob, { status: 'suspended' }),
  ]);
  const start = liveTeam([liveMember(ada), liveMember(bob)]);

  it('is the same on an unchanged team', () => {
    expect(verdict(desired, start, start)).toBe('same');
  });

  it('is fewer when a part was done by hand', () => {
    expect(verdict(desired, start, liveTeam([liveMember(ada), liveMember(bob, { status: 'suspended' })]))).toBe(
      'fewer',
    );
    expect(verdict(desired, start, liveTeam([liveMember(ada, having({ surname: 'L' })), liveMember(bob)]))).toBe(
      'fewer',
    );
  });

  it('is another one when a value starts from another', () => {
    const changed = liveTeam([liveMember(ada, having({ surname: 'Byron' })), liveMember(bob)]);
    expect(verdict(desired, start, changed)).toBe(`other: update member.${ada}`);
  });

  it('is another one when a value that was right is not any more', () => {
    const before = liveTeam([liveMember(ada, having({ role: 'team_admin' })), liveMember(bob)]);
    expect(verdict(desired, before, start)).toBe(`other: update member.${ada}`);
  });

  it('is another one when somebody would lose power that they did not have then', () => {
    const promoted = liveTeam([liveMember(ada), liveMember(bob, having({ role: 'billing_admin' }))]);
    expect(verdict(desired, start, promoted)).toBe(`other: suspend member.${bob}`);
  });

  it('is another one for another team, whatever the changes', () => {
    const other = { ...start, team: { id: 'dbtid:other', name: 'Acme Inc' } };
    expect(verdict(desired, start, other)).toContain('other: ');
  });

  it('is another one when time has made more of it', () => {
    const expiring = desiredState([...desired.members, desiredMember(eve, { until: '2026-11-22' })]);
    const live = liveTeam([...start.members, liveMember(eve)]);
    expect(verdict(expiring, live, live, NOW + 86_400_000)).toBe(`other: suspend member.${eve}`);
  });
});

describe('an invitation that was reviewed', () => {
  const desired = desiredState([
    desiredMember(ada, having({ given_name: 'Ada', role: 'team_admin', space_quota_gb: 10 })),
  ]);
  const start = liveTeam([]);
  const invited = (attributes: Parameters<typeof having>[0]) =>
    liveTeam([liveMember(ada, { status: 'invited', ...having(attributes) })]);

  it('covers what is still to be set once it is sent', () => {
    expect(verdict(desired, start, invited({ given_name: 'Ada', role: 'team_admin' }))).toBe('fewer');
    expect(verdict(desired, start, invited({}))).toBe('fewer');
  });

  it('does not cover changing what somebody else set', () => {
    expect(verdict(desired, start, invited({ given_name: 'Adele' }))).toBe(`other: update member.${ada}`);
    expect(verdict(desired, start, invited({ role: 'billing_admin' }))).toBe(`other: update member.${ada}`);
  });

  it('does not cover a recovery', () => {
    expect(verdict(desired, start, liveTeam([liveMember(ada, { status: 'removed' })]))).toContain(
      `recover member.${ada}`,
    );
  });
});

describe('a removal that was reviewed', () => {
  const leaver = (rest = {}) =>
    desiredState([desiredMember(ada, { status: 'removed', offboarding: { ...defaultOffboarding, ...rest } })]);
  const start = liveTeam([liveMember(ada)], [liveGroup('G', [ada])]);

  it('is the same or fewer for somebody suspended, or out of their groups, meanwhile', () => {
    expect(verdict(leaver(), start, liveTeam([liveMember(ada, { status: 'suspended' })], [liveGroup('G')]))).toBe(
      'same',
    );
    expect(verdict(leaver(), start, liveTeam([]))).toBe('fewer');
  });

  it('is another one for somebody with another external id, or power, by now', () => {
    expect(verdict(leaver(), start, liveTeam([liveMember(ada, having({ external_id: 'E9' }))]))).toContain('other');
    expect(verdict(leaver(), start, liveTeam([liveMember(ada, having({ role: 'team_admin' }))]))).toContain('other');
  });

  it('is not covered by the suspension that began its grace period', () => {
    const graceful = leaver({ gracePeriodHours: 24 });
    const later = liveTeam([liveMember(ada, { status: 'suspended', suspendedOn: '2026-11-01T00:00:00Z' })]);
    expect(verdict(graceful, start, later)).toBe(`other: remove member.${ada}`);
  });
});

describe('secondary addresses that were reviewed', () => {
  const desired = desiredState([desiredMember(ada, having({ secondary_emails: ['keep@x.org', 'new@x.org'] }))]);
  const live = (...secondary: string[]) => liveTeam([liveMember(ada, having({ secondary_emails: secondary }))]);

  it('may be on their way already', () => {
    expect(verdict(desired, live('keep@x.org', 'old@x.org'), live('keep@x.org'))).toBe('fewer');
    expect(verdict(desired, live('keep@x.org', 'old@x.org'), live('keep@x.org', 'old@x.org', 'new@x.org'))).toBe(
      'fewer',
    );
  });

  it('do not cover adding or deleting others', () => {
    expect(verdict(desired, live('keep@x.org'), live())).toBe(`other: update member.${ada}`);
    expect(verdict(desired, live('keep@x.org'), live('keep@x.org', 'hers@x.org'))).toBe(`other: update member.${ada}`);
  });
});

describe('a rotation that was reviewed', () => {
  const desired = desiredState([
    desiredMember(bob, having({ external_id: 'E1' })),
    desiredMember(ada, having({ external_id: 'E2' })),
  ]);
  const people = (first: string, second: string) =>
    liveTeam([
      liveMember(first, { id: 'dbmid:1', ...having({ external_id: 'E1' }) }),
      liveMember(second, { id: 'dbmid:2', ...having({ external_id: 'E2' }) }),
    ]);

  it('covers finishing it from the temporary address', () => {
    expect(verdict(desired, people(ada, bob), people(temporaryEmail(bob), bob))).toBe('fewer');
    expect(verdict(desired, people(ada, bob), people(temporaryEmail(bob), ada))).toBe('fewer');
  });

  it('does not cover another address', () => {
    expect(verdict(desired, people(ada, bob), people('x@acme.com', bob))).toContain(`update member.${bob}`);
  });
});

describe('changes to a group that were reviewed', () => {
  const everybody = [ada, bob, eve].map((email) => liveMember(email));
  const declared = [ada, bob, eve].map((email) => desiredMember(email));
  const live = (...groups: Parameters<typeof liveTeam>[1] & object) => liveTeam(everybody, groups);
  const file = desiredState(declared, [desiredGroup('G', [ada, bob])]);

  it('are fewer when a part of the memberships was done by hand', () => {
    expect(verdict(file, live(liveGroup('G', [eve])), live(liveGroup('G', [eve, ada])))).toBe('fewer');
    expect(verdict(file, live(liveGroup('G', [eve])), live(liveGroup('G', [])))).toBe('fewer');
  });

  it('do not cover taking out somebody who joined meanwhile', () => {
    expect(verdict(file, live(liveGroup('G', [ada])), live(liveGroup('G', [ada, eve])))).toBe('other: update group.G');
  });

  it('do not cover adding somebody who was in it', () => {
    expect(verdict(file, live(liveGroup('G', [ada])), live(liveGroup('G', [])))).toBe('other: update group.G');
  });

  it('cover the members of a group that was created meanwhile, and nothing else about it', () => {
    expect(verdict(file, live(), live(liveGroup('G')))).toBe('fewer');
    expect(verdict(file, live(), live(liveGroup('G', [ada])))).toBe('fewer');
    expect(verdict(file, live(), live(liveGroup('G', [eve])))).toBe('other: update group.G');
    const managed = desiredState(declared, [
      desiredGroup('G', [ada], { attributes: { management: 'company_managed' } }),
    ]);
    expect(verdict(managed, live(), live(liveGroup('G', [], { management: 'user_managed' })))).toBe(
      'other: update group.G',
    );
  });

  it('cover a deletion with fewer people in it, and not with more', () => {
    const deleting = desiredState(declared, [], { unmanagedGroups: 'delete' });
    expect(verdict(deleting, live(liveGroup('G', [ada, bob])), live(liveGroup('G', [ada])))).toBe('fewer');
    expect(verdict(deleting, live(liveGroup('G', [ada])), live(liveGroup('G', [ada, bob])))).toBe(
      'other: remove group.G',
    );
    expect(verdict(deleting, live(liveGroup('G')), live(liveGroup('G'), liveGroup('H')))).toBe('other: remove group.H');
  });
});

describe('a recovery that was reviewed', () => {
  const file = (rest: Parameters<typeof desiredMember>[1] = {}) =>
    desiredState(
      [desiredMember(ada, rest), desiredMember(bob)],
      [desiredGroup('G', [bob]), desiredGroup('H', [bob], { attributes: { external_id: 'h' } })],
    );
  const live = (ofAda: Parameters<typeof liveMember>[1], inG: string[] = [bob], inH = inG) =>
    liveTeam([liveMember(ada, ofAda), liveMember(bob)], [liveGroup('G', inG), liveGroup('H', inH)]);
  const removed = live({ status: 'removed' });

  it('covers taking back the groups that came back with it, whether the group was to change or not', () => {
    expect(verdict(file(), removed, live({}, [ada, bob]))).toBe('fewer');
  });

  it('covers attributes that came back otherwise than they left', () => {
    expect(verdict(file(having({ surname: 'L' })), removed, live(having({ surname: 'B' })))).toBe('fewer');
  });

  it('covers making somebody active who comes back suspended, but no power that was not reviewed', () => {
    const active = file({ status: 'active' });
    expect(verdict(active, removed, live({ status: 'suspended' }))).toBe('fewer');
    const powerful = live({ status: 'suspended', ...having({ role: 'team_admin' }) });
    expect(verdict(active, removed, powerful)).toBe(`other: unsuspend member.${ada}`);
    const wasPowerful = live({ status: 'removed', ...having({ role: 'team_admin' }) });
    expect(verdict(active, wasPowerful, powerful)).toBe('fewer');
  });

  it('does not cover what the file would do to others', () => {
    expect(verdict(file(), removed, live({}, [ada]))).toContain('other: update group.G');
  });
});
