import type { Plan } from '../model/plan.js';
import type { RunSummary } from '../model/run-summary.js';
import { makeNamedLists } from './named-lists.js';

/** Counts what a plan would do, as `run.json` and the comparison of two plans tell it. Nothing has failed yet. */
export function countPlan(plan: Pick<Plan, 'changes' | 'summary' | 'operations'>): RunSummary['counts'] {
  const { changes, summary, operations } = plan;
  const lists = makeNamedLists(changes);
  const isRoleChange = ({ hazards }: Plan['changes'][number]) =>
    hazards.some((hazard) => hazard === 'grants_admin' || hazard === 'revokes_admin');
  return {
    changes: changes.length,
    adds: summary.add + summary.recover,
    removes: summary.remove + summary.suspend,
    roleChanges: changes.filter(isRoleChange).length,
    destructive: operations.filter(({ kind }) => TAKES_AWAY.has(kind)).length,
    gains: lists.gainsPower.length,
    failed: 0,
  };
}

const TAKES_AWAY: ReadonlySet<string> = new Set([
  'member.suspend',
  'member.remove',
  'membership.remove',
  'group.delete',
  'member.delete_secondary_email',
]);
