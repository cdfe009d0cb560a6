import { InvalidArgumentError, Option } from 'commander';
import { parseInstant } from './options.js';

const HOUR_MS = 3_600_000;

/** An instant, or how long ago; in milliseconds. */
export type Since = { readonly tag: 'at'; readonly instant: number } | { readonly tag: 'ago'; readonly ms: number };

/** How far back a log is read. */
export function sinceOption(description: string): Option {
  return new Option('--since <time>', description).argParser(parseSince);
}

export function daysAgo(days: number): Since {
  return { tag: 'ago', ms: days * 24 * HOUR_MS };
}

/** The instant that is meant, in milliseconds since the epoch. */
export function resolveSince(since: Since, now: number): number {
  return since.tag === 'at' ? since.instant : now - since.ms;
}

function parseSince(text: string): Since {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (amount !== undefined) return { tag: 'ago', ms: Number(amount) * (unit === 'd' ? 24 : 1) * HOUR_MS };
  try {
    return { tag: 'at', instant: parseInstant(text) };
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new InvalidArgumentError(`Write days or hours like 7d or 12h, or: ${cause.message}`);
  }
}
