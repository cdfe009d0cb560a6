import { stringifyResource } from '../config/write.js';
import type { Change, Json, JsonObject } from '../model/plan.js';

/** One member or group before and after a plan, as YAML; the empty text for what is not there. */
export interface ResourceTexts {
  /** `member.ada@acme.com` */
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** Writes what a plan changes as YAML, one entry per member or group, in the plan's order. */
export function makeYamlDiffEntries(changes: readonly Change[]): readonly ResourceTexts[] {
  const byAddress = new Map<string, Change[]>();
  for (const change of changes) {
    const list = byAddress.get(change.address);
    if (list === undefined) byAddress.set(change.address, [change]);
    else list.push(change);
  }
  return [...byAddress].map(([title, list]) => ({
    title,
    before: write(joined(list, 'before')),
    after: write(joined(list, 'after')),
  }));
}

/** Several changes of one person as one state: the first one's past, the last one's future. */
function joined(changes: readonly Change[], side: 'before' | 'after'): JsonObject | null {
  const ends = side === 'before' ? changes[0] : changes.at(-1);
  if (ends === undefined || ends[side] === null) return null;
  const update = changes.find(({ action }) => action === 'update');
  const state: Record<string, Json> = { ...update?.[side] };
  for (const change of side === 'before' ? [...changes].reverse() : changes) {
    if (change === update) continue;
    // Beside an update the others tell the status; their address is the live one.
    for (const [key, value] of Object.entries(change[side] ?? {})) {
      if (update === undefined || key === 'status') state[key] = value;
    }
  }
  return state;
}

function write(state: JsonObject | null): string {
  return state === null ? '' : stringifyResource(state);
}
