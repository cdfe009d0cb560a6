import type { Plan } from '../model/plan.js';
import type { RunSummary } from '../model/run-summary.js';
import { signOf } from '../render/markdown/operation-lines.js';
import { makeNamedLists } from '../render/named-lists.js';

/** Counts what a plan does, as a run's summary tells it. Pure. */
export function countPlan({ changes, summary, operations }: Plan): Omit<RunSummary['counts'], 'failed'> {
  return {
    changes: changes.length,
    adds: summary.add + summary.recover,
    removes: summary.remove,
    roleChanges: operations.filter(({ kind }) => kind === 'member.set_role').length,
    destructive: operations.filter(({ kind }) => signOf(kind) === '-').length,
    gains: makeNamedLists(changes).gainsPower.length,
  };
}
