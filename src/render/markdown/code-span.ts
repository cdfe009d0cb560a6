import { escapeText } from '../escape-text.js';

/** Longer values are cut, with an ellipsis; counts code points. */
export const MOST_IN_SPAN = 80;
/** Addresses and names of groups are at most this long, and are never cut. */
export const MOST_IN_NAME = 255;

/**
 * Writes text that somebody else chose as a code span of GitHub's Markdown, where it is neither a link, an image, a
 * mention nor HTML. Holds in sentences and in cells of tables alike.
 * @param most how many characters are shown before it is cut.
 */
export function codeSpan(text: string, most = MOST_IN_SPAN): string {
  const shown = showable(text, most)
    // The table's own syntax goes first: it takes a backslash before a bar for itself.
    .replace(/\\(?=\\*\|)/g, '\\u{5c}')
    .replaceAll('|', '\\|');
  if (shown === '') return '_(empty)_';
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const isPadded = /^`|`$|^ .*[^ ].* $/.test(shown);
  return isPadded ? `${ticks} ${shown} ${ticks}` : `${ticks}${shown}${ticks}`;
}

/** The same for the name of somebody or of a group, which is always whole. */
export function nameSpan(name: string): string {
  return codeSpan(name, MOST_IN_NAME);
}

/** Writes lines as a fenced block that none of them can end. Lines are to be made with {@link showable}. */
export function fence(language: 'diff', lines: readonly string[]): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${ticks}${language}`, ...lines, ticks].join('\n');
}

/** Makes text visible, on one line, and of bounded length; no mention is left of it where it is quoted as plain text. */
export function showable(text: string, most = MOST_IN_SPAN): string {
  const characters = [...escapeText(text.normalize('NFC'))];
  const short = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
  return short.replace(/(?<![A-Za-z0-9.!#$%&'*+/=?^_`{|}~-])@(?=[A-Za-z0-9])/g, '@\u200b');
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
