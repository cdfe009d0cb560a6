import type { z } from 'zod';
import type { Hazard } from './hazard.js';

/** Every value an attribute can have. Lists are sets: order does not count. */
export type AttributeValue = string | number | boolean | null | readonly string[];

/**
 * One attribute of a member or a group. The file's schema, the JSON Schema, the comparison, the hazards and the
 * rendering all derive from this entry; nothing else in the core knows the attribute by name.
 */
export interface Attribute<Value extends AttributeValue> {
  /** What the file may hold for it. Includes `null` where the attribute can be cleared. */
  readonly schema: z.ZodType;
  /** How people call it, for messages: "space quota". */
  readonly label: string;
  /** One sentence for the reference and for editors. */
  readonly description: string;
  /** Printed after a value: "GB". */
  readonly unit?: string;
  /** Folds a value for comparison; equal folds mean no difference. */
  readonly fold: (value: Value) => unknown;
  /** What changing it from `before` to `after` means for people. `before` is null for somebody new. */
  readonly hazards: (before: Value | null, after: Value) => readonly Hazard[];
}

/** Says whether two values of one attribute are the same to Dropbox. */
export function isSameValue<Value extends AttributeValue>(attribute: Attribute<Value>, a: Value, b: Value): boolean {
  if (a === b) return true;
  const left = attribute.fold(a);
  const right = attribute.fold(b);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => item === right[index]);
  }
  return left === right;
}
