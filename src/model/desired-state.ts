import type { AccessType, GroupAttributes, MembershipMode } from './group.js';
import type { DesiredStatus, MemberAttributes } from './member.js';
import type { Offboarding, Policy } from './policy.js';
import type { SourcePosition } from './source-position.js';

/**
 * What the file asks for, resolved: includes read, defaults merged, memberships joined from both sides, references
 * checked. Plain JSON, so that a saved plan can carry it.
 */
export interface DesiredState {
  /** The file as the user named it, for messages: `team.yaml`. */
  readonly file: string;
  /** The team this file is for; a null field pins nothing. */
  readonly team: { readonly id: string | null; readonly name: string | null; readonly source: SourcePosition | null };
  readonly policy: Policy;
  readonly members: readonly DesiredMember[];
  readonly groups: readonly DesiredGroup[];
  /** Only where an earlier run is undone. */
  readonly undo?: UndoneRun;
}

/** What the undoing of a run asks for and no file can say. People and groups that it does not name are none of its business. */
export interface UndoneRun {
  /** Ids of live groups that the run created. */
  readonly deletesGroups: readonly string[];
  /** What cannot be brought back, or only in part. */
  readonly remarks: readonly UndoRemark[];
}

export interface UndoRemark {
  readonly severity: 'warning' | 'note';
  readonly message: string;
  readonly source: SourcePosition;
}

export interface DesiredMember {
  /** Folded: the member's key within the file. */
  readonly email: string;
  /** Only what the file mentions, defaults included; an absent attribute is never touched. `email` is as written. */
  readonly attributes: Partial<MemberAttributes>;
  /** Null where neither the member nor the defaults say. */
  readonly status: DesiredStatus | null;
  /** Folded former addresses. */
  readonly previousEmails: readonly string[];
  readonly sendWelcomeEmail: boolean;
  /** Last day of membership, `YYYY-MM-DD`, UTC; from the day after, the member counts as suspended. */
  readonly until: string | null;
  readonly offboarding: Offboarding;
  readonly source: SourcePosition;
}

export interface DesiredGroup {
  /** Only what the file mentions; `name` is always there, as written. */
  readonly attributes: Partial<GroupAttributes> & Pick<GroupAttributes, 'name'>;
  readonly membership: MembershipMode;
  readonly previousNames: readonly string[];
  /** Joined with every member that lists this group. One entry per person. Empty for `unmanaged`. */
  readonly members: readonly DesiredMembership[];
  readonly source: SourcePosition;
}

export interface DesiredMembership {
  /** Folded address of a declared member. */
  readonly email: string;
  /** Null where the file does not say: new people become members, owners stay owners. */
  readonly access: AccessType | null;
  readonly until: string | null;
  readonly source: SourcePosition;
}
