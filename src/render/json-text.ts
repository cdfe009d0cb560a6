import { HIDDEN } from './escape-text.js';

/**
 * Writes JSON for standard output and for files, indented, with a line break at the end. Hidden characters in strings are
 * written as `\u…`: the value is the same, and a terminal that shows the document obeys none of them.
 */
export function renderJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // Line breaks outside of strings are ours; those inside are escaped already.
  return `${text.replace(HIDDEN, (character) => (character === '\n' ? character : escapeUnits(character)))}\n`;
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}
