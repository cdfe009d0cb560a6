import { displayWidth } from './display-width.js';

/** Without a terminal, as Terraform does it. */
export const DEFAULT_WIDTH = 78;

/**
 * Breaks a sentence at blanks into lines of at most `width` columns. `indent` goes before every line but the first. A
 * word that is longer than a line stays whole: an address that was broken could not be copied.
 */
export function wrapProse(text: string, width: number, indent = ''): string[] {
  return fill(text.split(' '), width, indent);
}

/** Writes `Label: one, two, three.` and breaks lines between entries only. */
export function wrapList(label: string, entries: readonly string[], width: number, indent = '  '): string[] {
  const ends = entries.map((entry, index) => `${entry}${index === entries.length - 1 ? '.' : ','}`);
  return fill([`${label}:`, ...ends], width, indent);
}

function fill(pieces: readonly string[], width: number, indent: string): string[] {
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
