import type { DesiredState } from '../model/desired-state.js';
import type { LiveState } from '../model/live-state.js';
import type { Finding } from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';
import { DAY_MS, endOfGrace, isPastDay } from './dates.js';
import { identify } from './identity.js';
import { nameSome, note } from './notes.js';

/** How far plans and checks look ahead. */
export const FORECAST_DAYS = 30;

/** Something that comes to be by time alone, without anybody's change. */
export interface Lapse {
  /** A member who will count as suspended, a membership that will end, or somebody suspended who will be removed. */
  readonly kind: 'member' | 'membership' | 'removal';
  /** By the file. */
  readonly email: string;
  readonly group: string | null;
  /** When it takes effect, in milliseconds since the epoch. */
  readonly dueMs: number;
  readonly source: SourcePosition;
}

/**
 * What a file lets lapse within so many days from `now` (milliseconds since the epoch), soonest first. Whoever does not
 * have access anyhow is not named.
 */
export function forecastLapses({ members, groups }: DesiredState, now: number, days: number): readonly Lapse[] {
  const isSoon = (until: string | null) =>
    until !== null && !isPastDay(until, now) && endOfDay(until) - now <= days * DAY_MS;
  const lapses: Lapse[] = [];
  const without = new Set<string>();
  for (const { email, status, until, source } of members) {
    const hasAccess = status !== 'removed' && status !== 'suspended' && !isPastDay(until, now);
    if (!hasAccess) without.add(email);
    else if (until !== null && isSoon(until)) {
      lapses.push({ kind: 'member', email, group: null, dueMs: endOfDay(until), source });
    }
  }
  for (const { attributes, members: memberships } of groups) {
    for (const { email, until, source } of memberships) {
      if (until === null || !isSoon(until) || without.has(email)) continue;
      lapses.push({ kind: 'membership', email, group: attributes.name, dueMs: endOfDay(until), source });
    }
  }
  return soonestFirst(lapses);
}

/** Who is suspended on the way out, and when their grace period is over: within so many days from `now`, soonest first. */
export function forecastRemovals(desired: DesiredState, live: LiveState, now: number, days: number): readonly Lapse[] {
  const lapses: Lapse[] = [];
  for (const [{ email, status, offboarding, source }, member] of identify(desired, live).members) {
    if (status !== 'removed' || member?.status !== 'suspended' || member.suspendedOn === null) continue;
    const dueMs = endOfGrace(member.suspendedOn, offboarding.gracePeriodHours);
    if (dueMs > now && dueMs - now <= days * DAY_MS)
      lapses.push({ kind: 'removal', email, group: null, dueMs, source });
  }
  return soonestFirst(lapses);
}

/** One note for a reviewer, or none. */
export function lapseNotes(desired: DesiredState, now: number): readonly Finding[] {
  const lapses = forecastLapses(desired, now, FORECAST_DAYS);
  const [first] = lapses;
  return first === undefined ? [] : [note('lapses', describeLapses(lapses), first.source)];
}

/** `Lapses in the next 30 days: bob@acme.com (until 2026-12-01), eve@acme.com in Sales (until 2026-12-06).` */
function describeLapses(lapses: readonly Lapse[]): string {
  const names = lapses.map(({ email, group, dueMs }) => {
    const where = group === null ? '' : ` in ${group}`;
    return `${email}${where} (until ${new Date(dueMs - DAY_MS).toISOString().slice(0, 10)})`;
  });
  return `Lapses in the next ${FORECAST_DAYS} days: ${nameSome(names)}.`;
}

function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS;
}

function soonestFirst(lapses: readonly Lapse[]): readonly Lapse[] {
  return [...lapses].sort((a, b) => a.dueMs - b.dueMs || (a.email < b.email ? -1 : 1));
}
