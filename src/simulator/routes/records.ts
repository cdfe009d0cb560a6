import { formatTimestamp } from '../clock.js';
import type { Tagged } from '../refusals.js';
import type { Group, Membership } from '../team/group.js';
import { isOnTeam, type Member } from '../team/member.js';
import { type Role, tierOf } from '../team/roles.js';
import type { World } from '../world.js';

type Json = Readonly<Record<string, unknown>>;

/** `MemberProfile`: what group routes show of a member. */
export function makeProfile(member: Member): Record<string, unknown> {
  const profile: Record<string, unknown> = { team_member_id: member.id };
  if (member.externalId !== undefined) profile.external_id = member.externalId;
  profile.account_id = member.accountId;
  profile.email = member.email;
  profile.email_verified = member.emailVerified;
  if (member.secondaryEmails.length > 0) {
    profile.secondary_emails = member.secondaryEmails.map(({ email, isVerified }) => ({
      email,
      is_verified: isVerified,
    }));
  }
  profile.status = makeStatus(member);
  profile.name = makeName(member);
  profile.membership_type = { '.tag': member.membershipType };
  if (member.status === 'invited' && member.invitedOnMs !== undefined) {
    profile.invited_on = formatTimestamp(member.invitedOnMs);
  }
  if (member.joinedOnMs !== undefined) profile.joined_on = formatTimestamp(member.joinedOnMs);
  if (member.suspendedOnMs !== undefined) profile.suspended_on = formatTimestamp(member.suspendedOnMs);
  if (member.persistentId !== undefined) profile.persistent_id = member.persistentId;
  if (member.isDirectoryRestricted !== undefined) profile.is_directory_restricted = member.isDirectoryRestricted;
  if (member.photoUrl !== undefined) profile.profile_photo_url = member.photoUrl;
  return profile;
}

function makeStatus(member: Member): Json {
  if (member.removal === undefined) return { '.tag': member.status };
  return {
    '.tag': 'removed',
    is_recoverable: member.removal.isRecoverable,
    is_disconnected: member.removal.isDisconnected,
  };
}

function makeName(member: Member): Json {
  const { givenName, surname } = member;
  return {
    given_name: givenName,
    surname,
    familiar_name: givenName,
    display_name: `${givenName} ${surname}`.trim(),
    abbreviated_name: `${givenName.slice(0, 1)}${surname.slice(0, 1)}`.toUpperCase(),
  };
}

/** `TeamMemberProfile`: the same with groups, the everyone group included, and folders. */
export function makeTeamProfile(world: World, member: Member): Json {
  const profile = makeProfile(member);
  profile.groups = isOnTeam(member) ? [world.team.facts.everyoneGroupId, ...member.groupIds] : [];
  profile.member_folder_id = member.folderId;
  profile.root_folder_id = member.rootFolderId;
  return profile;
}

/** `TeamMemberInfo` (version 1) or `TeamMemberInfoV2`. */
export function makeMemberInfo(world: World, member: Member, version: 1 | 2): Json {
  const role = world.team.roleOf(member);
  const profile = makeTeamProfile(world, member);
  return version === 1 ? { profile, role: { '.tag': tierOf(role) } } : { profile, ...makeRoles(world, role) };
}

/** For somebody without a role, the server may leave the key out, or write null or an empty list. */
export function makeRoles(world: World, role: Role | undefined): Json {
  if (role !== undefined) return { roles: [makeRole(role)] };
  return world.random.pick<Json>([{}, {}, { roles: [] }, { roles: null }]);
}

export function makeRole(role: Role): Json {
  return { role_id: role.id, name: role.name, description: role.description };
}

/** What `set_profile` and its like answer. */
export function makeMemberAnswer(world: World, member: Member, version: 1 | 2): Json {
  const info = makeMemberInfo(world, member, version);
  return version === 1 ? info : { member_info: info };
}

export function countMembers(world: World, group: Group): number {
  return group.isEveryone ? world.team.seatsUsed : group.memberships.size;
}

export function makeGroupSummary(world: World, group: Group): Json {
  return {
    group_name: group.name,
    group_id: group.id,
    ...(group.externalId === undefined ? {} : { group_external_id: group.externalId }),
    member_count: countMembers(world, group),
    group_management_type: { '.tag': group.management },
  };
}

/** `GroupFullInfo`; the list of members is never given for a system-managed group. */
export function makeGroupInfo(world: World, group: Group, withMembers: boolean): Json {
  return {
    ...makeGroupSummary(world, group),
    ...(withMembers && group.management !== 'system_managed'
      ? { members: [...group.memberships.values()].map(makeGroupMember) }
      : {}),
    created: group.createdMs,
  };
}

export function makeGroupMember(membership: Pick<Membership, 'member' | 'access'>): Json {
  return { profile: makeProfile(membership.member), access_type: { '.tag': membership.access } };
}

/** A union value whose variant holds a struct: the tag and the struct's fields side by side. */
export function flatten(tag: string, fields: Json): Tagged {
  return { '.tag': tag, ...fields };
}

/** A union value whose variant holds anything else: the payload under the tag's own name. */
export function nest(tag: string, payload: unknown): Tagged {
  return { '.tag': tag, [tag]: payload };
}
