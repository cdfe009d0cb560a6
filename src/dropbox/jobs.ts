import type { CallAnswer, Lost } from './call-answer.js';
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
      if (jobId !== null) return followJob(scope, jobId, pollRoute, operationIds);
      return lost('Dropbox started a job without saying which.', launch.requestId);
    }
    default:
      return lost(`Dropbox answered the call with ${tagOf(launch.body)}, which cannot be read.`, launch.requestId);
  }
}

/** Polls a job, more and more rarely, until it ends or its deadline passes. */
async function followJob(
  scope: PerformScope,
  jobId: string,
  pollRoute: Route,
  operationIds: readonly string[],
): Promise<CallAnswer> {
  const { clock, context } = scope;
  context.onEvent({ tag: 'job-launched', jobId, operationIds });
  let deadline = clock.now() + scope.jobDeadlineMs;
  let hasAborted = false;
  let waitMs = FIRST_WAIT_MS;
  for (let polls = 1; clock.now() < deadline; polls += 1) {
    // Not cut short by an abort: a job is in flight, and its end is to be told.
    await clock.sleep(waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * GROWTH);
    if (context.signal.aborted && !hasAborted) {
      hasAborted = true;
      deadline = Math.min(deadline, clock.now() + GRACE_AFTER_ABORT_MS);
    }
    const answer = await scope.call(pollRoute, { async_job_id: jobId });
    context.onEvent({ tag: 'job-polled', jobId, polls });
    if (answer.tag !== 'answered') return endUnknown(answer);
    switch (tagOf(answer.body)) {
      case 'complete':
        return { ...answer, body: payloadOf(answer.body) ?? null };
      case 'failed':
        return jobFailed(answer.body, answer.requestId);
      default:
        break; // in_progress, or a state that this version does not know: the deadline ends it.
    }
  }
  const seconds = Math.round(scope.jobDeadlineMs / 1000);
  return lost(
    `Dropbox's job has not ended after ${hasAborted ? 'the interruption' : `${seconds} s`}.`,
    null,
    'job-deadline',
  );
}

/** Polling failed. What Dropbox says of the job itself keeps its tag; any other trouble says nothing of the job. */
function endUnknown(answer: Exclude<CallAnswer, { tag: 'answered' }>): Lost {
  const { message, tag, requestId } = failureOf(answer);
  const isAboutJob = answer.tag === 'refused' && pollTags.has(tag);
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
