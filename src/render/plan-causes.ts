import type { Change, Json, JsonObject, Plan } from '../model/plan.js';
import { pointerTo } from '../plan/change-parts.js';
import { isObject } from '../plan/digest.js';

/** The changes of a plan by whose doing they are; a change that is partly both is in both, each time with its own part. */
export interface ChangesByCause {
  readonly caused: readonly Change[];
  /** What the file before would have done too: the team was different already. */
  readonly drifted: readonly Change[];
}

/** Sorts changes by cause. Only an update is taken apart; somebody new is one thing, and is shown with what is new. */
export function splitByCause(changes: Plan['changes']): ChangesByCause {
  const caused: Change[] = [];
  const drifted: Change[] = [];
  for (const change of changes) {
    const { cause, action } = change;
    if (cause?.tag === 'drift') drifted.push(change);
    else if (cause?.tag === 'both' && action === 'update') {
      const pointers = new Set(cause.drift);
      caused.push(restrict(change, (pointer) => !pointers.has(pointer)));
      drifted.push(restrict(change, (pointer) => pointers.has(pointer)));
    } else caused.push(change);
  }
  return { caused, drifted };
}

/** A change with only the parts whose pointers are wanted, and whatever does not change. */
function restrict(change: Change, isWanted: (pointer: string) => boolean): Change {
  const { before, after } = change;
  const stays = (key: string) => JSON.stringify(before?.[key] ?? null) === JSON.stringify(after?.[key] ?? null);
  const keep = (state: JsonObject | null): JsonObject | null => {
    if (state === null) return null;
    const kept: Record<string, Json> = {};
    for (const [key, value] of Object.entries(state)) {
      if (isObject(value)) {
        const inner = Object.entries(value).filter(([name]) => isWanted(pointerTo(key, name)));
        kept[key] = Object.fromEntries(inner);
      } else if (stays(key) || isWanted(pointerTo(key))) kept[key] = value;
    }
    return kept;
  };
  return { ...change, before: keep(before), after: keep(after) };
}
