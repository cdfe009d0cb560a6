import type { DriftReport } from '../plan/drift-report.js';
import type { DriftView } from './drift-view.js';
import { isOwnChoice, type Quote, whoseDifference } from './drift-words.js';
import { countOf } from './prose.js';

/**
 * What there is to know before either answer is given, a sentence each: a team that did not hold still, what an apply
 * would not undo, or had better not, and how far the log was read.
 * @param when writes an instant, ISO 8601, in the way of the medium.
 */
export function describeDriftNotes(
  { log, isSettled, differences, revert }: DriftReport,
  { ownChoices, byApps }: DriftView,
  quote: Quote,
  when: (at: string) => string,
): readonly string[] {
  const about = (count: number, verb: readonly [string, string]) =>
    countOf(count, `difference ${verb[0]}`, `differences ${verb[1]}`);
  const are = ['is', 'are'] as const;
  return [
    ...(isSettled ? [] : [NOT_SETTLED]),
    ...told(
      revert.leaves,
      (count) =>
        `${about(count, are)} in no file, and an apply leaves that alone: adopt it, undo it by hand, or set unmanaged_members and unmanaged_groups.`,
    ),
    ...told(
      countTaken(differences),
      (count) =>
        `Undoing gives ${countOf(count, 'person', 'people')} access back: it may have been taken away on purpose.`,
    ),
    ...told(ownChoices, (count) => `${about(count, are)} somebody's own choice: ask them before you undo it.`),
    ...told(
      byApps,
      (count) =>
        `${about(count, ['was', 'were'])} made by an app, as an apply of Rollcall's own would: it may be the file that has moved since.`,
    ),
    ...describeLog({ log, differences }, quote, when),
  ];
}

function told(count: number, sentence: (count: number) => string): readonly string[] {
  return count === 0 ? [] : [sentence(count)];
}

/** People whom somebody else took access from, as far as is known: in an emergency, perhaps. */
function countTaken(differences: DriftReport['differences']): number {
  const taken = differences.filter(
    (one) => one.effect === 'lost-access' && (one.cause.tag === 'logged' || one.cause.tag === 'not-read'),
  );
  return new Set(taken.filter((one) => !isOwnChoice(one)).map(whoseDifference)).size;
}

const NOT_SETTLED =
  'The team changed between readings, so only what stayed the same is told. An apply may be at work: run it again later.';

function describeLog(
  { log, differences }: Pick<DriftReport, 'log' | 'differences'>,
  quote: Quote,
  when: (at: string) => string,
): readonly string[] {
  switch (log.tag) {
    case 'read':
      if (!differences.some(({ cause }) => cause.tag === 'not-logged')) return [];
      return [
        `What is not in the log was done before ${when(log.since)}, or in the last minutes, which it lags behind, or by nobody: an apply may be due. --since reaches further back.`,
      ];
    case 'failed':
      return [`Who did it is not known. ${quote(log.message)} ${quote(log.advice)}`];
    case 'not-asked':
      return [];
  }
}
