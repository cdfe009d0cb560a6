import { MEMBER_ONLY } from '../model/member.js';
import type { Change, ChangeAction, Json, JsonObject, Plan } from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';
import { type ChangePart, partsOf } from './change-parts.js';
import { canonicalJson, digestSet, isObject, touched } from './digest.js';

/** What a difference means for somebody, seen from the file: as if the file had been true before. */
export const driftEffects = ['gained-power', 'gained-access', 'lost-access', 'lost-power', 'other'] as const;
export type DriftEffect = (typeof driftEffects)[number];

/** One way in which the team differs from its file: an attribute, a membership, or a whole member or group. */
export interface Difference {
  /** Of the change that would undo it: `member.ada@acme.com`, `group.Engineering`. */
  readonly address: string;
  readonly kind: Change['kind'];
  /** What an apply would do about it. */
  readonly action: ChangeAction;
  /** The attribute that differs, by the file's name; `status` or null where it is about being there at all. */
  readonly attribute: string | null;
  /** Whose membership it is, by the address that the file has; null for everything else. */
  readonly member: string | null;
  /** What differs, as the team has it; null for what the team does not have. */
  readonly live: JsonObject | null;
  /** The same as the file has it. */
  readonly file: JsonObject | null;
  readonly effect: DriftEffect;
  /** Why an apply would act, where it is not plain from the values. */
  readonly reason: string | null;
  readonly source: SourcePosition | null;
}

/** Takes a plan apart into the differences that it would undo, in the plan's order. Pure. */
export function findDifferences({ changes }: Pick<Plan, 'changes'>): readonly Difference[] {
  return changes.flatMap((change) => {
    const { address, kind, action, reason, source } = change;
    const base = { address, kind, action, reason, source };
    if (action === 'update') return partsOf(change).map((part) => ({ ...base, ...describePart(change, part) }));
    const { before, after } = touched(change);
    const attribute = before !== null && after !== null ? 'status' : null;
    return [
      { ...base, attribute, member: null, live: presence(change) ?? before, file: after, effect: effectOf(change) },
    ];
  });
}

/** The digest of differences: equal differences, equal digest, whatever their order, the time, and who made them. */
export function digestDifferences(differences: readonly Difference[]): string {
  return digestSet(differences.map(identityOf));
}

/** Those of the differences that were there at another reading too. */
export function keepCommon(differences: readonly Difference[], others: readonly Difference[]): readonly Difference[] {
  const seen = new Set(others.map((difference) => canonicalJson(identityOf(difference))));
  return differences.filter((difference) => seen.has(canonicalJson(identityOf(difference))));
}

function identityOf({ address, action, attribute, member, live, file }: Difference): JsonObject {
  return { address, action, attribute, member, live, file };
}

/** Somebody who is there, and not to be, is told with how they are there. */
function presence({ kind, action, before }: Change): JsonObject | null {
  return kind === 'member' && action === 'remove' ? { status: before?.status ?? null } : null;
}

function describePart(
  change: Change,
  { attribute, member, before, after }: ChangePart,
): Pick<Difference, 'attribute' | 'member' | 'live' | 'file' | 'effect'> {
  const state = (value: Json): JsonObject => ({ [attribute]: member === null ? value : asMembers(member, value) });
  const effect = member === null ? attributeEffect(change, attribute) : membershipEffect(before, after);
  return { attribute, member, live: state(before), file: state(after), effect };
}

function asMembers(member: string, value: Json): JsonObject {
  return value === null ? {} : { [member]: value };
}

/** What an apply would take away, the team has too much of. */
function attributeEffect({ hazards }: Change, attribute: string): DriftEffect {
  if (attribute !== 'role') return 'other';
  if (hazards.includes('revokes_admin')) return 'gained-power';
  return hazards.includes('grants_admin') ? 'lost-power' : 'other';
}

function membershipEffect(live: Json, file: Json): DriftEffect {
  if (live === 'owner') return 'gained-power';
  if (live === null) return 'lost-access';
  return file === null ? 'gained-access' : 'lost-power';
}

/** Of a whole member, or of a whole group: the members in it lose or keep what it gives. */
function effectOf({ kind, action, before }: Change): DriftEffect {
  switch (action) {
    case 'create':
    case 'recover':
    case 'unsuspend':
      return 'lost-access';
    case 'suspend':
      return 'gained-access';
    case 'remove':
      if (kind === 'group') return isObject(before?.members) ? 'gained-access' : 'other';
      return typeof before?.role === 'string' && before.role !== MEMBER_ONLY ? 'gained-power' : 'gained-access';
    case 'update':
      return 'other';
  }
}
