import type { Json } from '../model/plan.js';
import type { TeamLogEvent } from '../model/team-log.js';
import type { Provider } from '../provider.js';
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
  const events = await provider.readTeamLog({ since: logTime(since) });
  const wanted = actor?.trim().toLowerCase();
  return wanted === undefined ? events : events.filter((event) => event.actor?.toLowerCase().includes(wanted) === true);
}

/** An instant as the log is asked for it: in UTC, without fractions of a second. */
export function logTime(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** How soon each column is left out of a narrow table. */
const columns = { time: 0, actor: 1, via: 5, event: 0, members: 0, groups: 3, from: 4, to: 2 };

/** The log as a table. */
export function tabulateLog(events: readonly TeamLogEvent[]): Table {
  return {
    columns: Object.entries(columns).map(([name, dispensable]) => ({ name, dispensable })),
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
export function teamLogToJson(table: Table): Json {
  const rows = table.rows.map((row) =>
    Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
  return { format_version: LOG_FORMAT_VERSION, rows };
}
