import type { RunEvent } from '../apply/run-event.js';
import { assertNever } from '../model/assert-never.js';
import type { ReadProgress } from '../provider.js';
import { cutTo } from './display-width.js';
import { escapeText } from './escape-text.js';
import { describeFailure } from './failure-words.js';
import { renderBar, renderTimeLeft } from './progress-bar.js';
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
  /** Dropbox's jobs that are waited for: their ids, each with an operation that it carries out. */
  readonly jobs: ReadonlyMap<string, string | undefined>;
  /** What happened last, for people; empty before anything did. */
  readonly latest: string;
}

/** How far a run of `total` operations has come before it starts. */
export function startProgress(total: number): Progress {
  return { total, ended: 0, failed: 0, skipped: 0, inFlight: 0, jobs: new Map(), latest: '' };
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
      const jobs = without(progress.jobs, (_, operationId) => operationId === event.operation.id);
      return { ...progress, ended: progress.ended + 1, inFlight: progress.inFlight - 1, failed, jobs };
    }
    case 'skipped':
      return { ...progress, ended: progress.ended + 1, skipped: progress.skipped + 1 };
    case 'provider': {
      const latest = describeProviderEvent(event.event) ?? progress.latest;
      return { ...progress, latest, jobs: advanceJobs(progress.jobs, event.event) };
    }
    default:
      return assertNever(event);
  }
}

export interface ProgressLook {
  /** For a terminal: begins with a bar. */
  readonly hasBar: boolean;
  /** Since the run began. */
  readonly elapsedMs: number;
  /** Cut there; whole for a log, where it is left out. */
  readonly width?: number;
}

/** One line that tells how far a run has come. */
export function renderProgressLine(progress: Progress, { hasBar, elapsedMs, width }: ProgressLook): string {
  const { total, ended, failed, skipped, inFlight, jobs, latest } = progress;
  const share = total === 0 ? 100 : Math.floor((ended * 100) / total);
  const timeLeft = renderTimeLeft(ended, total, elapsedMs);
  const parts = [
    hasBar
      ? `Applying ${renderBar(ended, total)} ${share}%, ${ended} of ${total}`
      : `Applying: ${ended} of ${countOf(total, 'operation')} ended (${share}%)`,
    ...(timeLeft === null ? [] : [timeLeft]),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    // A bar leaves no room for both; whatever waits for a job is in flight.
    ...(inFlight > 0 && !(hasBar && jobs.size > 0) ? [`${inFlight} in flight`] : []),
    ...(jobs.size > 0 ? [`${countOf(jobs.size, 'job')} waiting`] : []),
  ];
  const now = latest === '' || ended === total ? '' : `: ${escapeText(latest)}`;
  return cutTo(`${parts.join(', ')}${now}`, width ?? Number.POSITIVE_INFINITY);
}

/** One line that tells how far the reading of a team is; the bar is that of the members, who are the most. */
export function renderReadingLine(read: readonly ReadProgress[], { hasBar }: Pick<ProgressLook, 'hasBar'>): string {
  if (read.length === 0) return 'Reading the team…';
  const counts = read.map(({ what, count, total }) => {
    const of = total === null || total < count ? '' : ` of ${total.toLocaleString('en')}`;
    return `${count.toLocaleString('en')}${of} ${count === 1 && of === '' ? what.slice(0, -1) : what}`;
  });
  const members = read.find(({ what }) => what === 'members');
  const bar = hasBar && members && members.total !== null ? ` ${renderBar(members.count, members.total)}` : ':';
  return `Reading the team${bar} ${counts.join(', ')}…`;
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

/** Jobs whose end is never learnt end with their operations. */
function advanceJobs(jobs: Progress['jobs'], event: Extract<RunEvent, { tag: 'provider' }>['event']): Progress['jobs'] {
  if (event.tag === 'job-launched') return new Map([...jobs, [event.jobId, event.operationIds[0]]]);
  if (event.tag === 'job-ended') return without(jobs, (jobId) => jobId === event.jobId);
  return jobs;
}

function without(
  jobs: Progress['jobs'],
  isOver: (jobId: string, operationId: string | undefined) => boolean,
): Progress['jobs'] {
  const kept = [...jobs].filter(([jobId, operationId]) => !isOver(jobId, operationId));
  return kept.length === jobs.size ? jobs : new Map(kept);
}
