import type { DriftReport } from '../plan/drift-report.js';
import type { DriftView } from './drift-view.js';
import type { Quote } from './drift-words.js';
import { countOf } from './prose.js';

/**
 * What there is to know about the telling itself, a sentence each: a team that did not hold still, changes that look like
 * an apply's or like somebody's own choice, and how far the log was read.
 * @param when writes an instant, ISO 8601, in the way of the medium.
 */
export function describeDriftNotes(
  { log, isSettled, differences, revert }: DriftReport,
  { ownChoices, byApps }: DriftView,
  quote: Quote,
  when: (at: string) => string,
): readonly string[] {
  return [
    ...(isSettled ? [] : [NOT_SETTLED]),
    ...(revert.leaves === 0
      ? []
      : [
          `${countOf(revert.leaves, 'difference is', 'differences are')} in no file, and an apply leaves that alone: adopt it, undo it by hand, or set unmanaged_members and unmanaged_groups.`,
        ]),
    ...(ownChoices === 0
      ? []
      : [
          `${countOf(ownChoices, 'difference is', 'differences are')} somebody's own choice: ask them before you undo it.`,
        ]),
    ...(byApps === 0
      ? []
      : [
          `${countOf(byApps, 'difference was', 'differences were')} made by an app, as an apply of Rollcall's own would: it may be the file that has moved since.`,
        ]),
    ...(log.tag === 'failed' || differences.some(({ cause }) => cause.tag === 'not-logged')
      ? describeLog(log, quote, when)
      : []),
  ];
}

const NOT_SETTLED =
  'The team changed between readings, so only what stayed the same is told. An apply may be at work: run it again later.';

function describeLog(log: DriftReport['log'], quote: Quote, when: (at: string) => string): readonly string[] {
  switch (log.tag) {
    case 'read':
      return [
        `What is not in the log was done before ${when(log.since)}, or in the last minutes, which it lags behind, or by nobody: an apply may be due. --since reaches further back.`,
      ];
    case 'failed':
      return [`Who did it is not known. ${quote(log.message)} ${quote(log.advice)}`];
    case 'not-asked':
      return [];
  }
}
