import type { InvitationFailure } from './member.js';

/**
 * A team to start from, as JSON. Everything is optional: an empty seed is a small team with one admin.
 * `team.snapshot()` answers the same format, so a snapshot is a seed.
 */
export interface SimulatorSeed {
  readonly team?: SeedTeam;
  /** The roles that the team offers; by default the eight that Dropbox defines. */
  readonly roles?: readonly SeedRole[];
  /** Address of the admin whom tokens act for unless minted otherwise; by default the first active full admin. */
  readonly acting_admin?: string;
  readonly members?: readonly SeedMember[];
  readonly groups?: readonly SeedGroup[];
  /** Dropbox accounts that are not on this team; their addresses are taken. */
  readonly outside_accounts?: readonly SeedOutsideAccount[];
  /** Ids of groups that belong to other teams. */
  readonly outside_groups?: readonly string[];
  /** Team log events from before, as `team_log/get_events` shows them. */
  readonly events?: readonly Readonly<Record<string, unknown>>[];
}

export interface SeedTeam {
  readonly id?: string;
  readonly name?: string;
  /** Seats bought; by default enough for everybody and ten more. */
  readonly licences?: number;
  /** Each is on unless it is `false`, but `persistent_ids`, which is off unless it is `true`. */
  readonly features?: {
    readonly secondary_emails?: boolean;
    readonly persistent_ids?: boolean;
    readonly directory_restriction?: boolean;
    readonly space_limits?: boolean;
    readonly external_sharing?: boolean;
  };
  /** Domains on which secondary addresses need no verification; by default the acting admin's. */
  readonly verified_domains?: readonly string[];
  /** Id of the system's group of everybody. */
  readonly everyone_group_id?: string;
}

export interface SeedRole {
  readonly role_id: string;
  readonly name: string;
  readonly description?: string;
}

export interface SeedMember {
  readonly email: string;
  readonly team_member_id?: string;
  /** Exactly 40 characters, `dbid:` first. */
  readonly account_id?: string;
  /** By default active. */
  readonly status?: 'active' | 'invited' | 'suspended' | 'removed';
  readonly given_name?: string;
  readonly surname?: string;
  readonly external_id?: string;
  readonly persistent_id?: string;
  /** An id, a name (`Team`) or a slug (`team_admin`); `member_only` or nothing for none. */
  readonly role?: string;
  /** Names of the groups this person is in; for a removed one, those that recovery gives back. */
  readonly groups?: readonly string[];
  /** Names of the groups this person owns. */
  readonly owner_of?: readonly string[];
  readonly membership_type?: 'full' | 'limited';
  /** By default true for everybody but invited people. */
  readonly email_verified?: boolean;
  readonly invited_on?: string;
  readonly joined_on?: string;
  readonly suspended_on?: string;
  /** For removed people; by default the day before the simulator starts. */
  readonly removed_on?: string;
  /** For removed people; by default true within seven days of `removed_on`. */
  readonly is_recoverable?: boolean;
  readonly is_disconnected?: boolean;
  readonly files?: 'held' | 'transferring' | 'transferred' | 'deleted' | 'kept_by_person';
  /** An address alone is a verified one. */
  readonly secondary_emails?: readonly (string | { readonly email: string; readonly is_verified: boolean })[];
  readonly space_quota_gb?: number;
  readonly excluded_from_space_limits?: boolean;
  readonly directory_restricted?: boolean;
  readonly profile_photo_url?: string;
  readonly legal_hold?: boolean;
  /** By default true. */
  readonly accepted_terms?: boolean;
  readonly member_folder_id?: string;
  readonly root_folder_id?: string;
}

export interface SeedGroup {
  readonly name: string;
  readonly group_id?: string;
  readonly external_id?: string;
  /** By default company_managed. A system-managed group is one that Dropbox keeps. */
  readonly management?: 'company_managed' | 'user_managed' | 'system_managed';
  readonly created_on?: string;
  /** Joined with everybody who lists this group; an address alone is a plain member. */
  readonly members?: readonly (string | { readonly email: string; readonly access: 'member' | 'owner' })[];
}

export interface SeedOutsideAccount {
  readonly email: string;
  /** By default false: somebody's individual account, which may be invited. */
  readonly on_another_team?: boolean;
  /** What inviting this person comes to, for the failures that have their cause outside the team. */
  readonly invitation_fails_with?: InvitationFailure;
}

/** The team that is served when no seed is given: one admin, one colleague, one group. */
export const DEFAULT_SEED: SimulatorSeed = {
  team: { id: 'dbtid:AAAsimulatedteam', name: 'Simulated team' },
  members: [
    { email: 'admin@example.com', given_name: 'Ada', surname: 'Admin', role: 'Team' },
    { email: 'member@example.com', given_name: 'Max', surname: 'Member', groups: ['Staff'] },
  ],
  groups: [{ name: 'Staff' }],
};
