import type { AccessType } from './group.js';
import type { LiveStatus, MemberAttributes } from './member.js';

/** What the provider reports of a team. Made from complete reads only: an incomplete read never becomes a LiveState. */
export interface LiveState {
  readonly team: { readonly id: string; readonly name: string };
  readonly licences: Licences;
  /** Whom the token acts for; null when planning from a snapshot that does not say. */
  readonly actingAdminId: string | null;
  readonly roles: readonly LiveRole[];
  readonly members: readonly LiveMember[];
  readonly groups: readonly LiveGroup[];
  readonly capabilities: Capabilities;
}

export interface Licences {
  /** Bought. */
  readonly available: number;
  /** Taken by invited, active and suspended members. */
  readonly used: number;
}

/** What the provider can do, as data, so that the planner never asks whom it talks to. */
export interface Capabilities {
  /** The most members a group can have. */
  readonly groupMemberLimit: number;
  /** For how many days a removed member can be recovered. */
  readonly recoverableDays: number;
  /** Whether custom quotas were read; they are only when the file speaks of them. */
  readonly quotasRead: boolean;
}

export interface LiveRole {
  /** `pid_dbtmr:…` */
  readonly id: string;
  /** As the API names it: "Team", "Billing". */
  readonly name: string;
  /** `team_admin`, `billing_admin`, … */
  readonly slug: string;
}

export interface LiveMember {
  /** `dbmid:…`, the only key that never changes. */
  readonly id: string;
  readonly status: LiveStatus;
  /** Only meaningful for `removed`. */
  readonly isRecoverable: boolean;
  readonly isEmailVerified: boolean;
  /** `email` is folded. `secondary_emails` and `space_quota_gb` as read; see {@link Capabilities.quotasRead}. */
  readonly attributes: MemberAttributes;
  /** ISO 8601 in UTC, or null where it does not apply. */
  readonly invitedOn: string | null;
  readonly joinedOn: string | null;
  readonly suspendedOn: string | null;
}

export interface LiveGroup {
  /** `g:…` */
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  /** System-managed groups, and kinds that are not known yet, are never touched. */
  readonly management: 'company_managed' | 'user_managed' | 'system_managed' | 'other';
  /** By member id. `null` access: not read, because nothing depends on it (see {@link ReadNeeds}). */
  readonly members: ReadonlyMap<string, AccessType | null>;
}

/** What of the live team a plan depends on beyond the listings; everything here costs extra calls. */
export interface ReadNeeds {
  /** Groups, by folded name or external id, whose owners matter. `'all'` for an export. */
  readonly accessOfGroups: 'all' | { readonly names: readonly string[]; readonly externalIds: readonly string[] };
  readonly quotas: boolean;
}
