import type { DriftCause } from '../model/drift-cause.js';
import type { Json } from '../model/plan.js';

/** A cause as it stands in every JSON that tells one. */
export function driftCauseToJson(cause: DriftCause): Json {
  if (cause.tag !== 'logged') return { tag: cause.tag };
  const { tag, at, by, via, event } = cause;
  return { tag, at, by: { tag: by.tag, name: 'name' in by ? by.name : null }, via, event };
}
