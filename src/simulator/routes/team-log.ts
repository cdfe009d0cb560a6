import type { TeamEvent } from '../audit-log.js';
import { EVENT_CATEGORIES, EVENT_DESCRIPTIONS } from '../event-types.js';
import { refuse } from '../refusals.js';
import { accountId, continueArgument, pageLimit } from '../stone/scalars.js';
import { nullable, structType, timestampType, unionType, voidType } from '../stone/types.js';
import { type Call, defineRoute, type Route } from '../world.js';
import { readCursor, takePage } from './pages.js';

const EVENTS = 'team_log/get_events';

const category = unionType(Object.fromEntries(EVENT_CATEGORIES.map((tag) => [tag, voidType])), 'open');
const eventType = unionType(Object.fromEntries(Object.keys(EVENT_DESCRIPTIONS).map((tag) => [tag, voidType])), 'open');

const getEvents = defineRoute({
  path: 'team_log/get_events',
  scope: 'events.read',
  arg: structType({
    limit: pageLimit,
    account_id: nullable(accountId),
    time: nullable(structType({ start_time: nullable(timestampType), end_time: nullable(timestampType) })),
    category: nullable(category),
    event_type: nullable(eventType),
  }),
  errors: ['account_id_not_found', 'invalid_time_range', 'invalid_filters'],
  perform: (call) => {
    const { arg } = call;
    const start = arg.time?.start_time ?? null;
    const end = arg.time?.end_time ?? null;
    if (arg.category !== null && arg.event_type !== null) refuse('invalid_filters');
    if (start !== null && end !== null && start > end) refuse('invalid_time_range');
    if (arg.account_id !== null && !isKnownAccount(call, arg.account_id)) refuse('account_id_not_found');
    return answerEvents(call, -1, arg.limit, {
      account: arg.account_id,
      start,
      end,
      category: arg.category?.tag ?? null,
      type: arg.event_type?.tag ?? null,
    });
  },
});

const continueEvents = defineRoute({
  path: 'team_log/get_events/continue',
  scope: 'events.read',
  arg: continueArgument,
  errors: ['bad_cursor', 'reset'],
  perform: (call) => {
    const { after, limit, filter } = readCursor(call, EVENTS, 'bad_cursor');
    return answerEvents(call, after, limit, filter as unknown as Filter);
  },
});

interface Filter {
  readonly account: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly category: string | null;
  readonly type: string | null;
}

function answerEvents(call: Call<unknown>, after: number, limit: number, filter: Filter): unknown {
  const { events } = call.world.audit;
  function* entries(position: number): Iterable<{ seq: number; entry: TeamEvent }> {
    for (let seq = position + 1; seq < events.length; seq++) {
      const entry = events[seq];
      if (entry !== undefined && matches(entry, filter)) yield { seq, entry };
    }
  }
  const page = takePage(call, { name: EVENTS, entries, filter: { ...filter }, isDurable: true }, after, limit);
  // The real log is not in order of time either.
  return { events: call.world.random.shuffle(page.entries), cursor: page.cursor, has_more: page.hasMore };
}

/** The start counts, the end does not. */
function matches(event: TeamEvent, filter: Filter): boolean {
  const at = Date.parse(String(event.timestamp));
  if (filter.start !== null && at < filter.start) return false;
  if (filter.end !== null && at >= filter.end) return false;
  if (filter.category !== null && tagOf(event.event_category) !== filter.category) return false;
  if (filter.type !== null && tagOf(event.event_type) !== filter.type) return false;
  return filter.account === null || mentions(event, filter.account);
}

function tagOf(value: unknown): unknown {
  return (value as Readonly<Record<string, unknown>> | undefined)?.['.tag'];
}

function mentions(event: TeamEvent, account: string): boolean {
  return JSON.stringify([event.actor, event.context, event.participants]).includes(`"${account}"`);
}

function isKnownAccount(call: Call<unknown>, account: string): boolean {
  for (const member of call.world.team.all()) if (member.accountId === account) return true;
  return call.world.audit.events.some((event) => mentions(event, account));
}

/** The audit log. */
export const teamLogRoutes: readonly Route[] = [getEvents, continueEvents];
