import type { Dispatcher as UndiciDispatcher, Pool as UndiciPool } from 'undici';
import { ProviderError } from '../provider.js';

/** What became of one HTTP request, before anybody reads meaning into it. */
export type PostResult =
  | {
      readonly tag: 'response';
      readonly status: number;
      /** A header by its lower-case name; the first where there are several. */
      readonly header: (name: string) => string | null;
      readonly text: string;
    }
  /** The request never left: nothing can have been done. `isPermanent`: trying again cannot help (a certificate). */
  | { readonly tag: 'not-sent'; readonly code: string; readonly isPermanent: boolean }
  /** It left, and no whole answer came back: it may have been done. */
  | { readonly tag: 'no-answer'; readonly code: string; readonly isTimeout: boolean };

export interface HttpPost {
  /** Posts to a path under the API's URL. Never throws for what the network does. */
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<PostResult>;
  close(): Promise<void>;
}

export interface HttpPostOptions {
  /** Scheme, host and optional path: `https://api.dropboxapi.com`. */
  readonly apiUrl: string;
  /** How long to wait for an answer to begin, and between its parts. */
  readonly timeoutMs: number;
  readonly connections: number;
}

/** The one way to the network: keep-alive connections to one host, opened when first needed. */
export function createHttpPost(options: HttpPostOptions): HttpPost {
  const url = parseApiUrl(options.apiUrl);
  const prefix = url.pathname.replace(/\/+$/, '');
  let pool: Promise<UndiciPool> | null = null;
  const open = async (): Promise<UndiciPool> => {
    // Imported late: undici takes 70 ms to load, and `validate` never needs it.
    const { Pool } = await import('undici');
    return new Pool(url.origin, {
      connections: options.connections,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      connect: { timeout: Math.min(options.timeoutMs, 15_000) },
    });
  };
  return {
    async post(path, headers, body) {
      pool ??= open();
      const opened = await pool;
      try {
        const response = await opened.request({ method: 'POST', path: `${prefix}/${path}`, headers, body });
        const text = await readText(response);
        const header = (name: string): string | null => {
          const value = response.headers[name];
          return (Array.isArray(value) ? value[0] : value) ?? null;
        };
        return { tag: 'response', status: response.statusCode, header, text };
      } catch (error) {
        return classifyNetworkError(error);
      }
    },
    async close() {
      if (pool === null) return;
      const opened = await pool;
      pool = null;
      await opened.close();
    },
  };
}

/** The body. A throttle is one even if its answer breaks off: its head says how long to wait, and was heard. */
async function readText({ statusCode, body }: UndiciDispatcher.ResponseData): Promise<string> {
  try {
    return await body.text();
  } catch (error) {
    if (statusCode === 429 && codeOf(error) !== null) return '';
    throw error;
  }
}

function parseApiUrl(apiUrl: string): URL {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ProviderError(
      'The API URL is not an http or https URL.',
      'Set --api-url or DROPBOX_API_URL to something like https://api.dropboxapi.com, or leave both unset.',
    );
  }
  return url;
}

const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_SSL|EPROTO/;

function classifyNetworkError(error: unknown): PostResult {
  const code = codeOf(error);
  if (code === null) throw error; // Not the network's doing: a bug.
  // A header that HTTP cannot carry, like a token with a line break in it: the request was never made.
  if (code === 'UND_ERR_INVALID_ARG') return { tag: 'not-sent', code, isPermanent: true };
  if (certificate.test(code)) return { tag: 'not-sent', code, isPermanent: true };
  if (notSent.has(code)) return { tag: 'not-sent', code, isPermanent: false };
  return { tag: 'no-answer', code, isTimeout: /TIMEOUT|ETIMEDOUT/.test(code) };
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses were tried: they failed alike, and the first one tells why.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? null : codeOf(error.cause);
}
