import type { RunEvent } from '../apply/run-event.js';
import { assertNever } from '../model/assert-never.js';
import { cutTo } from './display-width.js';
import { escapeText } from './escape-text.js';
import { describeFailure } from './failure-words.js';
import { countOf } from './prose.js';

/** How far a run has come. */
export interface Progress {
  readonly total: number;
  /** Ended, however. */
  readonly ended: number;
  readonly failed: number;
  readonly skipped: number;
  /** Started and not ended. */
  readonly inFlight: number;
  /** What happened last, for people; empty before anything did. */
  readonly latest: string;
}

/** How far a run of `total` operations has come before it starts. */
export function startProgress(total: number): Progress {
  return { total, ended: 0, failed: 0, skipped: 0, inFlight: 0, latest: '' };
}

/** Counts one more event. Pure, and cheap enough for every event of a large run. */
export function advanceProgress(progress: Progress, event: RunEvent): Progress {
  switch (event.tag) {
    case 'started': {
      const [first] = event.operations;
      const more = event.operations.length - 1;
      const latest = first === undefined ? progress.latest : `${first.summary}${more > 0 ? ` and ${more} more` : ''}`;
      return { ...progress, inFlight: progress.inFlight + event.operations.length, latest };
    }
    case 'ended': {
      const failed = progress.failed + (event.outcome.tag === 'failed' ? 1 : 0);
      return { ...progress, ended: progress.ended + 1, inFlight: progress.inFlight - 1, failed };
    }
    case 'skipped':
      return { ...progress, ended: progress.ended + 1, skipped: progress.skipped + 1 };
    case 'provider': {
      const latest = describeProviderEvent(event.event);
      return latest === null ? progress : { ...progress, latest };
    }
    default:
      return assertNever(event);
  }
}

/** One line that tells how far a run has come: cut at `width` columns for a terminal, whole for a log. */
export function renderProgressLine(progress: Progress, width = Number.POSITIVE_INFINITY): string {
  const { total, ended, failed, skipped, inFlight, latest } = progress;
  const share = total === 0 ? 100 : Math.floor((ended * 100) / total);
  const parts = [
    `Applying: ${ended} of ${countOf(total, 'operation')} ended (${share}%)`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(inFlight > 0 ? [`${inFlight} in flight`] : []),
  ];
  const now = latest === '' || ended === total ? '' : `: ${escapeText(latest)}`;
  return cutTo(`${parts.join(', ')}${now}`, width);
}

/** The line that a log gets as soon as something goes wrong; null for everything else. Never cut. */
export function renderFailureLine(event: RunEvent): string | null {
  if (event.tag !== 'ended' || event.outcome.tag !== 'failed') return null;
  const { reason } = event.outcome;
  return `Failed: ${escapeText(event.operation.summary)}: ${describeFailure(reason)}`;
}

/** What a person who waits wants to know of it; null where that is nothing. */
function describeProviderEvent(event: Extract<RunEvent, { tag: 'provider' }>['event']): string | null {
  switch (event.tag) {
    case 'job-launched':
      return `Dropbox works on ${countOf(event.operationIds.length, 'operation')} as a job`;
    case 'job-polled':
      return `waiting for a job of Dropbox, asked ${countOf(event.polls, 'time')}`;
    case 'waiting': {
      const seconds = Math.ceil(event.waitMs / 1000);
      const why = event.reason === 'rate-limit' ? 'Dropbox asks for a pause' : 'Dropbox has trouble';
      return `${why}, trying again in ${seconds} s`;
    }
    case 'job-ended':
    case 'called':
      return null;
    default:
      return assertNever(event);
  }
}
