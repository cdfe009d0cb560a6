import type { Diagnostic } from '../model/diagnostic.js';
import type { Plan } from '../model/plan.js';
import { isRefused } from '../plan/plan.js';
import { renderRunMarkdown } from '../render/markdown/run-markdown.js';
import type { RunStory } from '../render/markdown/run-story.js';
import { countPlan } from '../render/run-counts.js';
import { annotateDiagnostics, annotateFindings } from './run-annotations.js';
import type { RunResult, SavedPlanFile } from './run-folder.js';

/** How the reading of a team file ended. */
export function makeValidateResult(file: string, diagnostics: readonly Diagnostic[]): RunResult {
  if (diagnostics.some(({ severity }) => severity === 'error')) return makeInvalidResult(file, diagnostics);
  const story: RunStory = { tag: 'valid', file, warnings: diagnostics };
  return {
    outcome: 'valid',
    failureReason: null,
    digest: null,
    counts: {},
    render: (options) => renderRunMarkdown(story, options),
    annotations: annotateDiagnostics(diagnostics),
  };
}

/** What the user wrote cannot be used, or not on this team. */
export function makeInvalidResult(file: string, diagnostics: readonly Diagnostic[]): RunResult {
  return {
    outcome: 'invalid',
    failureReason: 'invalid',
    digest: null,
    counts: {},
    render: (options) => renderRunMarkdown({ tag: 'invalid', file, diagnostics }, options),
    annotations: annotateDiagnostics(diagnostics),
  };
}

/**
 * How a planning ended.
 * @param now when the team was read, in milliseconds since the epoch.
 * @param saved the plan for `apply`; null where it may not lie about.
 */
export function makePlanResult(
  plan: Plan,
  {
    warnings,
    now,
    saved,
  }: { readonly warnings: readonly Diagnostic[]; readonly now: number; readonly saved: SavedPlanFile | null },
): RunResult {
  const refused = isRefused(plan);
  return {
    outcome: refused ? 'refused' : plan.changes.length === 0 ? 'nothing' : 'changes',
    failureReason: refused ? 'guard' : null,
    digest: plan.digest,
    counts: countPlan(plan),
    render: (options) => renderRunMarkdown({ tag: 'planned', plan }, { ...options, now }),
    annotations: [...annotateDiagnostics(warnings), ...annotateFindings(plan.findings)],
    plan: saved,
  };
}
