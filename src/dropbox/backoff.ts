const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Exponential backoff with jitter: between half of 0.5 s, 1 s, 2 s … (at most 30 s) and the whole. The jitter keeps calls
 * that failed together from coming back together.
 */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(whole / 2 + (random() * whole) / 2);
}
