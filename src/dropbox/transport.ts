import type { Clock, FailureReason } from '../provider.js';
import { backoffMs } from './backoff.js';
import type { CallAnswer, ResponseMeaning } from './call-answer.js';
import { CallGate, type PassageEnd } from './call-gate.js';
import { classifyResponse, requestIdOf, unknownOutcome } from './classify-response.js';
import type { DropboxCredentials } from './credentials.js';
import { refusalReason } from './failure-reasons.js';
import { createHttpPost, type HttpPost, type PostResult } from './http-post.js';
import { redactingPost } from './redacting-post.js';
import type { Route } from './routes.js';
import { createTokenSource, type TokenSource } from './token-source.js';
import { userAgent } from './user-agent.js';

/** One HTTP request, for `--verbose`: never holds a token, a body or a header. */
export interface CallRecord {
  readonly route: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly ms: number;
  /** From 1; higher for a call that is made again. */
  readonly attempt: number;
  readonly requestId: string | null;
  /** Of the answer, in characters. */
  readonly bytes: number;
}

/** Told when a call has to wait, so that people know why nothing happens. */
export type OnWait = (reason: 'rate-limit' | 'server-error', waitMs: number) => void;

export interface CallOptions {
  /** Cuts waiting short: a call that still had to wait is then not made. */
  readonly signal?: AbortSignal;
  readonly onWait?: OnWait;
  /** Told of each request that this call comes to. */
  readonly onCall?: (call: CallRecord) => void;
}

/** The one way to the API: signs, waits, classifies, and repeats what is safe to repeat. */
export interface Transport {
  /**
   * Calls a route; `null` for routes without an argument. Reads are repeated after faults with growing waits. A write is
   * repeated only when it certainly was not carried out; else it is answered `lost`, for the caller to settle by reading.
   * Never throws for what the network or the API does.
   */
  call(route: Route, argument: unknown, options?: CallOptions): Promise<CallAnswer>;
  /** The scopes of the token at hand, where Dropbox named them; else null. */
  scopes(): ReadonlySet<string> | null;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly apiUrl: string;
  readonly credentials: DropboxCredentials;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeoutMs: number;
  /** Connections, and so calls in flight, at most. */
  readonly connections: number;
  /** Nothing is sent before, in milliseconds since the epoch: an earlier process was told to wait. */
  readonly notBefore?: number;
  readonly onCall?: (call: CallRecord) => void;
  readonly onWait?: OnWait;
}

const MAX_FAULTS = 6;
/** How often in a row one call is told to slow down before it gives up. */
const MAX_THROTTLES = 20;
const LONGEST_INSISTING_MS = 30_000;

/** @throws ProviderError when the API's URL is not one. */
export function createTransport(options: TransportOptions): Transport {
  const secrets = new Set<string>();
  const http = redactingPost(createHttpPost(options), secrets);
  const tokens = createTokenSource({ ...options, http, secrets });
  const gate = new CallGate(options.clock, options.connections, options.notBefore);
  return {
    call: (route, argument, callOptions = {}) =>
      makeCall({ ...options, http, tokens, gate }, route, argument, callOptions),
    scopes: () => tokens.scopes(),
    close: () => http.close(),
  };
}

interface Parts extends TransportOptions {
  readonly http: HttpPost;
  readonly tokens: TokenSource;
  readonly gate: CallGate;
}

async function makeCall(parts: Parts, route: Route, argument: unknown, options: CallOptions): Promise<CallAnswer> {
  const { clock, random, tokens, gate } = parts;
  const { signal } = options;
  const tellWait: OnWait = (reason, waitMs) => {
    parts.onWait?.(reason, waitMs);
    options.onWait?.(reason, waitMs);
  };
  const body = JSON.stringify(argument);
  let faults = 0;
  let throttles = 0;
  let isRenewed = false;
  for (let attempt = 1; ; attempt += 1) {
    // The token first, as nothing may come between passing the gate and sending the call; but a wait holds for it too.
    if (!(await gate.untilOpen(signal))) return interrupted();
    const token = await tokens.current();
    if (!token.ok) return { tag: 'rejected', kind: 'token', failure: token.failure };
    const request = { route, body, accessToken: token.accessToken, attempt, onCall: options.onCall };
    const sent = await sendWhenWelcome(parts, request, signal, throttles);
    if (sent === null) return interrupted();
    const { meaning } = sent;
    switch (meaning.tag) {
      case 'answered':
      case 'refused':
        return meaning;
      case 'token-expired': {
        const renewal = isRenewed ? null : tokens.renew(token.accessToken);
        if (renewal === null) return { tag: 'rejected', kind: 'token', failure: meaning.failure };
        isRenewed = true;
        const renewed = await renewal;
        if (!renewed.ok) return { tag: 'rejected', kind: 'token', failure: renewed.failure };
        break;
      }
      case 'rate-limited': {
        throttles += 1;
        if (throttles > MAX_THROTTLES) return { tag: 'rejected', kind: 'rate-limit', failure: meaning.failure };
        if (sent.newWaitMs !== null) tellWait('rate-limit', sent.newWaitMs);
        break;
      }
      case 'rejected':
      case 'lost': {
        const isRepeatable =
          meaning.tag === 'lost'
            ? route.effect === 'read'
            : meaning.kind === 'unreachable' && meaning.isPassing === true;
        faults += 1;
        if (!isRepeatable || faults >= MAX_FAULTS || signal?.aborted === true) return answerOf(meaning);
        const waitMs = backoffMs(faults, random);
        tellWait('server-error', waitMs);
        await clock.sleep(waitMs, signal);
        break;
      }
    }
  }
}

interface Request {
  readonly route: Route;
  readonly body: string;
  readonly accessToken: string;
  readonly attempt: number;
  readonly onCall: CallOptions['onCall'];
}

interface Sent {
  readonly meaning: SentMeaning;
  /** How long all calls now wait because of this one; null where they do not, or did already. */
  readonly newWaitMs: number | null;
}

/** Sends a request as soon as the gate lets it pass, and lets the gate learn from the answer; null when interrupted. */
async function sendWhenWelcome(
  parts: Parts,
  request: Request,
  signal: AbortSignal | undefined,
  earlierThrottles: number,
): Promise<Sent | null> {
  const passage = await parts.gate.enter(request.route.effect, signal);
  if (passage === null) return null;
  let meaning: SentMeaning;
  try {
    meaning = await callOnce(parts, request);
  } catch (error) {
    passage.leave({ tag: 'silent' });
    throw error;
  }
  const end = passageEndOf(meaning, earlierThrottles);
  const isNews = passage.leave(end);
  return { meaning, newWaitMs: isNews && end.tag === 'throttled' ? end.retryAfterMs : null };
}

/** What the gate learns. Whoever is told to wait a second again and again waits longer: the second was not enough. */
function passageEndOf(meaning: SentMeaning, earlierThrottles: number): PassageEnd {
  switch (meaning.tag) {
    case 'rate-limited': {
      const insistingMs = earlierThrottles < 2 ? 0 : Math.min(LONGEST_INSISTING_MS, 1000 * 2 ** (earlierThrottles - 1));
      const isWriteContention = meaning.failure.tag === 'too_many_write_operations';
      return { tag: 'throttled', retryAfterMs: Math.max(meaning.retryAfterMs, insistingMs), isWriteContention };
    }
    case 'answered':
    case 'refused':
      return { tag: 'answered' };
    default:
      return { tag: 'silent' };
  }
}

/** A meaning that may also say that what kept the call from being sent can pass. */
type SentMeaning =
  | Exclude<ResponseMeaning, { tag: 'rejected' }>
  | (Extract<ResponseMeaning, { tag: 'rejected' }> & { readonly isPassing?: boolean });

function answerOf(meaning: Extract<SentMeaning, { tag: 'rejected' | 'lost' }>): CallAnswer {
  if (meaning.tag === 'lost') return meaning;
  return { tag: 'rejected', kind: meaning.kind, failure: meaning.failure };
}

async function callOnce(parts: Parts, { route, body, accessToken, attempt, onCall }: Request): Promise<SentMeaning> {
  const startedAt = parts.clock.now();
  const headers = {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    'user-agent': userAgent,
  };
  const result = await parts.http.post(`2/${route.path}`, headers, body);
  const call: CallRecord = {
    route: route.path,
    status: result.tag === 'response' ? result.status : null,
    ms: parts.clock.now() - startedAt,
    attempt,
    requestId: result.tag === 'response' ? requestIdOf(result) : null,
    bytes: result.tag === 'response' ? result.text.length : 0,
  };
  parts.onCall?.(call);
  onCall?.(call);
  return result.tag === 'response'
    ? classifyResponse(route, result, parts.clock.now())
    : meaningOfSilence(route, result);
}

function meaningOfSilence(route: Route, result: Exclude<PostResult, { tag: 'response' }>): SentMeaning {
  if (result.tag === 'no-answer') {
    const what = result.isTimeout ? 'did not answer in time' : `broke off before it had answered (${result.code})`;
    return { tag: 'lost', mayRepeat: true, failure: unknownOutcome(`Dropbox ${what} in ${route.path}.`, null) };
  }
  const failure: FailureReason = {
    tag: 'transport',
    message: `Dropbox cannot be reached (${result.code}).`,
    advice: result.isPermanent
      ? 'Check --api-url, the certificates this machine trusts, and that the token is one unbroken line.'
      : 'Check the network and --api-url, then run it again.',
    requestId: null,
  };
  return { tag: 'rejected', kind: 'unreachable', failure, isPassing: !result.isPermanent };
}

function interrupted(): CallAnswer {
  return { tag: 'rejected', kind: 'interrupted', failure: refusalReason('interrupted', null) };
}
