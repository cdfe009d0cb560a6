import type { Finding } from '../../model/plan.js';
import { type Limit, resolveLimit } from '../../model/policy.js';
import type { Judged } from '../findings.js';
import { isTouchable } from '../identity.js';
import { refusal } from '../notes.js';
import { howToLift } from './how-to-lift.js';

/** Groups smaller than this may lose any share of their members. */
const SMALL_GROUP = 10;

/** `max_removals`: members suspended or removed by one run. Invited people count as people. */
export function removalFindings({ desired, live, members }: Judged): Finding[] {
  const limit = desired.policy.guards.maxRemovals;
  const concerned = members.filter((member) => member.suspends || member.presence.tag === 'removed');
  const population = live.members.filter((member) => member.status !== 'removed').length;
  const allowed = resolveLimit(limit, population);
  if (concerned.length <= allowed) return [];
  return [
    refusal(
      'max_removals',
      `max_removals: ${concerned.length} of ${population} members would be suspended or removed; ${phrase(limit, allowed)}. ` +
        `Concerned: ${concerned
          .map((member) => member.ref.email)
          .sort()
          .join(', ')}. ` +
        howToLift('max_removals', `guards: {max_removals: ${concerned.length}}`, desired),
      { override: 'max_removals' },
    ),
  ];
}

/** `max_membership_removals`: of any one group of ten or more. */
export function membershipFindings({ desired, groups }: Judged): Finding[] {
  const limit = desired.policy.guards.maxMembershipRemovals;
  return groups.flatMap((group) => {
    const size = group.live?.members.size ?? 0;
    const leaving = group.memberships.filter((membership) => membership.after === null);
    const allowed = resolveLimit(limit, size);
    if (size < SMALL_GROUP || leaving.length <= allowed) return [];
    return [
      refusal(
        'max_membership_removals',
        `max_membership_removals: ${leaving.length} of ${size} members would leave the group ${group.ref.name}; ${phrase(limit, allowed)}. ` +
          `Concerned: ${leaving
            .map((membership) => membership.member.ref.email)
            .sort()
            .join(', ')}. ` +
          howToLift('max_membership_removals', `guards: {max_membership_removals: ${leaving.length}}`, desired),
        { source: group.desired?.source ?? null, override: 'max_membership_removals' },
      ),
    ];
  });
}

/** `max_group_deletions`: of the groups that are not system-managed. */
export function groupDeletionFindings({ desired, live, groups }: Judged): Finding[] {
  const limit = desired.policy.guards.maxGroupDeletions;
  const deleted = groups.filter((group) => group.action === 'delete');
  const population = live.groups.filter(isTouchable).length;
  const allowed = resolveLimit(limit, population);
  if (deleted.length <= allowed) return [];
  return [
    refusal(
      'max_group_deletions',
      `max_group_deletions: ${deleted.length} of ${population} groups would be deleted; ${phrase(limit, allowed)}. ` +
        `Concerned: ${deleted
          .map((group) => group.ref.name)
          .sort()
          .join(', ')}. ` +
        howToLift('max_group_deletions', `guards: {max_group_deletions: ${deleted.length}}`, desired),
      { override: 'max_group_deletions' },
    ),
  ];
}

/** An emptied list never means "remove all", whatever the policy and the limits say. */
export function emptyFileFindings(judged: Judged): Finding[] {
  return [...emptyMembersFindings(judged), ...emptyGroupsFindings(judged)];
}

function emptyGroupsFindings({ desired, groups }: Judged): Finding[] {
  const deleted = groups.filter((group) => group.action === 'delete');
  if (desired.groups.length > 0 || deleted.length === 0) return [];
  return [
    refusal(
      'empty_groups',
      `empty_groups: the file declares no groups at all, and unmanaged_groups is ${desired.policy.unmanagedGroups}: ` +
        `all ${deleted.length} would be deleted. An empty list never means that; declare at least one group that stays.`,
    ),
  ];
}

function emptyMembersFindings({ desired, members }: Judged): Finding[] {
  const concerned = members.filter((member) => member.suspends || member.presence.tag === 'removed');
  if (desired.members.length > 0 || concerned.length === 0) return [];
  return [
    refusal(
      'empty_members',
      `empty_members: the file declares no members at all, and unmanaged_members is ${desired.policy.unmanagedMembers}: ` +
        `all ${concerned.length} would be suspended or removed. An empty list never means that; declare at least the people who stay.`,
    ),
  ];
}

function phrase(limit: Limit, allowed: number): string {
  return limit.tag === 'count' ? `the limit is ${allowed}` : `the limit is ${limit.percent}%, which is ${allowed}`;
}
