import type { FailureReason } from '../provider.js';
import type { RejectionKind, ResponseMeaning } from './call-answer.js';
import type { Route } from './routes.js';
import { fieldOf, tagOf } from './tagged-union.js';

/** One HTTP response, as far as its meaning depends on it. */
export interface HttpResponse {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

const REQUEST_ID_HEADER = 'x-dropbox-request-id';
/** What Dropbox means when it throttles and names no time. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

/** Dropbox's request id of a response; it is on every answer, errors included. */
export function requestIdOf(response: HttpResponse): string | null {
  return response.header(REQUEST_ID_HEADER);
}

/** Reads what a response means. Pure: the only clock it needs is `now`, for a Retry-After that is a date. */
export function classifyResponse(route: Route, response: HttpResponse, now: number): ResponseMeaning {
  const { status, text } = response;
  const requestId = requestIdOf(response);
  const json = parseJson(text);
  if (status === 200) {
    if (json.ok) return { tag: 'answered', body: json.value, requestId };
    const message = `Dropbox's answer to ${route.path} was cut short or is not JSON.`;
    return { tag: 'lost', mayRepeat: true, failure: unknownOutcome(message, requestId) };
  }
  const body = json.ok ? json.value : null;
  switch (status) {
    case 409:
      // A 409 without a union is not the route speaking; nothing says whether the call was carried out.
      if (fieldOf(body, 'error') === undefined) return serverFault(route, status, requestId);
      return { tag: 'refused', error: routeErrorOf(body), requestId };
    case 400:
      return badRequest(route, text, requestId);
    case 401:
      return tokenTrouble(route, body, requestId);
    case 403:
      return rejected('access', 'access-denied', accessDenied(route, body), requestId);
    case 429: {
      const failure: FailureReason = {
        tag:
          tagOf(fieldOf(fieldOf(body, 'error'), 'reason')) === 'other'
            ? 'too_many_requests'
            : tagOf(fieldOf(fieldOf(body, 'error'), 'reason')),
        message: 'Dropbox kept asking to slow down.',
        advice: "Run it again later, or with a smaller --parallelism. Other tools may be using up the team's limit.",
        requestId,
      };
      return { tag: 'rate-limited', retryAfterMs: retryAfterMs(response, body, now), failure };
    }
    default:
      // Any other success is none that the API knows: it may have been done.
      if (status >= 500 || status === 408 || status < 300) return serverFault(route, status, requestId);
      return rejected('bad-request', 'bad-request', unexpectedStatus(route, status, text), requestId);
  }
}

function badRequest(route: Route, text: string, requestId: string | null): ResponseMeaning {
  const sentence = sentenceOf(text);
  // The edge sometimes answers with a page of its own, which says nothing about the request.
  if (sentence === null) return serverFault(route, 400, requestId);
  if (/"?Authorization"? header|HTTP header "Authorization"|access token is malformed/i.test(sentence)) {
    return rejected(
      'token',
      'invalid_access_token',
      badToken(`Dropbox does not accept the access token: ${sentence}`),
      requestId,
    );
  }
  const scope = /required scope '([^']+)'/.exec(sentence)?.[1];
  if (scope !== undefined) {
    return rejected(
      'scope',
      'missing_scope',
      {
        message: `The Dropbox app does not have the scope ${scope}, which ${route.path} needs.`,
        advice: `Tick ${scope} on the Permissions tab of the app in Dropbox's App Console, then authorize it again.`,
      },
      requestId,
    );
  }
  if (/not associated with a team/i.test(sentence)) {
    return rejected(
      'token',
      'invalid_access_token',
      {
        message: 'The token belongs to one person, not to a team.',
        advice: 'Use an app with team scopes, authorized by a team admin.',
      },
      requestId,
    );
  }
  return rejected(
    'bad-request',
    'bad-request',
    {
      message: `Dropbox does not accept the request: ${sentence}`,
      advice:
        'If a value of the team file is at fault, correct it; else this is a fault in Rollcall: please report it.',
    },
    requestId,
  );
}

function tokenTrouble(route: Route, body: unknown, requestId: string | null): ResponseMeaning {
  const error = fieldOf(body, 'error');
  const tag = tagOf(error);
  const failure = (explained: Explained): FailureReason => ({ tag, ...explained, requestId });
  switch (tag) {
    case 'expired_access_token':
      return {
        tag: 'token-expired',
        failure: failure({
          message: 'The access token has expired.',
          advice:
            'Sign in with rollcall login, or use DROPBOX_APP_KEY and DROPBOX_REFRESH_TOKEN: both renew themselves.',
        }),
      };
    case 'missing_scope': {
      const named = fieldOf(error, 'required_scope');
      const scope = typeof named === 'string' ? named : route.scope;
      const explained = {
        message: `The token lacks the scope ${scope}, which ${route.path} needs.`,
        advice: `Tick ${scope} in the App Console, then sign in again (rollcall login): tokens made before do not gain it.`,
      };
      return { tag: 'rejected', kind: 'scope', failure: failure(explained) };
    }
    case 'user_suspended': {
      const explained = {
        message: 'The admin who authorized this token is suspended.',
        advice: 'Have another team admin authorize the app: rollcall login.',
      };
      return { tag: 'rejected', kind: 'token', failure: failure(explained) };
    }
    case 'route_access_denied': {
      const explained = {
        message: `Dropbox does not let this app call ${route.path}.`,
        advice: 'Ask Dropbox support.',
      };
      return { tag: 'rejected', kind: 'access', failure: failure(explained) };
    }
    default:
      return {
        tag: 'rejected',
        kind: 'token',
        failure: failure(badToken('Dropbox does not accept the access token: it is revoked, mistyped or unknown.')),
      };
  }
}

interface Explained {
  readonly message: string;
  readonly advice: string;
}

function badToken(message: string): Explained {
  return {
    message,
    advice: 'Check DROPBOX_ACCESS_TOKEN, or sign in with rollcall login; a team admin has to do it.',
  };
}

function accessDenied(route: Route, body: unknown): Explained {
  const error = fieldOf(body, 'error');
  const detail = tagOf(error);
  return {
    message: `Dropbox does not let this team or admin use ${route.path} (${detail}).`,
    advice: "Check that the team's Dropbox plan includes it, and that a team admin authorized the app.",
  };
}

function unexpectedStatus(route: Route, status: number, text: string): Explained {
  const sentence = sentenceOf(text);
  return {
    message: `${route.path} was answered with HTTP ${status}${sentence === null ? '' : `: ${sentence}`}.`,
    advice: "Check that --api-url or DROPBOX_API_URL names Dropbox's API and that no proxy answers in its place.",
  };
}

function serverFault(route: Route, status: number, requestId: string | null): ResponseMeaning {
  const message = `Dropbox had a fault of its own (HTTP ${status}) in ${route.path}.`;
  return { tag: 'lost', mayRepeat: true, failure: unknownOutcome(message, requestId) };
}

/** The failure of a call that may have been carried out. */
export function unknownOutcome(message: string, requestId: string | null): FailureReason {
  return {
    tag: 'unknown-outcome',
    message,
    advice: 'Run it again: what was done is found done, and only the rest is repeated.',
    requestId,
  };
}

function rejected(kind: RejectionKind, tag: string, explained: Explained, requestId: string | null): ResponseMeaning {
  return { tag: 'rejected', kind, failure: { tag, ...explained, requestId } };
}

function routeErrorOf(body: unknown) {
  const error = fieldOf(body, 'error');
  const text = fieldOf(fieldOf(body, 'user_message'), 'text');
  return { tag: tagOf(error), body: error, userMessage: typeof text === 'string' ? text : null };
}

/** The header first, then the body, then Dropbox's own default; at least that default, so that nothing spins. */
function retryAfterMs(response: HttpResponse, body: unknown, now: number): number {
  const fromHeader = secondsOf(response.header('retry-after'), now);
  const named = fieldOf(fieldOf(body, 'error'), 'retry_after');
  const seconds = fromHeader ?? (typeof named === 'number' ? named : DEFAULT_RETRY_AFTER_SECONDS);
  return Math.max(seconds, DEFAULT_RETRY_AFTER_SECONDS) * 1000;
}

function secondsOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (header.trim() !== '' && Number.isFinite(seconds)) return seconds;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.ceil((at - now) / 1000);
}

function parseJson(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // Many error answers are plain text or a page: the caller decides by status.
    return { ok: false };
  }
}

/** What the server says, short enough to print; null for an empty answer or a page of HTML. */
function sentenceOf(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('<')) return null;
  return trimmed.length > 600 ? `${trimmed.slice(0, 600)}…` : trimmed;
}
