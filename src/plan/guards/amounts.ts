import type { Finding } from '../../model/plan.js';
import { type GuardName, type Limit, resolveLimit } from '../../model/policy.js';
import type { SourcePosition } from '../../model/source-position.js';
import type { Judged } from '../findings.js';
import type { GroupPlan } from '../group-plan.js';
import { isTouchable } from '../identity.js';
import { refusal } from '../notes.js';
import { howToLift } from './how-to-lift.js';

/** Groups smaller than this may lose any share of their members. */
const SMALL_GROUP = 10;

/** How much of something a plan takes away, and how much of it may go in one run. */
export interface Amount {
  /** Addresses or names, sorted. */
  readonly concerned: readonly string[];
  /** Out of so many. */
  readonly population: number;
  readonly limit: Limit;
  /** The number that the limit means. */
  readonly allowed: number;
}

function amountOf(concerned: readonly string[], limit: Limit, population: number): Amount {
  return { concerned: [...concerned].sort(), population, limit, allowed: resolveLimit(limit, population) };
}

/** Members suspended or removed. Invited people count as people. */
export function removalAmount({ desired, live, members }: Judged): Amount {
  const concerned = members.filter((member) => member.suspends || member.presence.tag === 'removed');
  const population = live.members.filter((member) => member.status !== 'removed').length;
  return amountOf(
    concerned.map((member) => member.ref.email),
    desired.policy.guards.maxRemovals,
    population,
  );
}

/** Members who leave a group; null for a group so small that any share of it may leave. */
export function membershipAmount({ desired }: Judged, group: GroupPlan): Amount | null {
  const size = group.live?.members.size ?? 0;
  if (size < SMALL_GROUP) return null;
  const leaving = group.memberships.filter((membership) => membership.after === null);
  return amountOf(
    leaving.map((membership) => membership.member.ref.email),
    desired.policy.guards.maxMembershipRemovals,
    size,
  );
}

/** Groups deleted, out of those that are not system-managed. */
export function groupDeletionAmount({ desired, live, groups }: Judged): Amount {
  const deleted = groups.filter((group) => group.action === 'delete');
  return amountOf(
    deleted.map((group) => group.ref.name),
    desired.policy.guards.maxGroupDeletions,
    live.groups.filter(isTouchable).length,
  );
}

/** `max_removals`: members suspended or removed by one run. */
export function removalFindings(judged: Judged): Finding[] {
  return tooMuch('max_removals', removalAmount(judged), 'members would be suspended or removed', judged);
}

/** `max_membership_removals`: of any one group of ten or more. */
export function membershipFindings(judged: Judged): Finding[] {
  return judged.groups.flatMap((group) => {
    const amount = membershipAmount(judged, group);
    if (amount === null) return [];
    const what = `members would leave the group ${group.ref.name}`;
    return tooMuch('max_membership_removals', amount, what, judged, group.desired?.source ?? null);
  });
}

/** `max_group_deletions`: of the groups that are not system-managed. */
export function groupDeletionFindings(judged: Judged): Finding[] {
  return tooMuch('max_group_deletions', groupDeletionAmount(judged), 'groups would be deleted', judged);
}

function tooMuch(
  guard: GuardName,
  { concerned, population, limit, allowed }: Amount,
  what: string,
  { desired }: Judged,
  source: SourcePosition | null = null,
): Finding[] {
  if (concerned.length <= allowed) return [];
  const message =
    `${guard}: ${concerned.length} of ${population} ${what}; ${phrase(limit, allowed)}. ` +
    `Concerned: ${concerned.join(', ')}. ${howToLift(guard, `guards: {${guard}: ${concerned.length}}`, desired)}`;
  return [refusal(guard, message, { source, override: guard })];
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
