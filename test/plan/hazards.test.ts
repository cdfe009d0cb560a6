import { describe, expect, it } from 'vitest';
import type { MemberAttributes } from '../../src/model/member.js';
import { defaultOffboarding, type Offboarding } from '../../src/model/policy.js';
import { changeOf, planOf } from '../support/ask-plan.js';
import { desiredMember, desiredState, liveMember, liveTeam } from '../support/team-builders.js';

const ada = 'ada@acme.com';

function hazardsOf(
  desired: Parameters<typeof desiredMember>[1],
  live: Parameters<typeof liveMember>[1] | null,
  action?: 'suspend' | 'update' | 'recover',
) {
  const plan = planOf(
    desiredState([desiredMember(ada, desired)]),
    liveTeam(live === null ? [] : [liveMember(ada, live)]),
  );
  return changeOf(plan, `member.${ada}`, action).hazards;
}

const having = (attributes: Partial<MemberAttributes>) => ({ attributes });
const removed = (offboarding: Partial<Offboarding>) => ({
  status: 'removed' as const,
  offboarding: { ...defaultOffboarding, ...offboarding },
});

describe('what a reviewer has to look at twice', () => {
  it('an invitation uses a licence, and may grant power', () => {
    expect(hazardsOf({}, null)).toEqual(['uses_licence']);
    expect(hazardsOf(having({ role: 'billing_admin' }), null)).toEqual(['grants_admin', 'uses_licence']);
  });

  it('a first quota of somebody new shrinks nothing', () => {
    expect(hazardsOf(having({ space_quota_gb: 5 }), null)).toEqual(['uses_licence']);
  });

  it('roles that are granted, taken and exchanged', () => {
    const swap = (from: string, to: string) => hazardsOf(having({ role: to }), having({ role: from }));
    expect(swap('member_only', 'team_admin')).toEqual(['grants_admin']);
    expect(swap('member_only', 'billing_admin')).toEqual(['grants_admin']);
    expect(swap('billing_admin', 'team_admin')).toEqual(['grants_admin']);
    expect(swap('team_admin', 'billing_admin')).toEqual(['revokes_admin']);
    expect(swap('team_admin', 'member_only')).toEqual(['revokes_admin']);
  });

  it('a changed address', () => {
    expect(hazardsOf({ previousEmails: ['x@acme.com'] }, { attributes: { email: 'x@acme.com' } })).toEqual([
      'changes_email',
    ]);
  });

  it('a quota that gets smaller, or is the first, but not one that grows or goes', () => {
    const quota = (from: number | null, to: number | null) =>
      hazardsOf(having({ space_quota_gb: to }), having({ space_quota_gb: from }));
    expect(quota(20, 10)).toEqual(['shrinks_quota']);
    expect(quota(null, 10)).toEqual(['shrinks_quota']);
    expect(quota(10, 20)).toEqual([]);
    expect(quota(10, null)).toEqual([]);
  });

  it('a suspension, of an admin too, and one that wipes devices', () => {
    const suspended = { status: 'suspended' as const };
    expect(hazardsOf(suspended, {})).toEqual(['suspends_member']);
    expect(hazardsOf(suspended, having({ role: 'team_admin' }))).toEqual(['revokes_admin', 'suspends_member']);
    const wiping = { ...suspended, offboarding: { ...defaultOffboarding, wipeDevices: true } };
    expect(hazardsOf(wiping, {})).toEqual(['suspends_member', 'wipes_devices']);
  });

  it('a suspension of somebody whom the same plan makes an admin', () => {
    const desired = { status: 'suspended' as const, attributes: { role: 'team_admin' } };
    expect(hazardsOf(desired, {}, 'suspend')).toEqual(['revokes_admin', 'suspends_member']);
  });

  it('a removal, and what becomes of account, files and devices', () => {
    expect(hazardsOf(removed({}), {})).toEqual(['suspends_member', 'removes_member']);
    expect(hazardsOf(removed({}), { status: 'suspended' })).toEqual(['removes_member']);
    expect(hazardsOf(removed({ wipeDevices: true, permanentlyDeleteFiles: true }), { status: 'suspended' })).toEqual([
      'removes_member',
      'wipes_devices',
      'permanently_deletes_files',
    ]);
    expect(hazardsOf(removed({ keepAccount: true }), { status: 'suspended' })).toEqual([
      'removes_member',
      'converts_account',
    ]);
    expect(hazardsOf(removed({}), { status: 'suspended', ...having({ role: 'team_admin' }) })).toEqual([
      'revokes_admin',
      'removes_member',
    ]);
  });

  it('an invitation that is cancelled has no files, account or devices to lose', () => {
    expect(hazardsOf(removed({ wipeDevices: true, permanentlyDeleteFiles: true }), { status: 'invited' })).toEqual([
      'removes_member',
    ]);
  });

  it('a recovery uses a licence, and gives back power that was had', () => {
    expect(hazardsOf({}, { status: 'removed' })).toEqual(['uses_licence']);
    expect(hazardsOf({}, { status: 'removed', ...having({ role: 'team_admin' }) })).toEqual([
      'grants_admin',
      'uses_licence',
    ]);
  });

  it('an admin who is active again', () => {
    expect(hazardsOf({ status: 'active' }, { status: 'suspended', ...having({ role: 'team_admin' }) })).toEqual([
      'grants_admin',
    ]);
  });
});
