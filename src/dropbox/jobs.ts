import type { FailureReason, PerformContext } from '../provider.js';
import type { CallAnswer, Lost, Rejected, RejectionKind } from './call-answer.js';
import { unknownOutcome } from './classify-response.js';
import { refusalReason } from './failure-reasons.js';
import type { PerformScope } from './perform-scope.js';
import { failureOf } from './read-route.js';
import type { Route } from './routes.js';
import { fieldOf, payloadOf, stringPayloadOf, tagOf } from './tagged-union.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
const GROWTH = 1.6;
/** What a poll can be refused with; see the API's PollError and GroupsPollError. */
const pollTags: ReadonlySet<string> = new Set(['internal_error', 'invalid_async_job_id', 'access_denied']);
const passingKinds: ReadonlySet<RejectionKind> = new Set(['unreachable', 'rate-limit', 'interrupted']);
/** How long an interrupted run still waits for a job that Dropbox works on anyway. */
const GRACE_AFTER_ABORT_MS = 30_000;

/**
 * Follows a launch to its end. `complete` at once and a job that completes are the same to the caller: `answered`, with
 * what `complete` holds (null where it holds nothing). A job whose end is not known is `lost`, and not to be repeated: it
 * may still be at work.
 */
export async function finishLaunch(
  scope: PerformScope,
  launch: CallAnswer,
  pollRoute: Route,
  operationIds: readonly string[],
): Promise<CallAnswer> {
  if (launch.tag !== 'answered') return launch;
  switch (tagOf(launch.body)) {
    case 'complete':
      return { ...launch, body: payloadOf(launch.body) ?? null };
    case 'async_job_id': {
      const jobId = stringPayloadOf(launch.body);
      if (jobId !== null) {
        scope.context.onEvent({ tag: 'job-launched', jobId, operationIds });
        return followJob(scope, jobId, pollRoute, scope.clock.now());
      }
      return lost('Dropbox started a job without saying which.', launch.requestId);
    }
    default:
      return lost(`Dropbox answered the call with ${tagOf(launch.body)}, which cannot be read.`, launch.requestId);
  }
}

/** What following a job needs of a run. */
export type JobScope = Pick<PerformScope, 'call' | 'clock' | 'jobDeadlineMs'> & {
  readonly context: Pick<PerformContext, 'onEvent' | 'signal'>;
};

/**
 * Polls a job, more and more rarely, until it ends or its deadline passes; once at least. Polls that get no answer are
 * made again: they say nothing of the job.
 */
export async function followJob(
  scope: JobScope,
  jobId: string,
  pollRoute: Route,
  launchedAt: number,
): Promise<CallAnswer> {
  const { clock, context } = scope;
  let deadline = launchedAt + scope.jobDeadlineMs;
  let hasAborted = false;
  // A job of an earlier run may have been at work for long, by a clock that need not agree with this one.
  let waitMs = Math.min(FIRST_WAIT_MS, Math.max(0, launchedAt + FIRST_WAIT_MS - clock.now()));
  let trouble: FailureReason | null = null;
  for (let polls = 1; polls === 1 || clock.now() < deadline; polls += 1) {
    // Not cut short by an abort: a job is in flight, and its end is to be told.
    await clock.sleep(waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs * GROWTH));
    if (context.signal.aborted && !hasAborted) {
      hasAborted = true;
      deadline = Math.min(deadline, clock.now() + GRACE_AFTER_ABORT_MS);
    }
    const answer = await scope.call(pollRoute, { async_job_id: jobId });
    context.onEvent({ tag: 'job-polled', jobId, polls });
    if (mayPassLater(answer)) {
      trouble = failureOf(answer);
      continue;
    }
    if (answer.tag !== 'answered') return endUnknown(scope, jobId, answer);
    trouble = null;
    switch (tagOf(answer.body)) {
      case 'complete':
        context.onEvent({ tag: 'job-ended', jobId });
        return { ...answer, body: payloadOf(answer.body) ?? null };
      case 'failed':
        context.onEvent({ tag: 'job-ended', jobId });
        return jobFailed(answer.body, answer.requestId);
      default:
        break; // in_progress, or a state that this version does not know: the deadline ends it.
    }
  }
  const seconds = Math.round(scope.jobDeadlineMs / 1000);
  const why = trouble === null ? '' : ` The last poll failed: ${trouble.message}`;
  return lost(
    `Dropbox's job has not ended after ${hasAborted ? 'the interruption' : `${seconds} s`}.${why}`,
    trouble?.requestId ?? null,
    'job-deadline',
  );
}

/** Whether the trouble of a poll is the network's or the server's, and not the job's or the token's. */
function mayPassLater(answer: CallAnswer): answer is Lost | Rejected {
  if (answer.tag === 'rejected') return passingKinds.has(answer.kind);
  return answer.tag === 'lost';
}

/** Polling failed. What Dropbox says of the job itself keeps its tag; any other trouble says nothing of the job. */
function endUnknown(scope: JobScope, jobId: string, answer: Exclude<CallAnswer, { tag: 'answered' }>): Lost {
  const { message, tag, requestId } = failureOf(answer);
  const isAboutJob = answer.tag === 'refused' && pollTags.has(tag);
  // Nothing more will ever be learnt of it.
  if (isAboutJob) scope.context.onEvent({ tag: 'job-ended', jobId });
  return lost(`The end of Dropbox's job is not known: ${message}`, requestId, isAboutJob ? tag : undefined);
}

/** A job that says it failed may have done a part: read, and not repeated. */
function jobFailed(body: unknown, requestId: string | null): Lost {
  const reason = fieldOf(body, 'failed');
  const words = typeof reason === 'string' && reason !== '' ? reason : tagOf(reason);
  const { message, advice } = refusalReason('job-failed', requestId);
  const failure = {
    tag: 'job-failed',
    message: words === 'other' ? message : `${message} It says: ${words}`,
    advice,
    requestId,
  };
  return { tag: 'lost', mayRepeat: false, failure };
}

function lost(message: string, requestId: string | null, tag = 'unknown-outcome'): Lost {
  return { tag: 'lost', mayRepeat: false, failure: { ...unknownOutcome(message, requestId), tag } };
}
