import type { Plan } from '../model/plan.js';
import type { RunSummary } from '../model/run-summary.js';
import { signOf } from './markdown/operation-lines.js';
import { makeNamedLists } from './named-lists.js';

/** What a plan does, in the numbers of a run's summary. */
export type PlanNumbers = Omit<RunSummary['counts'], 'failed'>;

/** Counts what a plan does, as a run's summary and the comparison of two plans tell it. */
export function countPlan({ changes, summary, operations }: Plan): PlanNumbers {
  return {
    changes: changes.length,
    adds: summary.add + summary.recover,
    removes: summary.remove,
    roleChanges: operations.filter(({ kind }) => kind === 'member.set_role').length,
    destructive: operations.filter(({ kind }) => signOf(kind) === '-').length,
    gains: makeNamedLists(changes).gainsPower.length,
  };
}
