import type { LiveGroup } from '../../model/live-state.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { isLeaving, type MemberPlan } from '../member-plan.js';
import { refusal, warning } from '../notes.js';

const NOBODY: LiveGroup['members'] = new Map();

/** What Dropbox has no room for: licences, members of a group, owners and roles of the suspended. */
export function capacityFindings(judged: Judged): Finding[] {
  return [...licenceFindings(judged), ...groupSizeFindings(judged), ...suspendedFindings(judged)];
}

/** How many licences a plan takes and frees. */
export function licencesAfter(used: number, members: readonly MemberPlan[]): number {
  const taken = members.filter(({ presence }) => presence.tag === 'added' || presence.tag === 'recovered').length;
  const freed = members.filter(({ presence }) => presence.tag === 'removed').length;
  return used + taken - freed;
}

function licenceFindings({ live, members }: Judged): Finding[] {
  const { used, available } = live.licences;
  const after = licencesAfter(used, members);
  const taken = members.filter(({ presence }) => presence.tag === 'added' || presence.tag === 'recovered').length;
  // A team that reports no licences at all does not count them.
  if (available === 0 || after <= available || taken === 0) return [];
  if (after <= used) {
    return [
      warning(
        'licences',
        `licences: the team uses ${used} of ${available}, and ${after} after this plan: not all of the ${taken} people to be added will fit. ` +
          `Buy ${after - available} more, or remove as many people in the same file.`,
      ),
    ];
  }
  return [
    refusal(
      'licences',
      `licences: ${after} would be needed, and the team has ${available} (${used} in use). ` +
        `${taken} people are to be added; ${taken - (after - available)} fit. Buy ${after - available} more, or remove as many people in the same file.`,
    ),
  ];
}

function groupSizeFindings({ live, groups, members }: Judged): Finding[] {
  const limit = live.capabilities.groupMemberLimit;
  return groups.flatMap((group) => {
    const joins = group.memberships.filter((membership) => membership.before === null).length;
    const before = group.live?.members ?? NOBODY;
    if (joins === 0 || before.size + joins <= limit) return [];
    const leaves = group.memberships.filter((membership) => membership.after === null).length;
    const leavers = members.filter(
      (member) => member.presence.tag === 'removed' && before.has(member.live?.id ?? ''),
    ).length;
    const size = before.size + joins - leaves - leavers;
    if (size <= limit) return [];
    return [
      refusal(
        'group_size',
        `group_size: ${group.ref.name} would have ${size} members; Dropbox allows ${limit}. Split the group.`,
        {
          source: group.desired?.source ?? null,
        },
      ),
    ];
  });
}

function suspendedFindings({ members, groups }: Judged): Finding[] {
  const roles = members.flatMap((member) => {
    if (!staysSuspended(member) || !member.deltas.some((delta) => delta.name === 'role')) return [];
    return [
      refusal(
        'role_of_suspended',
        `role_of_suspended: ${member.ref.email} is suspended, and Dropbox changes no roles of suspended members. Set status: active, or leave the role out.`,
        { source: member.desired?.source ?? null },
      ),
    ];
  });
  const owners = groups.flatMap((group) =>
    group.memberships.flatMap((membership) => {
      if (membership.after !== 'owner' || !staysSuspended(membership.member)) return [];
      return [
        refusal(
          'owner_suspended',
          `owner_suspended: ${membership.member.ref.email} is suspended, and cannot become an owner of ${group.ref.name}. Set status: active, or access: member.`,
          { source: membership.source },
        ),
      ];
    }),
  );
  return [...roles, ...owners];
}

function staysSuspended(member: MemberPlan): boolean {
  return member.live?.status === 'suspended' && !member.unsuspends && !isLeaving(member);
}
