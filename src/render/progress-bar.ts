const BAR_WIDTH = 20;
/** Before both, the first calls say little about those to come. */
const ESTIMATE_AFTER_MS = 5_000;
const ESTIMATE_FROM_SHARE = 0.05;

/** A bar in plain characters: `[########------------]`. */
export function renderBar(done: number, total: number): string {
  const filled = total === 0 ? BAR_WIDTH : Math.floor((Math.min(done, total) * BAR_WIDTH) / total);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
}

/** How long the rest takes if it goes on as it went: `about 40 s left`; null while nothing can be said. */
export function renderTimeLeft(done: number, total: number, elapsedMs: number): string | null {
  if (elapsedMs < ESTIMATE_AFTER_MS || done < total * ESTIMATE_FROM_SHARE || done >= total) return null;
  const seconds = Math.ceil((elapsedMs * (total - done)) / done / 1000);
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `about ${minutes} min left` : `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
