import type { OperationResult } from '../apply/report.js';
import type { SkipCause } from '../apply/run-event.js';
import type { FailureReason } from '../provider.js';
import { countOf } from './prose.js';

/** One operation and how it ended, as far as people are told. Text in it is not escaped. */
export interface ShownResult {
  readonly operation: Pick<OperationResult['operation'], 'id' | 'summary'>;
  readonly result: OperationResult['result'];
}

/** What a run did, of which every renderer shows the same: straight from the run, or read from the report's file. */
export interface ShownRun<Result extends ShownResult = ShownResult> {
  readonly results: readonly Result[];
  readonly wasInterrupted: boolean;
}

/** A run as people look at it. */
export interface ReportView<Result extends ShownResult = ShownResult> {
  readonly verdict: ReportVerdict;
  readonly counts: {
    readonly all: number;
    readonly succeeded: number;
    readonly alreadyDone: number;
    readonly failed: number;
    /** Because of what failed. */
    readonly skipped: number;
    /** Because the run was interrupted. */
    readonly notStarted: number;
    /** Because it was not what was reviewed. */
    readonly leftOut: number;
  };
  /** What was done, or was so already. */
  readonly done: readonly Result[];
  /** What failed for one and the same reason is told together: two hundred people, one missing licence. */
  readonly failures: readonly ReportedFailure<Result>[];
  readonly skips: readonly ReportedSkip<Result>[];
  readonly notStarted: readonly Result[];
  readonly leftOut: readonly LeftOut<Result>[];
}

/** Operations that the reviewed plans do not hold, or not from where the team is now. */
export interface LeftOut<Result extends ShownResult = ShownResult> {
  readonly why: LeftOutReason;
  readonly results: readonly Result[];
}

const leftOutReasons = ['unreviewed', 'conflict'] as const satisfies readonly SkipCause['tag'][];
export type LeftOutReason = (typeof leftOutReasons)[number];

/** What is said before a list of what was left out. */
export const leftOutWords = {
  unreviewed: 'Left out, because nobody reviewed it',
  conflict: 'Left out, because Dropbox holds another value than the one reviewed',
} as const satisfies Record<LeftOutReason, string>;

export type ReportVerdict = 'nothing-to-do' | 'applied' | 'applied-in-part' | 'not-applied' | 'interrupted';

export interface ReportedFailure<Result extends ShownResult = ShownResult> {
  readonly reason: FailureReason;
  readonly results: readonly Result[];
  /** Dropbox's, for its support; each once. */
  readonly requestIds: readonly string[];
}

/** What was skipped because of one operation. */
export interface ReportedSkip<Result extends ShownResult = ShownResult> {
  /** That operation's sentence. */
  readonly because: string;
  readonly results: readonly Result[];
}

/** Sorts what a run did by how it ended, in the order in which it ended. */
export function makeReportView<Result extends ShownResult>({
  results,
  wasInterrupted,
}: ShownRun<Result>): ReportView<Result> {
  const having = (tag: ShownResult['result']['tag']) => results.filter(({ result }) => result.tag === tag);
  const done = results.filter(({ result }) => result.tag === 'succeeded' || result.tag === 'already_done');
  const failed = having('failed');
  const because = (tag: SkipCause['tag']) =>
    results.filter(({ result }) => result.tag === 'skipped' && result.cause.tag === tag);
  const notStarted = because('interrupted');
  const leftOut = leftOutReasons
    .map((why) => ({ why, results: because(why) }))
    .filter((group) => group.results.length > 0);
  const skips = skipsByCause(results);
  const counts = {
    all: results.length,
    succeeded: having('succeeded').length,
    alreadyDone: having('already_done').length,
    failed: failed.length,
    skipped: because('dependency').length,
    notStarted: notStarted.length,
    leftOut: leftOut.reduce((sum, group) => sum + group.results.length, 0),
  };
  const verdict = judge(counts, wasInterrupted);
  return { verdict, counts, done, failures: failuresByReason(failed), skips, notStarted, leftOut };
}

function judge({ all, succeeded, alreadyDone }: ReportView['counts'], wasInterrupted: boolean): ReportVerdict {
  const done = succeeded + alreadyDone;
  if (wasInterrupted) return 'interrupted';
  if (all === 0) return 'nothing-to-do';
  if (done === all) return 'applied';
  return done === 0 ? 'not-applied' : 'applied-in-part';
}

/** `3 operations succeeded, 1 was already done, 2 failed`; empty where nothing was to be done. */
export function describeCounts({
  succeeded,
  alreadyDone,
  failed,
  skipped,
  notStarted,
  leftOut,
}: ReportView['counts']): string {
  const was = (count: number) => (count === 1 ? 'was' : 'were');
  const parts: readonly (readonly [number, string])[] = [
    [succeeded, 'succeeded'],
    [alreadyDone, `${was(alreadyDone)} already done`],
    [failed, 'failed'],
    [skipped, `${was(skipped)} skipped`],
    [notStarted, `${was(notStarted)} not started`],
    [leftOut, `${was(leftOut)} left out`],
  ];
  return (
    parts
      .filter(([count]) => count > 0)
      // The first number says what is counted.
      .map(([count, verb], index) => `${index === 0 ? countOf(count, 'operation') : count} ${verb}`)
      .join(', ')
  );
}

/** What is left to do for whoever reads a report. The command holds the file's name, not escaped. */
export interface NextStep {
  readonly before: string;
  readonly command: string | null;
  readonly after: string;
}

/**
 * Null where nothing is left to do.
 * @param again what was run, where it was not an apply of `file`.
 */
export function describeNextStep({ counts }: ReportView, file: string, again?: string): NextStep | null {
  const { failed, skipped, notStarted, leftOut } = counts;
  if (failed + skipped + notStarted + leftOut === 0) return null;
  if (failed + notStarted === 0) {
    return { before: 'Plan what was left out in a pull request, and let it be reviewed.', command: null, after: '' };
  }
  const command = again ?? (file === 'team.yaml' ? 'rollcall apply' : `rollcall apply -f ${file}`);
  const before = failed > 0 ? 'Put right what failed, then run' : 'Run';
  return { before, command, after: 'again: it reads the team first and does only what is still missing.' };
}

function failuresByReason<Result extends ShownResult>(failed: readonly Result[]): ReportedFailure<Result>[] {
  const groups = new Map<string, { reason: FailureReason; results: Result[]; requestIds: Set<string> }>();
  for (const one of failed) {
    if (one.result.tag !== 'failed') continue;
    const { reason } = one.result;
    const key = JSON.stringify([reason.tag, reason.message, reason.advice]);
    const group = groups.get(key) ?? { reason, results: [], requestIds: new Set<string>() };
    groups.set(key, group);
    group.results.push(one);
    if (reason.requestId !== null) group.requestIds.add(reason.requestId);
  }
  return [...groups.values()].map((group) => ({ ...group, requestIds: [...group.requestIds] }));
}

function skipsByCause<Result extends ShownResult>(results: readonly Result[]): ReportedSkip<Result>[] {
  const summaries = new Map(results.map(({ operation }) => [operation.id, operation.summary]));
  const byCause = new Map<string, Result[]>();
  for (const one of results) {
    if (one.result.tag !== 'skipped' || one.result.cause.tag !== 'dependency') continue;
    const { operationId } = one.result.cause;
    const known = byCause.get(operationId);
    if (known === undefined) byCause.set(operationId, [one]);
    else known.push(one);
  }
  return [...byCause].map(([id, skipped]) => ({ because: summaries.get(id) ?? id, results: skipped }));
}
