import { refuse } from '../refusals.js';
import type { Call } from '../world.js';

/** Something that is listed page by page, in an order of its own that changes do not disturb. */
export interface Listing<T> {
  /** Tells cursors of different listings apart; version included. */
  readonly name: string;
  /** Entries behind a position, in order, each with its own position. */
  readonly entries: (after: number) => Iterable<{ readonly seq: number; readonly entry: T }>;
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Nothing ever goes from the list, so its cursors are good in another run of the simulator too. */
  readonly isDurable?: boolean;
}

export interface Page<T> {
  readonly entries: readonly T[];
  readonly cursor: string;
  readonly hasMore: boolean;
}

/** Takes one page; the server may make it shorter than asked, even empty, with more to come. */
export function takePage<T>(call: Call<unknown>, listing: Listing<T>, after: number, limit: number): Page<T> {
  const { world } = call;
  const size = Math.min(limit, choosePageSize(call, Math.min(limit, world.choices.pageSize)));
  const entries: T[] = [];
  let last = after;
  let hasMore = false;
  for (const { seq, entry } of listing.entries(after)) {
    if (entries.length >= size) {
      hasMore = true;
      break;
    }
    entries.push(entry);
    last = seq;
  }
  const filter = listing.filter === undefined ? {} : { filter: listing.filter };
  const durable = listing.isDurable === true ? { isDurable: true } : {};
  const cursor = world.cursors.issue({ listing: listing.name, after: last, limit, ...filter, ...durable });
  return { entries, cursor, hasMore: hasMore || (call.wishes.pageEntries === 0 && entries.length === 0) };
}

function choosePageSize(call: Call<unknown>, size: number): number {
  if (call.wishes.pageEntries !== undefined) return call.wishes.pageEntries;
  const { random, choices } = call.world;
  return random.chance(choices.shortPages) ? random.integer(0, size - 1) : size;
}

/** Goes on from a cursor, or refuses one that is broken, expired, or of another listing. */
export function readCursor(
  call: Call<{ readonly cursor: string }>,
  listing: string,
  refusal = 'invalid_cursor',
): { readonly after: number; readonly limit: number; readonly filter: Readonly<Record<string, unknown>> } {
  const state = call.world.cursors.read(call.arg.cursor, listing) ?? refuse(refusal);
  return { after: state.after, limit: state.limit, filter: state.filter ?? {} };
}

/** The entries of a list with holes, behind a position. */
export function* walk<T>(
  list: readonly (T | undefined)[],
  after: number,
  isShown: (entry: T) => boolean,
): Iterable<{ readonly seq: number; readonly entry: T }> {
  for (let seq = after + 1; seq < list.length; seq++) {
    const entry = list[seq];
    if (entry !== undefined && isShown(entry)) yield { seq, entry };
  }
}
