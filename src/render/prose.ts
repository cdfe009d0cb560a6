import { displayWidth } from './display-width.js';

/** Without a terminal, as Terraform does it. */
export const DEFAULT_WIDTH = 78;

/**
 * Breaks a sentence at blanks into lines of at most `width` columns. `indent` goes before every line but the first. A
 * word that is longer than a line stays whole: an address that was broken could not be copied.
 */
export function wrapProse(text: string, width: number, indent = ''): string[] {
  return wrapPieces(text.split(' '), width, indent);
}

/**
 * What follows the first line of a sentence or list that holds names. Four columns: no line of a plan that means
 * something begins there, so a name that is broken cannot pass for one.
 */
export const HANGING_INDENT = '    ';

/** Writes `Label: one, two, three.` and breaks lines between entries only. */
export function wrapList(label: string, entries: readonly string[], width: number, indent: string): string[] {
  const ends = entries.map((entry, index) => `${entry}${index === entries.length - 1 ? '.' : ','}`);
  // The first name stays beside its label, however long, so that a search for both together finds it.
  return wrapPieces([`${label}: ${ends[0] ?? ''}`, ...ends.slice(1)], width, indent);
}

/** Joins pieces by blanks, and breaks lines between them only: a name with blanks in it is one piece. */
export function wrapPieces(pieces: readonly string[], width: number, indent = ''): string[] {
  const [first = '', ...rest] = pieces;
  const lines: string[] = [];
  let line = first;
  let used = displayWidth(first);
  for (const piece of rest) {
    const wide = displayWidth(piece);
    if (used + 1 + wide <= width) {
      line += ` ${piece}`;
      used += 1 + wide;
      continue;
    }
    lines.push(line.trimEnd());
    line = indent + piece;
    used = displayWidth(indent) + wide;
  }
  return [...lines, line.trimEnd()];
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 member`, `2 members`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
