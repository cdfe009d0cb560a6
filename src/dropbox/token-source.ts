import type { Clock, FailureReason } from '../provider.js';
import { backoffMs } from './backoff.js';
import type { DropboxCredentials } from './credentials.js';
import type { HttpPost, PostResult } from './http-post.js';
import { fieldOf } from './tagged-union.js';
import { userAgent } from './user-agent.js';

export type TokenResult =
  | { readonly ok: true; readonly accessToken: string }
  | { readonly ok: false; readonly failure: FailureReason };

/** Where calls get their access token. */
export interface TokenSource {
  /** A token that is good for some minutes yet; renewed first where it can be and must. */
  current(): Promise<TokenResult>;
  /**
   * Replaces a token that Dropbox called expired. Null where it cannot be renewed. However many calls ask at once, it is
   * renewed once.
   */
  renew(expired: string): Promise<TokenResult> | null;
  /** The scopes of the token at hand, where Dropbox named them when it gave it out; else null. */
  scopes(): ReadonlySet<string> | null;
}

const TOKEN_PATH = 'oauth2/token';
/** How long before its end a token is replaced, as the official SDKs do. */
const RENEW_BEFORE_MS = 300_000;
/** What Dropbox grants when it does not say. */
const DEFAULT_LIFETIME_SECONDS = 14_400;
const MAX_TRIES = 5;

export interface TokenSourceParts {
  readonly credentials: DropboxCredentials;
  readonly http: HttpPost;
  readonly clock: Clock;
  readonly random: () => number;
  /** Is given every secret as soon as it is known, to be kept out of messages. */
  readonly secrets: Set<string>;
}

/** Keeps an access token at hand. Nothing is written anywhere: a new process renews anew. */
export function createTokenSource({ credentials, http, clock, random, secrets }: TokenSourceParts): TokenSource {
  if (credentials.tag === 'access-token') {
    const accessToken = credentials.accessToken.trim();
    secrets.add(accessToken);
    return {
      current: async () => ({ ok: true, accessToken }),
      renew: () => null,
      scopes: () => null,
    };
  }
  secrets.add(credentials.refreshToken.trim());
  if (credentials.appSecret !== null) secrets.add(credentials.appSecret.trim());
  let held: {
    readonly accessToken: string;
    readonly endsAt: number;
    readonly scopes: ReadonlySet<string> | null;
  } | null = null;
  let renewal: Promise<TokenResult> | null = null;

  const fetchToken = async (): Promise<TokenResult> => {
    const answer = await requestToken(credentials, http, clock, random);
    if (!answer.ok) return answer;
    secrets.add(answer.accessToken);
    const { accessToken, lifetimeMs, scopes } = answer;
    held = { accessToken, endsAt: clock.now() + lifetimeMs, scopes };
    return { ok: true, accessToken: answer.accessToken };
  };
  const renewOnce = (): Promise<TokenResult> => {
    renewal ??= fetchToken().finally(() => {
      renewal = null;
    });
    return renewal;
  };
  return {
    async current() {
      if (held !== null && held.endsAt - RENEW_BEFORE_MS > clock.now())
        return { ok: true, accessToken: held.accessToken };
      return renewOnce();
    },
    renew(expired) {
      // Another call may have renewed it while this one was under way.
      if (held !== null && held.accessToken !== expired) {
        return Promise.resolve({ ok: true, accessToken: held.accessToken });
      }
      return renewOnce();
    },
    scopes: () => held?.scopes ?? null,
  };
}

type TokenAnswer =
  | {
      readonly ok: true;
      readonly accessToken: string;
      readonly lifetimeMs: number;
      readonly scopes: ReadonlySet<string> | null;
    }
  | { readonly ok: false; readonly failure: FailureReason };

/** Asks for a token. Safe to repeat: refresh tokens do not rotate. Secrets travel in the body only. */
async function requestToken(
  credentials: Extract<DropboxCredentials, { tag: 'refresh-token' }>,
  http: HttpPost,
  clock: Clock,
  random: () => number,
): Promise<TokenAnswer> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: credentials.refreshToken.trim(),
    client_id: credentials.appKey.trim(),
  });
  if (credentials.appSecret !== null) form.set('client_secret', credentials.appSecret.trim());
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': userAgent };
  for (let tries = 1; ; tries += 1) {
    const result = await http.post(TOKEN_PATH, headers, form.toString());
    const isPassing =
      result.tag === 'response'
        ? result.status === 429 || result.status >= 500
        : !('isPermanent' in result && result.isPermanent);
    if (!isPassing || tries >= MAX_TRIES) return readTokenAnswer(result);
    const asked = result.tag === 'response' ? Number(result.header('retry-after')) : Number.NaN;
    await clock.sleep(Number.isFinite(asked) && asked > 0 ? asked * 1000 : backoffMs(tries, random));
  }
}

function readTokenAnswer(result: PostResult): TokenAnswer {
  if (result.tag !== 'response') {
    return failed(
      'transport',
      `The token could not be renewed: no answer (${result.code}).`,
      'Check the network and --api-url.',
    );
  }
  const body = parse(result.text);
  if (result.status === 200) {
    const accessToken = fieldOf(body, 'access_token');
    const seconds = fieldOf(body, 'expires_in');
    if (typeof accessToken === 'string' && accessToken !== '') {
      const lifetimeMs = (typeof seconds === 'number' ? seconds : DEFAULT_LIFETIME_SECONDS) * 1000;
      return { ok: true, accessToken, lifetimeMs, scopes: readScopes(fieldOf(body, 'scope')) };
    }
    return failed('transport', 'The answer to the renewal holds no token.', 'Check --api-url, then run it again.');
  }
  const code = fieldOf(body, 'error');
  switch (code) {
    case 'invalid_grant':
      return failed(code, 'Dropbox no longer accepts the refresh token.', 'Authorize again: rollcall login.');
    case 'invalid_client':
    case 'unauthorized_client':
      return failed(
        code,
        'Dropbox does not accept the app key or secret.',
        'Check DROPBOX_APP_KEY and DROPBOX_APP_SECRET, or sign in again: rollcall login.',
      );
    default: {
      const named = typeof code === 'string' ? `, ${code}` : '';
      const message = `The token could not be renewed (HTTP ${result.status}${named}).`;
      return failed(
        typeof code === 'string' ? code : 'transport',
        message,
        'Run it again; if it stays, sign in again: rollcall login.',
      );
    }
  }
}

/** Scopes as OAuth writes them, with blanks between; null where the answer names none. */
function readScopes(text: unknown): ReadonlySet<string> | null {
  if (typeof text !== 'string' || text.trim() === '') return null;
  return new Set(text.trim().split(/\s+/));
}

function failed(tag: string, message: string, advice: string): TokenAnswer {
  return { ok: false, failure: { tag, message, advice, requestId: null } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // A page of a proxy or of the edge: the status is all there is to say.
  }
}
