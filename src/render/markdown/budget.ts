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
  const chosen = sections.map(() => 0);
  const write = () => {
    const texts = sections.map(({ forms }, index) => forms[chosen[index] ?? 0] ?? '');
    return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
  };
  const order = sections
    .flatMap(({ rank }, index) => (rank === null ? [] : [{ rank, index }]))
    .sort((a, b) => a.rank - b.rank);
  let text = write();
  for (const { index } of order) {
    const forms = sections[index]?.forms.length ?? 0;
    for (let form = 1; form < forms && byteLength(text) > mostBytes; form += 1) {
      chosen[index] = form;
      text = write();
    }
  }
  return byteLength(text) > mostBytes ? null : text;
}

/** Bytes in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
