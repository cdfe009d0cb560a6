const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day in UTC, from milliseconds since the epoch: `29 Nov 2026`. */
export function formatDay(instant: number): string {
  const date = new Date(instant);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A minute in UTC: `29 Nov 2026 03:12 UTC`. */
export function formatMinute(instant: number): string {
  return `${formatDay(instant)} ${new Date(instant).toISOString().slice(11, 16)} UTC`;
}
