import { type Annotation, type RunSummary, runOutcomes } from '../model/run-summary.js';
import type { CheckReport } from './checks.js';

/** What the check of a run is made from. */
export interface CheckedRun {
  readonly run: RunSummary;
  readonly commit: string;
  readonly text: string;
  readonly annotations: readonly Annotation[];
  readonly runUrl: string | null;
}

/** Makes a commit's check out of a run: it fails where the run did, or where nobody can review by what it shows. */
export function makeRunCheck({ run, commit, text, annotations, runUrl }: CheckedRun): CheckReport {
  const isGood = runOutcomes[run.outcome] === 'ok' && run.isComplete;
  return {
    name: `Rollcall ${run.command}: ${run.team}`,
    commit,
    conclusion: isGood ? 'success' : 'failure',
    title: titleOf(text) ?? run.outcome,
    summary: text,
    annotations,
    detailsUrl: runUrl,
  };
}

/** The first heading of a text, which holds our own words and counts only. */
export function titleOf(text: string): string | null {
  return /^#{1,3} +(\S.*)$/m.exec(text)?.[1]?.trim() ?? null;
}
