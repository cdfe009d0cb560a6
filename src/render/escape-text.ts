/**
 * What a terminal obeys instead of showing, or a reader cannot see: control characters, line and paragraph separators,
 * lone surrogates, bidirectional marks, zero-width and other invisible characters. U+FE0F stays: it only makes a
 * heart a red one.
 */
export const HIDDEN =
  /(?!\u{FE0F})[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]/gu;

/** Most names are; telling so is ten times cheaper than looking for what is hidden. */
const HARMLESS = /^[\x20-\x7e]*$/;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Makes text from the file, the team or the API safe to print on one line: hidden characters become visible, as `\n`
 * or `\u{202e}`. Everything else stays as it is, so that addresses can be copied.
 */
export function escapeText(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(HIDDEN, (character) => {
    const named = NAMED[character];
    return named ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;
  });
}

/** Writes text as a quoted value, so that it can be told where it begins and ends. */
export function quoteText(text: string): string {
  return `"${escapeText(text.replace(/["\\]/g, (character) => `\\${character}`))}"`;
}
