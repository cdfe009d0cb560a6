import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import type { FailureReason } from '../provider.js';
import type { CallAnswer } from './call-answer.js';
import { type Call, parseAnswer, type ReadResult } from './read-route.js';
import type { Route } from './routes.js';

/** How one kind of thing is listed: every listing of the API has the same shape, under other names. */
export interface Listing<Page, Entry> {
  /** For messages: "the member list". */
  readonly what: string;
  readonly first: Route;
  readonly next: Route;
  readonly argument: (limit: number) => unknown;
  readonly schema: z.ZodType<Page>;
  readonly cursorOf: (page: Page) => { readonly cursor: string; readonly hasMore: boolean };
  readonly entriesOf: (page: Page) => readonly Entry[];
  /** Entries with one id are one: the later wins, as it is the newer. */
  readonly idOf: (entry: Entry) => string;
}

/** How often a listing may begin anew because its cursor died. */
const MAX_RESTARTS = 3;
/** Pages may be empty while there is more, but not without end. */
const MAX_PAGES_WITHOUT_NEWS = 50;

/**
 * Reads a whole listing by its cursors. A page may hold fewer entries than asked for, or none, while there is more. A
 * cursor that dies restarts the listing from nothing. Either everything was read, or the result is a failure.
 */
export async function readListing<Page, Entry>(
  call: Call,
  listing: Listing<Page, Entry>,
  pageSize: number,
  onProgress?: (count: number) => void,
): Promise<ReadResult<readonly Entry[]>> {
  for (let restarts = 0; ; restarts += 1) {
    const attempt = await readOnce(call, listing, pageSize, onProgress);
    if (attempt !== 'cursor-died') return attempt;
    if (restarts >= MAX_RESTARTS) {
      return { ok: false, failure: brokenListing(listing.what, `its cursor died ${MAX_RESTARTS + 1} times`) };
    }
  }
}

async function readOnce<Page, Entry>(
  call: Call,
  listing: Listing<Page, Entry>,
  pageSize: number,
  onProgress?: (count: number) => void,
): Promise<ReadResult<readonly Entry[]> | 'cursor-died'> {
  const entries = new Map<string, Entry>();
  let answer = call(listing.first, listing.argument(pageSize));
  let route = listing.first;
  let pagesWithoutNews = 0;
  for (;;) {
    const answered = await answer;
    if (route === listing.next && isDeadCursor(answered)) return 'cursor-died';
    const parsed = parseAnswer(answered, route, listing.schema);
    if (!parsed.ok) return parsed;
    const { cursor, hasMore } = listing.cursorOf(parsed.value);
    if (hasMore) {
      answer = call(listing.next, { cursor });
      route = listing.next;
      // Should this page turn out to be of no use, that is what is told.
      answer.catch(() => undefined);
      // The next page is made while this one is read, once the call has left.
      await setImmediate();
    }
    const countBefore = entries.size;
    for (const entry of listing.entriesOf(parsed.value)) entries.set(listing.idOf(entry), entry);
    onProgress?.(entries.size);
    if (!hasMore) return { ok: true, value: [...entries.values()] };
    pagesWithoutNews = entries.size > countBefore ? 0 : pagesWithoutNews + 1;
    if (pagesWithoutNews > MAX_PAGES_WITHOUT_NEWS) {
      return { ok: false, failure: brokenListing(listing.what, 'it goes on and on without bringing anything new') };
    }
  }
}

/** Usually a 409; a cursor that is broken rather than old may be refused with a 400 text. */
function isDeadCursor(answer: CallAnswer): boolean {
  if (answer.tag === 'refused') return answer.error.tag === 'invalid_cursor';
  return answer.tag === 'rejected' && answer.kind === 'bad-request' && /cursor/i.test(answer.failure.message);
}

function brokenListing(what: string, why: string): FailureReason {
  return {
    tag: 'incomplete-read',
    message: `${what} could not be read to its end: ${why}.`,
    advice: 'Wait a minute and run it again. Nothing is planned from a part of a list.',
    requestId: null,
  };
}
