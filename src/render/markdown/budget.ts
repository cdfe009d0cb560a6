/** A part of a document, from its longest form to its shortest. */
export interface Section {
  /** Never empty; the last form may be an empty text, which leaves the section out. */
  readonly forms: readonly [string, ...string[]];
  /** Which is shortened first: 0 before 1. Null: never. */
  readonly rank: number | null;
}

/** UTF-8 bytes that GitHub takes of a comment with certainty; its limit of 65,536 is met about 1,000 earlier. */
export const MOST_BYTES = 58_000;

/**
 * Joins sections with blank lines, each in the longest form with which all fit. Only whole forms are exchanged, so
 * nothing is cut within markup.
 * @returns null when even the shortest forms do not fit.
 */
export function fitSections(sections: readonly Section[], mostBytes: number): string | null {
  const chosen = sections.map(({ forms }) => forms[0]);
  // Sizes are added up, and the text is joined once: a list of all operations can be of many megabytes.
  let bytes = chosen.reduce((sum, form) => sum + sizeOf(form), 0);
  const order = sections
    .flatMap(({ rank }, index) => (rank === null ? [] : [{ rank, index }]))
    .sort((a, b) => a.rank - b.rank);
  for (const { index } of order) {
    for (const form of sections[index]?.forms.slice(1) ?? []) {
      if (bytes <= mostBytes) break;
      bytes += sizeOf(form) - sizeOf(chosen[index] ?? '');
      chosen[index] = form;
    }
  }
  return bytes > mostBytes ? null : `${chosen.filter((form) => form !== '').join('\n\n')}\n`;
}

/** With the two line breaks after it; the last has only one, which leaves a byte to spare. */
function sizeOf(form: string): number {
  return form === '' ? 0 : byteLength(form) + 2;
}

/** Bytes in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
