import type { Json } from '../model/plan.js';
import type { Provider, TeamLogEvent } from '../provider.js';
import { ProviderError } from '../provider.js';
import type { Table } from '../render/table.js';

export const LOG_FORMAT_VERSION = 1;

export interface TeamLogOptions {
  readonly provider: Pick<Provider, 'readTeamLog'>;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** A part of an actor's address or name, whatever the case; null for everybody. */
  readonly actor: string | null;
}

/**
 * Reads who did what to members and groups, the newest first.
 * @throws ProviderError when the log cannot be read to its end.
 */
export async function readTeamLog({ provider, since, actor }: TeamLogOptions): Promise<readonly TeamLogEvent[]> {
  if (provider.readTeamLog === undefined) {
    throw new ProviderError('This provider keeps no log.', 'Look in its own console.');
  }
  const events = await provider.readTeamLog({ since: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z') });
  const wanted = actor?.trim().toLowerCase();
  return wanted === undefined ? events : events.filter((event) => event.actor?.toLowerCase().includes(wanted) === true);
}

/** The log as a table. */
export function tabulateLog(events: readonly TeamLogEvent[]): Table {
  return {
    columns: [
      { name: 'time', dispensable: 0 },
      { name: 'actor', dispensable: 1 },
      { name: 'via', dispensable: 5 },
      { name: 'event', dispensable: 0 },
      { name: 'members', dispensable: 0 },
      { name: 'groups', dispensable: 3 },
      { name: 'from', dispensable: 4 },
      { name: 'to', dispensable: 2 },
    ],
    rows: events.map(({ at, actor, via, type, members, groups, from, to }) => [
      at,
      actor,
      via,
      type,
      members,
      groups,
      from,
      to,
    ]),
  };
}

/** The log as data. */
export function teamLogToJson(events: readonly TeamLogEvent[]): Json {
  const rows = events.map(({ at, actor, via, type, members, groups, from, to }) => {
    return { time: at, actor, via, event: type, members, groups, from, to };
  });
  return { format_version: LOG_FORMAT_VERSION, rows };
}
