import type { Change, Json, JsonObject } from '../model/plan.js';
import { isObject, touched } from './digest.js';

/** One attribute, or one membership, that a change touches. */
export interface ChangePart {
  /** JSON pointer within the resource: `/role`, `/members/ada@acme.com`. */
  readonly pointer: string;
  /** The attribute, by the file's name; `members` for a membership. */
  readonly attribute: string;
  /** Whose membership; null for an attribute. */
  readonly member: string | null;
  readonly before: Json;
  readonly after: Json;
}

/** Takes a change apart: only what differs between its two states, attribute by attribute, person by person. */
export function partsOf(change: Change): readonly ChangePart[] {
  const { before, after } = touched(change);
  return keysOf(before, after).flatMap((attribute): readonly ChangePart[] => {
    const [from, to] = [before?.[attribute] ?? null, after?.[attribute] ?? null];
    if (!isObject(from) && !isObject(to)) {
      return [{ pointer: pointerTo(attribute), attribute, member: null, before: from, after: to }];
    }
    const [old, wanted] = [isObject(from) ? from : {}, isObject(to) ? to : {}];
    return [...keysOf(old, wanted)].sort().map((member) => ({
      pointer: pointerTo(attribute, member),
      attribute,
      member,
      before: old[member] ?? null,
      after: wanted[member] ?? null,
    }));
  });
}

/** A JSON pointer from its steps. @see RFC 6901. */
export function pointerTo(...keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function keysOf(before: JsonObject | null, after: JsonObject | null): readonly string[] {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
}
