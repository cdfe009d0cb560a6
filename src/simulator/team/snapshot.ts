import type { Group } from './group.js';
import type { Member } from './member.js';
import type { SeedGroup, SeedMember, SimulatorSeed } from './seed.js';
import type { Team } from './team.js';

/** Writes a team as a seed: starting from it gives the same team again, ids included. */
export function snapshotTeam(team: Team, actingAdmin: Member | undefined): SimulatorSeed {
  return {
    team: {
      id: team.facts.id,
      name: team.facts.name,
      licences: team.facts.licences,
      features: {
        secondary_emails: team.facts.features.secondaryEmails,
        persistent_ids: team.facts.features.persistentIds,
        directory_restriction: team.facts.features.directoryRestriction,
        space_limits: team.facts.features.spaceLimits,
        external_sharing: team.facts.features.externalSharing,
      },
      verified_domains: team.facts.verifiedDomains,
      everyone_group_id: team.facts.everyoneGroupId,
    },
    roles: team.roles.map(({ id, name, description }) => ({ role_id: id, name, description })),
    ...(actingAdmin === undefined ? {} : { acting_admin: actingAdmin.email }),
    members: [...team.all()].map((member) => snapshotMember(team, member)),
    groups: [...team.groups.all()].filter((group) => !group.isEveryone).map(snapshotGroup),
    outside_accounts: [...team.outsideAccounts.values()].map((account) => ({
      email: account.email,
      on_another_team: account.isOnAnotherTeam,
      ...(account.invitationFailure === undefined ? {} : { invitation_fails_with: account.invitationFailure }),
    })),
    outside_groups: [...team.groups.outsideIds],
  };
}

/** Writes one member as a seed has it; what does not apply is left out. */
export function snapshotMember(team: Team, member: Member): SeedMember {
  const { removal } = member;
  const roleId = removal?.roleId ?? member.roleId;
  const memberships =
    removal?.memberships ??
    [...member.groupIds].map((groupId) => ({
      groupId,
      access: team.groups.find(groupId)?.memberships.get(member.id)?.access ?? ('member' as const),
    }));
  const namesOf = (access: 'member' | 'owner'): string[] =>
    memberships
      .filter((membership) => membership.access === access)
      .flatMap((membership) => team.groups.find(membership.groupId)?.name ?? []);
  return dropAbsent({
    email: member.email,
    team_member_id: member.id,
    account_id: member.accountId,
    status: member.status,
    given_name: member.givenName,
    surname: member.surname,
    external_id: member.externalId,
    persistent_id: member.persistentId,
    role: roleId === undefined ? undefined : (team.roles.find((role) => role.id === roleId)?.name ?? roleId),
    groups: namesOf('member'),
    owner_of: namesOf('owner'),
    membership_type: member.membershipType,
    email_verified: member.emailVerified,
    invited_on: printMoment(member.invitedOnMs),
    joined_on: printMoment(member.joinedOnMs),
    suspended_on: printMoment(member.suspendedOnMs),
    removed_on: printMoment(removal?.atMs),
    is_recoverable: removal?.isRecoverable,
    is_disconnected: removal?.isDisconnected,
    files: removal?.files,
    secondary_emails: member.secondaryEmails.map(({ email, isVerified }) => ({ email, is_verified: isVerified })),
    space_quota_gb: member.spaceQuotaGb,
    excluded_from_space_limits: member.isExcludedFromSpaceLimits || undefined,
    directory_restricted: member.isDirectoryRestricted,
    profile_photo_url: member.photoUrl,
    legal_hold: member.isUnderLegalHold || undefined,
    accepted_terms: member.hasAcceptedTerms ? undefined : false,
    member_folder_id: member.folderId,
    root_folder_id: member.rootFolderId,
  }) as unknown as SeedMember;
}

/** Writes one group as a seed has it. */
export function snapshotGroup(group: Group): SeedGroup {
  return dropAbsent({
    name: group.name,
    group_id: group.id,
    external_id: group.externalId,
    management: group.management,
    created_on: printMoment(group.createdMs),
    members: [...group.memberships.values()].map(({ member, access }) => ({ email: member.email, access })),
  }) as unknown as SeedGroup;
}

function dropAbsent(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function printMoment(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
