import { createHash } from 'node:crypto';
import type { Change, Json, JsonObject } from '../model/plan.js';

/**
 * The digest of a plan's changes: equal changes, equal digest. Only what changes counts, with the value it starts from;
 * unchanged attributes, page order, the time of day and positions in the file do not.
 */
export function digestChanges(changes: readonly Change[]): string {
  return digestSet(changes.map(essence));
}

/** The digest of a set of values, whatever their order. */
export function digestSet(values: readonly JsonObject[]): string {
  const hash = createHash('sha256');
  for (const line of values.map(canonicalJson).sort()) hash.update(line).update('\n');
  return `sha256:${hash.digest('hex')}`;
}

/** What of a change a reviewer agrees to. */
export function essence(change: Change): JsonObject {
  const { before, after } = touched(change);
  return {
    address: change.address,
    kind: change.kind,
    action: change.action,
    before,
    after,
    hazards: agreedHazards(change),
    offboarding: change.offboarding,
  };
}

/** The hazards a reviewer agrees to. A leaver who was suspended meanwhile is removed all the same. */
export function agreedHazards({ action, hazards }: Change): Change['hazards'] {
  return action === 'remove' ? hazards.filter((hazard) => hazard !== 'suspends_member') : hazards;
}

/** Both states without what stays the same. */
export function touched(change: Change): { readonly before: JsonObject | null; readonly after: JsonObject | null } {
  const { before, after, action, kind } = change;
  if (before === null) return { before: null, after };
  if (after === null) {
    // Whether somebody was still active, or in which groups, is not what a removal is agreed on; who is.
    if (kind === 'member') return { before: pick(before, ['email', 'external_id']), after: null };
    return { before: withoutLostAccess(pick(before, ['name', 'members']), null), after: null };
  }
  if (action !== 'update') return { before: pick(before, ['status']), after: pick(after, ['status']) };
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null),
  );
  const start = pick(before, changed);
  return { before: kind === 'group' ? withoutLostAccess(start, after) : start, after: pick(after, changed) };
}

/** Whoever leaves a group leaves it, owner or not; without owners in the file, who owns it is not even read. */
function withoutLostAccess(before: JsonObject, after: JsonObject | null): JsonObject {
  const { members } = before;
  if (!isObject(members)) return before;
  const kept = after !== null && isObject(after.members) ? after.members : {};
  const settled = Object.entries(members).map(([email, access]) => [email, email in kept ? access : 'in']);
  return { ...before, members: Object.fromEntries(settled) };
}

/** Whether a value is an object, and not a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value where it is an object, or else an empty one. */
export function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const key of keys) if (key in object) picked[key] = object[key] as Json;
  return picked;
}

/** JSON with sorted keys, so that equal values are equal texts. What JSON leaves out, undefined, is left out. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((entry: Json) => canonicalJson(entry)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const object = value as JsonObject;
    const entries = Object.keys(object)
      .filter((key) => object[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}
