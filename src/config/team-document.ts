import type { AccessType, GroupAttributes, MembershipMode } from '../model/group.js';
import type { DesiredStatus, MemberAttributes } from '../model/member.js';

/** How somebody leaves, in the file's words. */
export interface OffboardingEntry {
  readonly grace_period?: string;
  readonly wipe_devices?: boolean;
  readonly transfer_files_to?: string | null;
  readonly transfer_admin?: string | null;
  readonly keep_account?: boolean;
  readonly retain_team_shares?: boolean;
  readonly permanently_delete_files?: boolean;
}

/** What a member may say, and `defaults.member` too. */
export interface MemberDefaultsEntry extends Partial<Omit<MemberAttributes, 'email'>> {
  readonly status?: DesiredStatus;
  readonly groups?: readonly string[];
  readonly send_welcome_email?: boolean;
  readonly until?: string;
  readonly offboarding?: OffboardingEntry;
}

/** One member, in the file's words. */
export interface MemberEntry extends MemberDefaultsEntry {
  readonly email: string;
  readonly previous_emails?: readonly string[];
}

/** One person in a group. */
export type MembershipEntry =
  | string
  | { readonly email: string; readonly access?: AccessType; readonly until?: string };

/** One group, in the file's words. */
export interface GroupEntry extends Partial<Omit<GroupAttributes, 'name'>> {
  readonly name: string;
  readonly membership?: MembershipMode;
  readonly previous_names?: readonly string[];
  readonly members?: readonly MembershipEntry[];
}

/** A whole team file as plain data, in the file's words: what {@link writeTeamFile} writes. */
export interface TeamDocument {
  readonly version: 1;
  readonly team?: { readonly id?: string; readonly name?: string };
  readonly include?: readonly string[];
  readonly settings?: {
    readonly unmanaged_members?: 'report' | 'suspend' | 'remove';
    readonly unmanaged_groups?: 'report' | 'delete';
    readonly send_welcome_email?: boolean;
    readonly offboarding?: OffboardingEntry;
  };
  readonly guards?: {
    readonly min_team_admins?: number;
    readonly max_removals?: number | string;
    readonly max_membership_removals?: number | string;
    readonly max_group_deletions?: number | string;
    readonly protected_members?: readonly string[];
  };
  readonly defaults?: { readonly member?: MemberDefaultsEntry };
  readonly members: readonly MemberEntry[];
  readonly groups: readonly GroupEntry[];
}
