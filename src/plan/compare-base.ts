import { foldEmail, foldGroupName } from '../model/fold.js';
import type { Change, ChangeCause, Json, JsonObject, Plan, Withdrawal } from '../model/plan.js';
import { partsOf, pointerTo } from './change-parts.js';
import { canonicalJson, essence, isObject, touched } from './digest.js';

/**
 * Tells of every change whether this file causes it or the team was different already, by the plan that the file before
 * leads to on the same team. Pure; the changes themselves, and so the digest, stay as they are.
 * @param base the plan of the file before, made from the same live state at the same time.
 */
export function compareWithBase(plan: Plan, base: Plan): Plan {
  const before = new Map(base.changes.map((change) => [keyOf(change), change]));
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, cause: causeOf(change, before.get(keyOf(change))) })),
    base: { file: base.file, digest: base.digest, withdrawn: findWithdrawn(plan, base) },
  };
}

/** By what the team has now, so that a change is found again where the file calls somebody by another address. */
function keyOf(change: Change): string {
  return `${change.action} ${subjectOf(change)}`;
}

function subjectOf({ kind, address, before, after }: Change): string {
  const name = kind === 'member' ? (before?.email ?? after?.email) : (before?.name ?? after?.name);
  if (typeof name !== 'string') return `${kind} ${address}`;
  return `${kind} ${kind === 'member' ? foldEmail(name) : foldGroupName(name)}`;
}

function causeOf(change: Change, twin: Change | undefined): ChangeCause {
  if (twin === undefined) return { tag: 'change' };
  if (change.action !== 'update' && change.action !== 'create') {
    const isSame = canonicalJson(effectOf(change)) === canonicalJson(effectOf(twin));
    return { tag: isSame ? 'drift' : 'change' };
  }
  const [mine, theirs] = [valuesOf(change), valuesOf(twin)];
  const drift = [...mine].filter(([pointer, part]) => theirs.get(pointer) === part).map(([pointer]) => pointer);
  if (drift.length === mine.size) return { tag: 'drift' };
  return drift.length === 0 ? { tag: 'change' } : { tag: 'both', drift: drift.sort() };
}

/** What is done to whom, whatever the file calls them. */
function effectOf(change: Change): JsonObject {
  return { ...essence(change), address: subjectOf(change) };
}

/** The attributes and memberships that a change touches, by JSON pointer, each with both its values as one text. */
function valuesOf(change: Change): ReadonlyMap<string, string> {
  return new Map(partsOf(change).map(({ pointer, before, after }) => [pointer, canonicalJson([before, after])]));
}

function findWithdrawn(plan: Plan, base: Plan): Withdrawal[] {
  const planned = new Map(plan.changes.map((change) => [keyOf(change), change]));
  const goes = new Set(plan.changes.filter(({ action }) => action === 'remove').map(subjectOf));
  return base.changes.flatMap((change): Withdrawal[] => {
    const { address, kind, action } = change;
    const twin = planned.get(keyOf(change));
    if (twin === undefined) {
      // Whoever goes is not missing what else the file before had for them.
      return goes.has(subjectOf(change)) ? [] : [{ address, kind, action, ...touched(change) }];
    }
    if (action !== 'update' && action !== 'create') return [];
    const kept = valuesOf(twin);
    const lost = new Set([...valuesOf(change).keys()].filter((pointer) => !kept.has(pointer)));
    if (lost.size === 0) return [];
    const { before, after } = touched(change);
    return [{ address, kind, action: 'update', before: only(before, lost), after: only(after, lost) }];
  });
}

/** A state with nothing in it but the parts that the pointers lead to. */
function only(state: JsonObject | null, pointers: ReadonlySet<string>): JsonObject | null {
  if (state === null) return null;
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(state)) {
    if (!isObject(value)) {
      if (pointers.has(pointerTo(key))) kept[key] = value;
      continue;
    }
    const inner = Object.entries(value).filter(([email]) => pointers.has(pointerTo(key, email)));
    if (inner.length > 0) kept[key] = Object.fromEntries(inner);
  }
  return kept;
}
