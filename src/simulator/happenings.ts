import { describeUser, type Happening, type TeamEvent } from './audit-log.js';
import type { Group } from './team/group.js';
import type { GroupManagement, Member } from './team/member.js';

/** What each change is called in the team log. A member's events have the member as context, a group's as participant. */

type LoggedStatus = 'active' | 'invited' | 'not_joined' | 'removed' | 'suspended';

export function statusChanged(
  member: Member,
  previous: LoggedStatus | undefined,
  next: LoggedStatus,
  action?: TeamEvent,
): Happening {
  return aboutMember('member_change_status', member, {
    ...(previous === undefined ? {} : { previous_value: { '.tag': previous } }),
    new_value: { '.tag': next },
    ...(action === undefined ? {} : { action }),
  });
}

export function roleChanged(member: Member, previous: string, next: string): Happening {
  return aboutMember('member_change_admin_role', member, {
    new_value: { '.tag': next },
    previous_value: { '.tag': previous },
  });
}

export function emailChanged(member: Member, previous: string): Happening {
  return aboutMember('member_change_email', member, { new_value: member.email, previous_value: previous });
}

export function nameChanged(member: Member, previous: { given: string; surname: string }): Happening {
  return aboutMember('member_change_name', member, {
    new_value: { given_name: member.givenName, surname: member.surname },
    previous_value: { given_name: previous.given, surname: previous.surname },
  });
}

export function memberExternalIdChanged(member: Member, previous: string | undefined): Happening {
  const [type, details] = externalIdChange('member', previous, member.externalId);
  return aboutMember(type, member, details);
}

export function quotaChanged(member: Member, previousGb: number | undefined): Happening {
  const next = member.spaceQuotaGb;
  if (next === undefined) return aboutMember('member_space_limits_remove_custom_quota', member);
  if (previousGb === undefined) {
    return aboutMember('member_space_limits_add_custom_quota', member, { new_value: bytesOf(next) });
  }
  return aboutMember('member_space_limits_change_custom_quota', member, {
    previous_value: bytesOf(previousGb),
    new_value: bytesOf(next),
  });
}

/** Anything else that happened to one member. */
export function aboutMember(type: string, member: Member, details?: TeamEvent): Happening {
  const category =
    type.startsWith('directory_restrictions') || type.endsWith('_exception') ? 'team_policies' : 'members';
  return { type, category, context: describeUser(member), ...(details === undefined ? {} : { details }) };
}

/** Anything that happened to a group, or to somebody in it. */
export function aboutGroup(type: string, group: Group, details?: TeamEvent, member?: Member): Happening {
  const participants: TeamEvent[] = [
    {
      '.tag': 'group',
      group_id: group.id,
      display_name: group.name,
      ...(group.externalId === undefined ? {} : { external_id: group.externalId }),
    },
  ];
  if (member !== undefined) participants.push({ '.tag': 'user', user: describeUser(member) });
  return { type, category: 'groups', participants, ...(details === undefined ? {} : { details }) };
}

export function groupExternalIdChanged(group: Group, previous: string | undefined): Happening {
  const [type, details] = externalIdChange('group', previous, group.externalId);
  return aboutGroup(type, group, details);
}

export function managementChanged(group: Group, previous: GroupManagement): Happening {
  return aboutGroup('group_change_management_type', group, {
    new_value: { '.tag': group.management },
    previous_value: { '.tag': previous },
  });
}

function externalIdChange(kind: string, previous: string | undefined, next: string | undefined): [string, TeamEvent] {
  if (next === undefined) return [`${kind}_remove_external_id`, { previous_value: previous }];
  if (previous === undefined) return [`${kind}_add_external_id`, { new_value: next }];
  return [`${kind}_change_external_id`, { new_value: next, previous_value: previous }];
}

/** The log counts quotas in bytes, the API in gigabytes. */
function bytesOf(gigabytes: number): number {
  return gigabytes * 1024 ** 3;
}
