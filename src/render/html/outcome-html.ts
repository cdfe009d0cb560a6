import type { ReportedOperation } from '../../model/apply-report.js';
import { countOf } from '../prose.js';
import { formatDuration } from '../report-text.js';
import { escapeHtml } from './escape-html.js';

/** How an operation ended, as the page filters by it; the worst comes last. */
const outcomes = ['done', 'done_already', 'left_out', 'not_started', 'skipped', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

const outcomeOfSkip = {
  dependency: 'skipped',
  interrupted: 'not_started',
  unreviewed: 'left_out',
  conflict: 'left_out',
} as const satisfies Record<NonNullable<ReportedOperation['skipped_because']>['tag'], Outcome>;

export function outcomeOf({ result, skipped_because: because }: ReportedOperation): Outcome {
  switch (result) {
    case 'succeeded':
      return 'done';
    case 'already_done':
      return 'done_already';
    case 'failed':
      return 'failed';
    case 'skipped':
      return outcomeOfSkip[because?.tag ?? 'interrupted'];
  }
}

/** The worst of them. */
export function worstOf(found: readonly Outcome[]): Outcome {
  return outcomes[Math.max(0, ...found.map((one) => outcomes.indexOf(one)))] ?? 'done';
}

const chipClass = {
  done: ' good',
  done_already: ' good',
  left_out: '',
  not_started: '',
  skipped: '',
  failed: ' loss',
} as const satisfies Record<Outcome, string>;

export function outcomeChip(outcome: Outcome): string {
  return `<span class="chip${chipClass[outcome]}">${outcome.replaceAll('_', ' ')}</span>`;
}

/** One operation of a report: how it ended, why not, how long it took, and Dropbox's ids of its requests. */
export function renderEndedOperation(operation: ReportedOperation, summaries: ReadonlyMap<string, string>): string {
  const { summary, failure, skipped_because: because, started, ended, request_ids: requests, retries } = operation;
  const took = started === null ? [] : [formatDuration(Date.parse(ended) - Date.parse(started))];
  const again = retries > 0 ? [countOf(retries, 'repetition')] : [];
  const ids =
    requests.length === 0
      ? []
      : [
          `${countOf(requests.length, 'request')}: ${requests.map((id) => `<code>${escapeHtml(id)}</code>`).join(', ')}`,
        ];
  const cause = because?.operation ?? null;
  return [
    `${escapeHtml(summary)} ${outcomeChip(outcomeOf(operation))}`,
    ...(failure === null
      ? []
      : [
          `<br>${escapeHtml(failure.message)} (<code>${escapeHtml(failure.tag)}</code>)`,
          `<br>What to do: ${escapeHtml(failure.advice)}`,
        ]),
    ...(cause === null ? [] : [`<br>because of: ${escapeHtml(summaries.get(cause) ?? cause)}`]),
    ...(because?.tag === 'unreviewed' ? ['<br>nobody reviewed it'] : []),
    ...(because?.tag === 'conflict' ? ['<br>Dropbox holds another value than the one reviewed'] : []),
    ...(took.length + ids.length === 0 ? [] : [`<span class="soft"> ${[...took, ...again, ...ids].join('; ')}</span>`]),
  ].join('');
}
