/** One person's place on the team, invited, active, suspended or removed. Only `Team` changes what it indexes. */
export interface Member {
  readonly id: string;
  readonly accountId: string;
  /** Position in the listing; it never changes, so that a listing can go on after any change. */
  readonly seq: number;
  readonly folderId: string;
  readonly rootFolderId: string;
  readonly membershipType: 'full' | 'limited';
  email: string;
  emailVerified: boolean;
  secondaryEmails: SecondaryEmail[];
  externalId: string | undefined;
  persistentId: string | undefined;
  givenName: string;
  surname: string;
  status: MemberStatus;
  roleId: string | undefined;
  invitedOnMs: number | undefined;
  joinedOnMs: number | undefined;
  suspendedOnMs: number | undefined;
  removal: Removal | undefined;
  spaceQuotaGb: number | undefined;
  isExcludedFromSpaceLimits: boolean;
  isDirectoryRestricted: boolean | undefined;
  photoUrl: string | undefined;
  isUnderLegalHold: boolean;
  hasAcceptedTerms: boolean;
  /** Ids of the groups joined, the everyone group left out. */
  readonly groupIds: Set<string>;
}

export type MemberStatus = 'active' | 'invited' | 'suspended' | 'removed';

export interface SecondaryEmail {
  readonly email: string;
  readonly isVerified: boolean;
}

/** What became of somebody who was removed. */
export interface Removal {
  readonly atMs: number;
  /** While true, the address, the external id and the persistent id stay taken. */
  isRecoverable: boolean;
  /** Turned into an individual account. */
  readonly isDisconnected: boolean;
  files: FormerFiles;
  /** What recovery gives back. */
  readonly roleId: string | undefined;
  readonly memberships: readonly { readonly groupId: string; readonly access: GroupAccess }[];
}

export type FormerFiles = 'held' | 'transferring' | 'transferred' | 'deleted' | 'kept_by_person';
export type GroupAccess = 'member' | 'owner';
export type GroupManagement = 'user_managed' | 'company_managed' | 'system_managed';

/** An account that exists at Dropbox but is not on this team. */
export interface OutsideAccount {
  readonly email: string;
  readonly isOnAnotherTeam: boolean;
  /** The result tag that inviting this account earns, whatever the team's own rules say. */
  readonly invitationFailure?: InvitationFailure;
}

/** Failures of an invitation that have their cause outside the team. */
export type InvitationFailure =
  | 'user_already_paired'
  | 'user_migration_failed'
  | 'user_creation_failed'
  | 'free_team_member_limit_reached';

/** Somebody counts for seats and for the everyone group until removed. */
export function isOnTeam(member: Member): boolean {
  return member.status !== 'removed';
}
