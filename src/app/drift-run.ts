import type { Plan } from '../model/plan.js';
import type { DriftReport } from '../plan/drift-report.js';
import type { PatchedFile } from '../render/adoption-patch.js';
import { renderDriftMarkdown } from '../render/markdown/drift-markdown.js';
import { countPlan } from '../render/run-counts.js';
import type { RunResult } from './run-folder.js';

/**
 * What a run folder tells of drift: the text of the issue, and counts of what would undo it.
 * @param now when the team was read, in milliseconds since the epoch.
 */
export function makeDriftResult(
  report: DriftReport,
  {
    plan,
    now,
    adoption,
  }: { readonly plan: Plan; readonly now: number; readonly adoption: readonly PatchedFile[] | null },
): RunResult {
  const isClean = report.differences.length === 0;
  return {
    outcome: isClean ? 'clean' : 'drift',
    failureReason: null,
    digest: report.digest,
    counts: isClean ? {} : { ...countPlan(plan), changes: report.differences.length },
    render: (options) => renderDriftMarkdown(report, { ...options, now, adoption }),
    annotations: [],
  };
}
