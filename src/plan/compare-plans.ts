import type { Change, Json, JsonObject, Plan } from '../model/plan.js';
import { agreedHazards, canonicalJson, isObject, objectOr, touched } from './digest.js';
import type { SavedPlan } from './saved-plan.js';
import { temporaryEmail, temporaryGroupName } from './temporary-values.js';

/** How a fresh plan relates to the one that was reviewed. */
export type Comparison =
  | { readonly tag: 'same' }
  /** A part was done meanwhile, by hand or by an earlier run; nothing is new. */
  | { readonly tag: 'fewer' }
  /** `changes` are new, or start from another value than the reviewed ones. */
  | { readonly tag: 'other'; readonly changes: readonly Change[] };

/**
 * Whether a fresh plan does what was reviewed or less. Pure. The fresh plan is made from the saved `desired`, so every
 * change leads to where the reviewed file leads; what is judged here is whether somebody saw it, from this start.
 * A plan for another team is never the reviewed one.
 */
export function compareWithSaved(saved: SavedPlan, fresh: Plan): Comparison {
  if (saved.team.id !== fresh.team.id) return { tag: 'other', changes: fresh.changes };
  if (saved.digest === fresh.digest) return { tag: 'same' };
  const wasReviewed = coverageOf(saved);
  const unreviewed = fresh.changes.filter((change) => !wasReviewed(change));
  return unreviewed.length === 0 ? { tag: 'fewer' } : { tag: 'other', changes: unreviewed };
}

/**
 * Says of a change, or of a part of one, whether it was reviewed. Meant for changes of a plan made again from the saved
 * `desired`: whether they lead where the reviewed file leads is not asked.
 */
export function coverageOf(saved: Pick<SavedPlan, 'changes'>): (change: Change) => boolean {
  const reviewed = new Map(saved.changes.map((change) => [keyOf(change), change]));
  return (change) => isCovered(change, reviewed);
}

type Reviewed = ReadonlyMap<string, Change>;

function keyOf(change: Pick<Change, 'kind' | 'address' | 'action'>): string {
  return `${change.kind} ${change.address} ${change.action}`;
}

function isCovered(change: Change, reviewed: Reviewed): boolean {
  if (change.kind === 'member' && cameBack(change, reviewed)) return true;
  const match = reviewed.get(keyOf(change));
  if (match === undefined) return isCoveredByCreation(change, reviewed) || takesBackOnly(change, reviewed);
  if (canonicalJson(change.offboarding) !== canonicalJson(match.offboarding)) return false;
  if (!agreedHazards(change).every((hazard) => match.hazards.includes(hazard))) return false;
  const [mine, theirs] = [touched(change), touched(match)];
  if (change.action === 'create') return isPart(mine.after, theirs.after);
  if (!startsFrom(mine, theirs, reviewed)) return false;
  // A set is judged by what it gains and loses; all else leads where the reviewed change led.
  return Object.entries(mine.after ?? {}).every(
    ([key, value]) => Array.isArray(value) || isPart(value, theirs.after?.[key] ?? (isObject(value) ? {} : null)),
  );
}

/** Whether the values that a change starts from were reviewed, or come from carrying out a part of what was. */
function startsFrom(
  mine: { readonly before: JsonObject | null; readonly after: JsonObject | null },
  theirs: { readonly before: JsonObject | null; readonly after: JsonObject | null },
  reviewed: Reviewed,
): boolean {
  return Object.entries(mine.before ?? {}).every(([key, value]) => {
    const [from, to] = [theirs.before?.[key] ?? null, theirs.after?.[key] ?? null];
    if (key === 'members' && isObject(value)) return membersStartFrom(value, from, reviewed);
    if (Array.isArray(value)) return isStepOf([value, mine.after?.[key] ?? null], [from, to]);
    return isPart(value, from) || isOnTheWay(key, value, to);
  });
}

/** Whether whatever a set gains and loses between two values, it was seen to gain and lose. */
function isStepOf([before, after]: readonly [Json, Json], [from, to]: readonly [Json, Json]): boolean {
  return isPart(without(after, before), without(to, from)) && isPart(without(before, after), without(from, to));
}

function without(whole: Json, part: Json): readonly Json[] {
  const known = new Set((Array.isArray(part) ? part : []).map((entry: Json) => canonicalJson(entry)));
  return (Array.isArray(whole) ? whole : []).filter((entry: Json) => !known.has(canonicalJson(entry)));
}

/** Whoever leaves a group was seen leaving it, or came back to it by a recovery that was reviewed. */
function membersStartFrom(before: JsonObject, seen: Json, reviewed: Reviewed): boolean {
  const known = objectOr(seen);
  return Object.entries(before).every(
    ([email, access]) => known[email] === access || isRecovered(`member.${email}`, reviewed),
  );
}

/** A group of which nothing was to change, but for people who came back to it by a recovery that was reviewed. */
function takesBackOnly(change: Change, reviewed: Reviewed): boolean {
  if (change.kind !== 'group' || change.action !== 'update') return false;
  const { before, after } = touched(change);
  const isMembersOnly = Object.keys({ ...before, ...after }).every((key) => key === 'members');
  return isMembersOnly && isPart(after?.members ?? {}, {}) && membersStartFrom(objectOr(before?.members), {}, reviewed);
}

/** The value that a run which was cut off leaves behind while values move: see `temporary-values`. */
function isOnTheWay(key: string, value: Json, to: Json): boolean {
  if (key === 'external_id' || key === 'persistent_id') return value === null && typeof to === 'string';
  if (typeof to !== 'string' || typeof value !== 'string') return false;
  if (key === 'email') return value === temporaryEmail(to);
  return key === 'name' && value === temporaryGroupName(to);
}

/**
 * Recovered people come back with attributes and groups that no plan can know before. Bringing them in line was agreed
 * on with their recovery, as long as it gives them no power that was not.
 */
function cameBack(change: Change, reviewed: Reviewed): boolean {
  if (!isRecovered(change.address, reviewed)) return false;
  if (change.action !== 'update' && change.action !== 'unsuspend') return false;
  return !change.hazards.includes('grants_admin') || hazardsAt(change.address, reviewed).has('grants_admin');
}

function isRecovered(address: string, reviewed: Reviewed): boolean {
  return reviewed.has(keyOf({ kind: 'member', address, action: 'recover' }));
}

function hazardsAt(address: string, reviewed: Reviewed): ReadonlySet<string> {
  const changes = ['recover', 'unsuspend', 'update'] as const;
  return new Set(changes.flatMap((action) => reviewed.get(keyOf({ kind: 'member', address, action }))?.hazards ?? []));
}

/** Somebody, or a group, that exists by now, still gets what was reviewed with the creation and is not there yet. */
function isCoveredByCreation(change: Change, reviewed: Reviewed): boolean {
  if (change.action !== 'update') return false;
  const creation = reviewed.get(keyOf({ ...change, action: 'create' }));
  if (creation === undefined) return false;
  const { before, after } = touched(change);
  return Object.entries(before ?? {}).every(([key, value]) => isAsCreated(key, value)) && isPart(after, creation.after);
}

/** Whether a value is what somebody new has before anything is set. */
function isAsCreated(key: string, value: Json): boolean {
  if (key === 'role') return value === 'member_only';
  if (key === 'directory_restricted') return value === false;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) ? Object.keys(value).length === 0 : value === null;
}

/** Whether everything in `part` is in `whole`, with the same value; objects and lists member by member. */
function isPart(part: Json, whole: Json): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    const known = new Set(whole.map((entry: Json) => canonicalJson(entry)));
    return part.every((entry: Json) => known.has(canonicalJson(entry)));
  }
  if (isObject(part) && isObject(whole)) {
    return Object.keys(part).every((key) => Object.hasOwn(whole, key) && isPart(part[key] as Json, whole[key] as Json));
  }
  return canonicalJson(part) === canonicalJson(whole);
}
