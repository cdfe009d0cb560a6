import * as z from 'zod';
import type { TeamLogCategory, TeamLogEvent, TeamLogFilter } from '../model/team-log.js';
import type { FailureReason } from '../provider.js';
import type { CallAnswer } from './call-answer.js';
import { type Call, demand, parseAnswer, type ReadResult } from './read-route.js';
import { routes } from './routes.js';
import { fieldOf, payloadOf, tagOf } from './tagged-union.js';

/** What is told of members and groups; the team's own settings, where a little more is, are asked for by name. */
const usualCategories: readonly TeamLogCategory[] = ['members', 'groups'];
/** How often one scan may begin anew. */
const MAX_RESTARTS = 3;
/** Pages may be empty while there is more, but not without end. */
const MAX_PAGES_WITHOUT_NEWS = 50;

const pageSchema = z.looseObject({
  events: z.array(z.looseObject({ timestamp: z.string() })),
  cursor: z.string(),
  has_more: z.boolean(),
});

type WireEvent = z.infer<typeof pageSchema>['events'][number];

/**
 * Reads the team log's events about members and groups, the newest first. The log itself is in no order and may repeat
 * itself; events have no id, so equal ones count once.
 * @throws ProviderError when the log cannot be read to its end; the token needs the scope events.read.
 * @see Dropbox API, team_log/get_events.
 */
export async function readEvents(
  call: Call,
  { since, categories = usualCategories }: TeamLogFilter,
): Promise<readonly TeamLogEvent[]> {
  const scans = await Promise.all(categories.map((category) => scan(call, category, since)));
  const events = scans.flatMap((scanned) => demand("the team's log", scanned)).map(eventFromWire);
  return events.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.type < b.type ? -1 : 1));
}

async function scan(call: Call, category: TeamLogCategory, since: string): Promise<ReadResult<readonly WireEvent[]>> {
  const found = new Map<string, WireEvent>();
  let start = since;
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts += 1) {
    const end = await scanOnce(call, category, start, found);
    if (end.tag === 'whole') return { ok: true, value: [...found.values()] };
    if (end.tag === 'failed') return { ok: false, failure: end.failure };
    // What was read before a reset stands; a cursor that died for another reason leaves it open where the gap is.
    start = end.resumeAt ?? since;
  }
  return { ok: false, failure: broken(`its cursor died ${MAX_RESTARTS + 1} times`) };
}

type ScanEnd =
  | { readonly tag: 'whole' }
  | { readonly tag: 'cursor-died'; readonly resumeAt: string | null }
  | { readonly tag: 'failed'; readonly failure: FailureReason };

async function scanOnce(
  call: Call,
  category: TeamLogCategory,
  start: string,
  found: Map<string, WireEvent>,
): Promise<ScanEnd> {
  let answer = await call(routes.teamLog, { limit: 1000, category, time: { start_time: start } });
  let pagesWithoutNews = 0;
  for (let isFirst = true; ; isFirst = false) {
    const dead = isFirst ? null : deadCursor(answer);
    if (dead !== null) return dead;
    const page = parseAnswer(answer, isFirst ? routes.teamLog : routes.teamLogContinue, pageSchema);
    if (!page.ok) return { tag: 'failed', failure: page.failure };
    const before = found.size;
    for (const event of page.value.events) found.set(canonical(event), event);
    if (!page.value.has_more) return { tag: 'whole' };
    pagesWithoutNews = found.size > before ? 0 : pagesWithoutNews + 1;
    if (pagesWithoutNews > MAX_PAGES_WITHOUT_NEWS) {
      return { tag: 'failed', failure: broken('it goes on and on without bringing anything new') };
    }
    answer = await call(routes.teamLogContinue, { cursor: page.value.cursor });
  }
}

function deadCursor(answer: CallAnswer): ScanEnd | null {
  if (answer.tag !== 'refused') return null;
  if (answer.error.tag === 'bad_cursor') return { tag: 'cursor-died', resumeAt: null };
  if (answer.error.tag !== 'reset') return null;
  const resumeAt = payloadOf(answer.error.body);
  return { tag: 'cursor-died', resumeAt: typeof resumeAt === 'string' ? resumeAt : null };
}

function broken(why: string): FailureReason {
  return {
    tag: 'incomplete-read',
    message: `It could not be read to its end: ${why}.`,
    advice: 'Wait a minute and run it again, or ask for less with --since.',
    requestId: null,
  };
}

/** One spelling of a value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Almost everything of an event may be missing: older ones know less. */
function eventFromWire(event: WireEvent): TeamLogEvent {
  const details = fieldOf(event, 'details');
  const listed = fieldOf(event, 'participants');
  const participants = Array.isArray(listed) ? listed : [];
  const actor = fieldOf(event, 'actor');
  const members = [
    fieldOf(event, 'context'),
    ...participants.map((one) => (tagOf(one) === 'user' ? payloadOf(one) : null)),
  ];
  const groups = participants.filter((one) => tagOf(one) === 'group');
  return {
    at: event.timestamp,
    type: tagOf(fieldOf(event, 'event_type')),
    actor: nameOfActor(actor),
    actorKind: tagOf(actor),
    actorId: textsOf([payloadOf(actor)], 'team_member_id')[0] ?? null,
    via: tagOf(fieldOf(fieldOf(event, 'origin'), 'access_method')),
    members: textsOf(members, 'email'),
    memberIds: textsOf(members, 'team_member_id'),
    groups: textsOf(groups, 'display_name'),
    groupIds: textsOf(groups, 'group_id'),
    from: wordsOf(fieldOf(details, 'previous_value')),
    to: wordsOf(fieldOf(details, 'new_value') ?? fieldOf(details, 'secondary_email')) ?? accessOf(details),
  };
}

/** One field of each, where it is a text. */
function textsOf(values: readonly unknown[], name: string): readonly string[] {
  return values.map((value) => fieldOf(value, name)).filter((text) => typeof text === 'string');
}

/** An address where there is one, else a name: apps and resellers have no address. */
function nameOfActor(actor: unknown): string | null {
  const who = payloadOf(actor) ?? actor;
  for (const key of ['email', 'display_name', 'reseller_name']) {
    const name = fieldOf(who, key);
    if (typeof name === 'string' && name !== '') return name;
  }
  const tag = tagOf(actor);
  return tag === 'dropbox' || tag === 'anonymous' ? tag : null;
}

function accessOf(details: unknown): string | null {
  const isOwner = fieldOf(details, 'is_group_owner');
  return typeof isOwner === 'boolean' ? (isOwner ? 'owner' : 'member') : null;
}

/** A value of a change: text, a number, a tag, or the parts of a name. */
function wordsOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return String(value);
  const names = [fieldOf(value, 'given_name'), fieldOf(value, 'surname')].filter((name) => typeof name === 'string');
  return names.length > 0 ? names.join(' ') : tagOf(value);
}
