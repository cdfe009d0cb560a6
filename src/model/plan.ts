import type { Severity } from './diagnostic.js';
import type { DriftOrigin } from './drift-cause.js';
import type { Hazard } from './hazard.js';
import type { Operation } from './operation.js';
import type { GuardName } from './policy.js';
import type { SourcePosition } from './source-position.js';

export const PLAN_FORMAT_VERSION = 1;

export const changeActions = ['create', 'update', 'suspend', 'unsuspend', 'recover', 'remove'] as const;
export type ChangeAction = (typeof changeActions)[number];

/** JSON as it stands in a plan file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** One RFC 6902 operation. `test` operations pin the value that a change starts from. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/**
 * Whether the file under review causes a change, or its predecessor would have made the same one: then the team was
 * different already, and somebody else owes it. `drift` holds JSON pointers to what was, of a change that is partly both.
 */
export type ChangeCause =
  | { readonly tag: 'change' }
  | { readonly tag: 'drift' }
  | { readonly tag: 'both'; readonly drift: readonly string[] };

/**
 * One change to one member or group, as reviewed. A person can have several (an update and a suspension).
 * `before` and `after` hold what the file manages of it, by the file's names; a group's `members` hold only the
 * memberships that change, as an object from address to access.
 */
export interface Change {
  /** `member.ada@acme.com`, `group.Engineering`: by the declared address or name; by the live one for what no file names. */
  readonly address: string;
  readonly kind: 'member' | 'group';
  readonly action: ChangeAction;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly patch: readonly PatchOperation[];
  readonly hazards: readonly Hazard[];
  readonly source: SourcePosition | null;
  /** Why, where it is not plain from the values: "until 2026-06-30 has passed". */
  readonly reason: string | null;
  /** How somebody leaves, for suspensions and removals. Part of the digest. */
  readonly offboarding: JsonObject | null;
  /** Only where the plan was compared with that of the file before (`--base`). Not part of the digest. */
  readonly cause?: ChangeCause;
}

/** A judgement on the plan: a guard that refuses it (error), or something a reviewer ought to know. */
export interface Finding {
  /** The guard's setting, or a kebab-case name of what was noticed, e.g. `unmanaged-members`. */
  readonly guard: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source: SourcePosition | null;
  /** The guard that `--override-guard` can lift; null where nothing can. */
  readonly override: GuardName | null;
}

/** How far a plan goes towards what a guard permits: as many as the limit at most, and for admins at least. */
export interface GuardMeasure {
  readonly guard: GuardName | 'acting_admin' | 'licences';
  readonly count: number;
  readonly limit: number;
}

export interface PlanSummary {
  readonly add: number;
  readonly change: number;
  readonly suspend: number;
  readonly unsuspend: number;
  readonly recover: number;
  readonly remove: number;
  readonly group_add: number;
  readonly group_change: number;
  readonly group_remove: number;
  readonly membership_add: number;
  readonly membership_remove: number;
}

/** What the file before would have done and this one does not: with only what is no longer asked for in its states. */
export type Withdrawal = Pick<Change, 'address' | 'kind' | 'action' | 'before' | 'after'>;

/** What a plan was compared with: the plan that the team file before this change leads to, on the same team. */
export interface PlanBase {
  /** The file before, as the user named it. */
  readonly file: string;
  /** Digest of its plan. */
  readonly digest: string;
  readonly withdrawn: readonly Withdrawal[];
  /** Who made what was different already; only where the team log was asked (`--who`). */
  readonly origins?: readonly DriftOrigin[];
}

/** What would be done, as plain data. Made by a pure function; holds nothing that can act. */
export interface Plan {
  readonly team: { readonly id: string; readonly name: string };
  /** The file the plan was made from, for messages. */
  readonly file: string;
  /** `sha256:…` over the changes. */
  readonly digest: string;
  readonly summary: PlanSummary;
  readonly licences: { readonly before: number; readonly after: number; readonly available: number };
  /** Sorted by address, then in order of action. */
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** Of the guards that count something; not part of the digest, and not saved. */
  readonly measures?: readonly GuardMeasure[];
  /** In an order that may be carried out; `after` holds the edges. */
  readonly operations: readonly Operation[];
  /** Only with `--base`, and a base that can be planned. */
  readonly base?: PlanBase;
}
