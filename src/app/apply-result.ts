import { assertNever } from '../model/assert-never.js';
import type { GuardName } from '../model/policy.js';
import type { RunSummary } from '../model/run-summary.js';
import { renderJson } from '../render/json-text.js';
import { renderRunMarkdown } from '../render/markdown/run-markdown.js';
import type { RunStory, WhyNotApplied } from '../render/markdown/run-story.js';
import { countPlan } from '../render/run-counts.js';
import type { Applied, ApplyOutcome } from './apply-team.js';
import { makeApplyReport, type Reportable } from './report-file.js';
import type { GatedPlan } from './reviewed-gate.js';
import { annotateFindings } from './run-annotations.js';
import type { RunResult } from './run-folder.js';
import { makeInvalidResult } from './run-results.js';

/** Somebody interrupted the reading: nothing was begun. */
export interface Interrupted {
  readonly tag: 'interrupted';
}

export interface ApplyResultOptions {
  /** The team file as the user named it. */
  readonly file: string;
  readonly overrides: readonly GuardName[];
  /** When the run ended, in milliseconds since the epoch. */
  readonly now: number;
  /** Hides people in what others read. */
  readonly hide: <Value>(value: Value) => Value;
}

/** How an apply ended, for its run folder. */
export function makeApplyResult(outcome: ApplyOutcome | Interrupted, options: ApplyResultOptions): RunResult {
  const { hide } = options;
  switch (outcome.tag) {
    case 'rejected':
      return makeInvalidResult(options.file, hide(outcome.diagnostics));
    case 'applied':
    case 'nothing-to-do':
      return receipt(outcome, options);
    case 'stale': {
      const { plan, why } = hide(outcome);
      return notApplied(plan, 'stale', why.tag === 'other-digest' ? why : { tag: 'stale', changes: why.changes });
    }
    case 'unreviewed': {
      const { plan, gated } = hide(outcome);
      const isConflict = gated.leftOut.every(({ cause }) => cause.tag !== 'unreviewed');
      return notApplied(plan, isConflict ? 'conflict' : 'stale', whyUnreviewed(plan, gated, isConflict));
    }
    case 'refused':
      return { ...notApplied(hide(outcome.plan), 'guard', { tag: 'refused' }), outcome: 'refused' };
    case 'missing-scopes':
      return notApplied(hide(outcome.plan), 'auth', { tag: 'missing-scopes', scopes: outcome.scopes });
    case 'declined':
      return notBegun('Nobody approved the plan.', 'Apply with --auto-approve, or answer yes.');
    case 'interrupted':
      return notBegun('The run was interrupted while it read the team.', 'Run it again.');
    case 'busy':
      return notBegun('Another run is at work on this team.', 'Wait for it to end, and run this again.');
    case 'unusable':
      return notBegun('The journal of the run cannot be kept.', 'Name a file that can be written with --journal.');
    default:
      return assertNever(outcome);
  }
}

function whyUnreviewed(plan: Plan, { operations, leftOut }: GatedPlan, isConflict: boolean): WhyNotApplied {
  const about = new Set(leftOut.map(({ operation }) => operation.address));
  const changes = plan.changes.filter(({ address }) => about.has(address));
  if (isConflict) return { tag: 'stale', changes };
  return operations.length === 0 ? { tag: 'not-reviewed' } : { tag: 'partly-reviewed', changes };
}

function notBegun(message: string, advice: string): RunResult {
  return notApplied(null, 'error', { tag: 'failed', message, advice });
}

type Plan = Applied['plan'];
type FailureReason = RunSummary['failureReason'];

/** @param plan people in it are hidden already. */
function notApplied(plan: Plan | null, failureReason: FailureReason, why: WhyNotApplied): RunResult {
  const story: RunStory = { tag: 'not-applied', why, plan };
  return {
    outcome: 'not-applied',
    failureReason,
    digest: plan?.digest ?? null,
    counts: plan === null ? {} : countPlan(plan),
    render: (options) => renderRunMarkdown(story, options),
    annotations: annotateFindings(plan?.findings ?? []),
  };
}

/** What was done, or that there was nothing to do. */
function receipt(outcome: Reportable, { overrides, now, hide }: ApplyResultOptions): RunResult {
  const report = hide(makeApplyReport(outcome, { overrides, now }));
  const { plan, gated } = hide({ plan: outcome.plan, gated: outcome.gated });
  const doneBefore = gated.alreadyDone.map(({ summary }) => summary);
  const { succeeded, already_done: alreadyDone, failed, skipped } = report.counts;
  const failureReason = outcome.tag === 'applied' ? whyInPart(outcome) : null;
  const story: RunStory = { tag: 'applied', report, doneBefore };
  return {
    outcome:
      outcome.tag === 'nothing-to-do'
        ? 'nothing'
        : failureReason === null
          ? 'applied'
          : succeeded + alreadyDone === 0
            ? 'not-applied'
            : 'applied-in-part',
    failureReason,
    digest: plan.digest,
    counts: { ...countPlan(plan), failed: failed + skipped },
    render: (options) => renderRunMarkdown(story, options),
    annotations: annotateFindings(plan.findings),
    report: renderJson(report),
  };
}

/** Null where all that was to be done was done. */
function whyInPart({ report, followUp, gated }: Applied): FailureReason {
  const { failed, skipped } = report.counts;
  if (failed + skipped === 0 && followUp?.tag !== 'left') return null;
  // Nothing went wrong; what is missing was left out on purpose.
  const isLeftOutAlone = failed === 0 && skipped === gated.leftOut.length && followUp?.tag !== 'left';
  return isLeftOutAlone && gated.leftOut.some(({ cause }) => cause.tag === 'conflict') ? 'conflict' : 'partial';
}
