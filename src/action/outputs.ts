import * as core from '@actions/core';
import type { Annotation, RunSummary } from '../model/run-summary.js';

/** The outputs of action.yml, by their names there. */
export const outputNames = [
  'artifact-dir',
  'outcome',
  'exit-code',
  'failure-reason',
  'changed',
  'adds',
  'removes',
  'role-changes',
  'destructive',
  'drift',
  'plan-id',
  'plan-path',
  'comment-id',
  'comment-url',
  'matrix',
] as const;
export type Outputs = Partial<Record<(typeof outputNames)[number], string>>;

/** What a run's summary says to the steps after this one. Counts, digests and words of ours, and no name. */
export function outputsOf(run: RunSummary): Outputs {
  const { outcome, counts, digest, failureReason, exitCode } = run;
  return {
    outcome,
    'exit-code': String(exitCode),
    'failure-reason': failureReason ?? '',
    changed: String(run.command === 'plan' && counts.changes > 0),
    adds: String(counts.adds),
    removes: String(counts.removes),
    'role-changes': String(counts.roleChanges),
    destructive: String(counts.destructive),
    drift: String(outcome === 'drift'),
    'plan-id': digest ?? '',
  };
}

/** Hands outputs to the steps after this one; to be done before the step fails. */
export function setOutputs(outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

/** GitHub shows so many of each level of a step; the check of the commit shows the rest. */
const MOST_OF_LEVEL = 10;

/** Puts problems on the lines of the team file. */
export function annotate(annotations: readonly Annotation[]): void {
  const tell = { error: core.error, warning: core.warning, notice: core.notice } as const;
  for (const level of ['error', 'warning', 'notice'] as const) {
    const some = annotations.filter((one) => one.level === level).slice(0, MOST_OF_LEVEL);
    for (const { message, title, path, line } of some) tell[level](message, { title, file: path, startLine: line });
  }
}
