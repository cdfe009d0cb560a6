const HOUR_MS = 3_600_000;
/** One day, in milliseconds. */
export const DAY_MS = 24 * HOUR_MS;

/** Whether the last day `until` (`YYYY-MM-DD`, UTC) is over at `now` (milliseconds since the epoch). */
export function isPastDay(until: string | null, now: number): boolean {
  return until !== null && now >= endOfDay(until);
}

/** When a day (`YYYY-MM-DD`, UTC) is over, in milliseconds since the epoch. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS;
}

/** When a grace period that began at `since` (ISO 8601) ends, in milliseconds since the epoch. */
export function endOfGrace(since: string, graceHours: number): number {
  return Date.parse(since) + graceHours * HOUR_MS;
}

/** `2026-12-01 09:30 UTC`, for sentences. */
export function formatInstant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-12-01`, for sentences; an instant that is not known stays so. */
export function formatDay(instant: string | null): string {
  return instant === null ? 'an unknown day' : instant.slice(0, 10);
}
