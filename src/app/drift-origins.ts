import type { DesiredState } from '../model/desired-state.js';
import type { LiveState } from '../model/live-state.js';
import type { Plan } from '../model/plan.js';
import { findDifferences } from '../plan/drift.js';
import { explainDifferences } from '../plan/drift-cause.js';
import { withFindings } from '../plan/findings.js';
import { note } from '../plan/notes.js';
import { splitByCause } from '../render/plan-causes.js';
import { type LogAsked, readLogFor } from './drift-log.js';

/**
 * Tells of what was different already, before the change of the file that a plan was compared for, who made it so. The
 * log is asked only where something was, and only for what can explain it; where it cannot be read, a note says why.
 */
export async function tellOrigins(
  plan: Plan,
  {
    desired,
    live,
    ...asked
  }: LogAsked & { readonly desired: DesiredState; readonly live: LiveState; readonly now: number },
): Promise<Plan> {
  if (plan.base === undefined) return plan;
  const differences = findDifferences({ changes: splitByCause(plan.changes).drifted });
  const { log, events } = await readLogFor(differences, asked);
  const explained = explainDifferences({ differences, desired, live, now: asked.now, events });
  const origins = explained.map(({ address, attribute, member, cause }) => ({ address, attribute, member, cause }));
  const told = { ...plan, base: { ...plan.base, origins } };
  if (log.tag !== 'failed') return told;
  const why = `who made what was different already is not known. ${log.message} ${log.advice}`;
  return withFindings(told, [note('who-unknown', `who-unknown: ${why}`)]);
}
