import type { Random } from '../random.js';
import { pathOfTags, type Tagged } from '../refusals.js';

/** What goes back to the caller. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the log. */
  readonly tag?: string | undefined;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';

export function makeResult(result: unknown): Answer {
  const tag = typeof result === 'object' && result !== null ? (result as Record<string, unknown>)['.tag'] : undefined;
  return {
    status: 200,
    body: JSON.stringify(result),
    contentType: JSON_TYPE,
    tag: typeof tag === 'string' ? tag : undefined,
  };
}

export function makeText(status: number, text: string): Answer {
  return { status, body: text, contentType: TEXT_TYPE };
}

/** A 400 in the server's words. */
export function makeBadRequest(route: string, text: string): Answer {
  return makeText(400, `Error in call to API function "${route}": ${text}`);
}

/** 401, 403 or 409: the summary ends in up to three dots, which mean nothing. */
export function makeError(status: number, error: Tagged, random: Random): Answer {
  const body: Record<string, unknown> = { error_summary: `${pathOfTags(error)}/${dots(random)}`, error };
  if (random.chance(0.2)) body.user_message = { locale: 'en', text: 'The request could not be carried out.' };
  return { status, body: JSON.stringify(body), contentType: JSON_TYPE, tag: error['.tag'] };
}

export interface ThrottleAnswer {
  readonly retryAfterS: number;
  readonly reason: string;
  readonly body: 'json' | 'text' | 'none';
  readonly header: boolean;
}

/** 429: the error is a struct without a tag, and leaves out a waiting time of one second. */
export function makeThrottled(throttle: ThrottleAnswer, random: Random): Answer {
  const { retryAfterS, reason } = throttle;
  const error = { reason: { '.tag': reason }, ...(retryAfterS === 1 ? {} : { retry_after: retryAfterS }) };
  const json = JSON.stringify({ error_summary: `${reason}/${dots(random)}`, error });
  const bodies = { json, text: 'Too many requests. Please wait before you try again.', none: '' };
  return {
    status: 429,
    body: bodies[throttle.body],
    contentType: throttle.body === 'json' ? JSON_TYPE : TEXT_TYPE,
    tag: reason,
    ...(throttle.header ? { headers: { 'Retry-After': String(retryAfterS) } } : {}),
  };
}

/** What a gateway in front of the API says when the API does not. */
export function makeHtml(status: number): Answer {
  return {
    status,
    body: `<html>\n<head><title>${status} Error</title></head>\n<body><center><h1>${status} Error</h1></center></body>\n</html>\n`,
    contentType: 'text/html',
  };
}

function dots(random: Random): string {
  return '.'.repeat(random.integer(0, 3));
}
