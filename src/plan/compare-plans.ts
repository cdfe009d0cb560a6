import type { Change, Json, JsonObject, Plan } from '../model/plan.js';
import { canonicalJson, touched } from './digest.js';
import type { SavedPlan } from './saved-plan.js';

/** How a fresh plan relates to the one that was reviewed. */
export type Comparison =
  | { readonly tag: 'same' }
  /** A part was done meanwhile, by hand or by an earlier run; nothing is new. */
  | { readonly tag: 'fewer' }
  /** `changes` are new, or start from another value than the reviewed ones. */
  | { readonly tag: 'other'; readonly changes: readonly Change[] };

/** Whether a fresh plan does what was reviewed or less. Pure. */
export function compareWithSaved(saved: SavedPlan, fresh: Plan): Comparison {
  if (saved.digest === fresh.digest) return { tag: 'same' };
  const reviewed = new Map(saved.changes.map((change) => [keyOf(change), change]));
  const unreviewed = fresh.changes.filter((change) => !isCovered(change, reviewed));
  return unreviewed.length === 0 ? { tag: 'fewer' } : { tag: 'other', changes: unreviewed };
}

function keyOf(change: Change): string {
  return `${change.kind} ${change.address} ${change.action}`;
}

function isCovered(change: Change, reviewed: ReadonlyMap<string, Change>): boolean {
  const match = reviewed.get(keyOf(change));
  if (match === undefined) return isCoveredByCreation(change, reviewed);
  if (canonicalJson(change.offboarding) !== canonicalJson(match.offboarding)) return false;
  const [mine, theirs] = [touched(change), touched(match)];
  if (change.action === 'remove' && change.kind === 'group') return isPart(mine.before, theirs.before);
  if (change.action === 'create') return isPart(mine.after, theirs.after);
  return startsFrom(mine.before, theirs) && isPart(mine.after, theirs.after);
}

/** Whether the values a change starts from were reviewed; a set may be on its way already. */
function startsFrom(
  before: JsonObject | null,
  reviewed: { readonly before: JsonObject | null; readonly after: JsonObject | null },
): boolean {
  return Object.entries(before ?? {}).every(([key, value]) => {
    const [from, to] = [reviewed.before?.[key] ?? null, reviewed.after?.[key] ?? null];
    const whole = Array.isArray(from) && Array.isArray(to) ? [...from, ...to] : from;
    return isPart(value, whole);
  });
}

/** A group that exists by now still gets the members that were reviewed with its creation. */
function isCoveredByCreation(change: Change, reviewed: ReadonlyMap<string, Change>): boolean {
  if (change.action !== 'update') return false;
  const creation = reviewed.get(`${change.kind} ${change.address} create`);
  if (creation === undefined) return false;
  const { after } = touched(change);
  return isPart(after, creation.after);
}

/** Whether everything in `part` is in `whole`, with the same value; objects and lists member by member. */
function isPart(part: Json, whole: Json): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    const known = new Set(whole.map((entry: Json) => canonicalJson(entry)));
    return part.every((entry: Json) => known.has(canonicalJson(entry)));
  }
  if (isObject(part) && isObject(whole)) {
    return Object.keys(part).every((key) => key in whole && isPart(part[key] as Json, whole[key] as Json));
  }
  return canonicalJson(part) === canonicalJson(whole);
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
