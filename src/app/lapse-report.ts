import type { DesiredState } from '../model/desired-state.js';
import type { LiveState } from '../model/live-state.js';
import type { JsonObject } from '../model/plan.js';
import { DAY_MS } from '../plan/dates.js';
import { forecastLapses, forecastRemovals, type Lapse } from '../plan/forecast.js';
import type { Cell, Column, Table } from '../render/table.js';
import { REPORT_LIST_FORMAT_VERSION } from './team-report.js';

/** What a lapse is called in the list. */
const kindWords = {
  member: 'suspended',
  membership: 'leaves the group',
  removal: 'removed',
} as const satisfies Record<Lapse['kind'], string>;

const columns: readonly Column[] = [
  { name: 'due', dispensable: 0 },
  { name: 'days', dispensable: 2 },
  { name: 'email', dispensable: 0 },
  { name: 'what', dispensable: 1 },
  { name: 'group', dispensable: 3 },
  { name: 'source', dispensable: 4 },
];

/**
 * Lists whatever comes to be by time alone in the next days, soonest first: last days of members and memberships, and
 * removals whose grace period is over. `due` is when it takes effect, UTC; whole days are left.
 */
export function makeLapseReport(desired: DesiredState, live: LiveState, options: { now: number; days: number }): Table {
  const { now, days } = options;
  const all = [...forecastLapses(desired, now, days), ...forecastRemovals(desired, live, now, days)];
  const rows = all
    .sort((a, b) => a.dueMs - b.dueMs)
    .map(({ kind, email, group, dueMs, source }): readonly Cell[] => {
      const due = new Date(dueMs).toISOString();
      const left = Math.floor((dueMs - now) / DAY_MS);
      return [due.slice(0, 16), left, email, kindWords[kind], group, `${source.file}:${source.line}`];
    });
  return { columns, rows };
}

/** The same as data: one object for each row. */
export function lapseReportToJson({ team }: LiveState, { rows }: Table, days: number): JsonObject {
  return {
    format_version: REPORT_LIST_FORMAT_VERSION,
    report: 'lapses',
    team: { id: team.id, name: team.name },
    days,
    rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]))),
  };
}
