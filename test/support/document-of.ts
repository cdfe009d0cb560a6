import type { GroupEntry, MemberEntry, TeamDocument } from '../../src/config/team-document.js';
import type { DesiredGroup, DesiredMember, DesiredState } from '../../src/model/desired-state.js';
import { groupKey } from '../../src/model/group.js';
import type { Limit } from '../../src/model/policy.js';

/** Which side says who is in a group: `members` list their groups, or groups their members. */
export interface DocumentStyle {
  readonly listsGroups: (member: string, group: string) => boolean;
  /** Groups of everybody who says nothing else. */
  readonly defaultGroups: readonly string[];
}

const plainStyle: DocumentStyle = { listsGroups: () => false, defaultGroups: [] };

/** A resolved file as a document again, as somebody might have written it. */
export function documentOf(desired: DesiredState, style = plainStyle): TeamDocument {
  const { guards, unmanagedMembers, unmanagedGroups } = desired.policy;
  const declared = new Set(desired.groups.map(({ attributes }) => groupKey(attributes.name)));
  const defaultGroups = style.defaultGroups.filter((name) => declared.has(groupKey(name)));
  return {
    version: 1,
    settings: { unmanaged_members: unmanagedMembers, unmanaged_groups: unmanagedGroups },
    guards: {
      min_team_admins: guards.minTeamAdmins,
      max_removals: written(guards.maxRemovals),
      max_membership_removals: written(guards.maxMembershipRemovals),
      max_group_deletions: written(guards.maxGroupDeletions),
    },
    ...(defaultGroups.length === 0 ? {} : { defaults: { member: { groups: defaultGroups } } }),
    members: desired.members.map((member) => memberEntry(member, desired.groups, style)),
    groups: desired.groups.map((group) => groupEntry(group, style)),
  };
}

function isListedByMember(
  style: DocumentStyle,
  group: DesiredGroup,
  { email, access, until }: DesiredGroup['members'][number],
) {
  return access === null && until === null && style.listsGroups(email, group.attributes.name);
}

function memberEntry(member: DesiredMember, groups: readonly DesiredGroup[], style: DocumentStyle): MemberEntry {
  const { offboarding, status, until, previousEmails, attributes } = member;
  const own = groups.filter((group) =>
    group.members.some((membership) => membership.email === member.email && isListedByMember(style, group, membership)),
  );
  return {
    ...attributes,
    email: attributes.email ?? member.email,
    ...(status === null ? {} : { status }),
    ...(own.length === 0 ? {} : { groups: own.map((group) => group.attributes.name) }),
    ...(previousEmails.length === 0 ? {} : { previous_emails: previousEmails }),
    ...(until === null ? {} : { until }),
    offboarding: {
      grace_period: `${offboarding.gracePeriodHours}h`,
      ...(offboarding.transferFilesTo === null || offboarding.transferAdmin === null
        ? {}
        : { transfer_files_to: offboarding.transferFilesTo, transfer_admin: offboarding.transferAdmin }),
    },
  };
}

function groupEntry(group: DesiredGroup, style: DocumentStyle): GroupEntry {
  const members = group.members.filter((membership) => !isListedByMember(style, group, membership));
  const isWithoutList = group.membership === 'unmanaged' || (members.length === 0 && group.members.length > 0);
  return {
    ...group.attributes,
    membership: group.membership,
    ...(group.previousNames.length === 0 ? {} : { previous_names: group.previousNames }),
    ...(isWithoutList
      ? {}
      : {
          members: members.map(({ email, access, until }) =>
            access === null && until === null
              ? email
              : { email, ...(access === null ? {} : { access }), ...(until === null ? {} : { until }) },
          ),
        }),
  };
}

function written(limit: Limit): number | string {
  return limit.tag === 'count' ? limit.count : `${limit.percent}%`;
}
