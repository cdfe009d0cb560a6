import { statusChanged } from '../happenings.js';
import type { Tagged } from '../refusals.js';
import { type Caller, log, type World } from '../world.js';
import { flatten, makeMemberInfo, nest } from './records.js';

/** One person to invite, whichever version of the route was asked. */
export interface Invitation {
  readonly email: string;
  readonly givenName: string;
  readonly surname: string;
  readonly externalId: string | undefined;
  readonly persistentId: string | undefined;
  readonly isDirectoryRestricted: boolean | undefined;
  readonly roleId: string | undefined;
}

/** Invites people one after the other; each succeeds or fails alone, and sees what those before it took. */
export function inviteMembers(
  world: World,
  caller: Caller,
  invitations: readonly Invitation[],
  version: 1 | 2,
): readonly Tagged[] {
  return invitations.map((invitation) => {
    const refusal = findRefusal(world, invitation);
    return refusal === undefined ? invite(world, caller, invitation, version) : nest(refusal, invitation.email);
  });
}

function findRefusal({ team }: World, invitation: Invitation): string | undefined {
  const { externalId, persistentId, roleId } = invitation;
  const email = invitation.email.toLowerCase();
  // Somebody removed but recoverable still holds address and ids.
  if (team.findByAddress(email) !== undefined) return 'user_already_on_team';
  const outside = team.outsideAccounts.get(email);
  if (outside?.isOnAnotherTeam === true) return 'user_on_another_team';
  if (outside?.invitationFailure !== undefined) return outside.invitationFailure;
  if (externalId !== undefined && team.findByExternalId(externalId) !== undefined)
    return 'duplicate_external_member_id';
  if (persistentId !== undefined && !team.facts.features.persistentIds) return 'persistent_id_disabled';
  if (persistentId !== undefined && team.findByPersistentId(persistentId) !== undefined) {
    return 'duplicate_member_persistent_id';
  }
  if (roleId !== undefined && !team.roles.some((role) => role.id === roleId)) return 'user_creation_failed';
  if (team.seatsUsed >= team.facts.licences) return 'team_license_limit';
  return undefined;
}

function invite(world: World, caller: Caller, invitation: Invitation, version: 1 | 2): Tagged {
  const { team, random } = world;
  const email = invitation.email.toLowerCase();
  team.outsideAccounts.delete(email);
  const member = team.add({
    id: `dbmid:${random.text(36)}`,
    accountId: `dbid:${random.text(35)}`,
    folderId: String(random.integer(1_000_000_000, 9_999_999_999)),
    rootFolderId: String(random.integer(1_000_000_000, 9_999_999_999)),
    membershipType: 'full',
    email,
    emailVerified: false,
    secondaryEmails: [],
    externalId: invitation.externalId,
    persistentId: invitation.persistentId,
    givenName: invitation.givenName,
    surname: invitation.surname,
    status: 'invited',
    roleId: invitation.roleId,
    invitedOnMs: world.now(),
    joinedOnMs: undefined,
    suspendedOnMs: undefined,
    removal: undefined,
    spaceQuotaGb: undefined,
    isExcludedFromSpaceLimits: false,
    isDirectoryRestricted: invitation.isDirectoryRestricted,
    photoUrl: undefined,
    isUnderLegalHold: false,
    hasAcceptedTerms: false,
  });
  world.hidden.noteAdded(member.id);
  log(
    { world, caller },
    statusChanged(member, 'not_joined', 'invited', {
      '.tag': 'team_invite_details',
      invite_method: { '.tag': 'member_invite' },
    }),
  );
  return flatten('success', makeMemberInfo(world, member, version));
}
