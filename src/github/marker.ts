import * as z from 'zod';
import { runOutcomes, runSummarySchema } from '../model/run-summary.js';

/**
 * The hidden first line of what Rollcall writes on GitHub: which team it is about, and what was shown. Whoever may write
 * to the repository can change it. It helps to find what to keep up to date, and to say what is new; nothing that is
 * carried out in Dropbox depends on it.
 */
export type Marker = z.output<typeof markerSchema>;

const { command, team, outcome, head, digest, counts } = runSummarySchema.shape;
const markerSchema = z.object({ command, team, outcome, head, digest, counts });

const MARKER = /^<!-- rollcall:v1 (\{[^\n]*\}) -->/;

/** Writes the marker of a run, in one line; of a whole summary, it takes what it needs. */
export function writeMarker(run: Marker): string {
  // Two hyphens would end the comment of HTML early; JSON has another way to write the second.
  return `<!-- rollcall:v1 ${JSON.stringify(markerSchema.parse(run)).replaceAll('--', '-\\u002d')} -->`;
}

/** Reads the marker at the beginning of a text; null where there is none that can be read. */
export function readMarker(text: string): Marker | null {
  const json = MARKER.exec(text)?.[1];
  if (json === undefined) return null;
  try {
    return markerSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Reads the marker of a text that the account `login` wrote: a copy by anybody else is none.
 * @param written the text with its author, null where GitHub does not know one any more.
 */
export function readOwnMarker(
  { author, body }: { readonly author: string | null; readonly body: string },
  login: string,
): Marker | null {
  // GitHub's logins differ in letters, not in case.
  return author?.toLowerCase() === login.toLowerCase() ? readMarker(body) : null;
}

/** Takes the marker off a text. */
export function withoutMarker(text: string): string {
  return text.replace(MARKER, '').trimStart();
}

/** Whether a run is to be noticed by those who have seen an earlier one: it takes or gives more, or failed. */
export function isWorse(run: Marker, before: Marker): boolean {
  const isNewFailure = runOutcomes[run.outcome] === 'failed' && runOutcomes[before.outcome] === 'ok';
  return isNewFailure || run.counts.destructive > before.counts.destructive || run.counts.gains > before.counts.gains;
}

/** Whether a run of the same commit found the same. */
export function isSameRun(run: Marker, before: Marker): boolean {
  return writeMarker(run) === writeMarker(before);
}
