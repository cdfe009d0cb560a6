/** What an address looks like at a glance: 0 and o, 1 and l and i, rn and m are easily taken for each other. */
export function lookOf(email: string): string {
  return email.replaceAll('0', 'o').replace(/[1i]/g, 'l').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** A word that is written with more than one alphabet, and its first letter that is not Latin. */
export interface MixedWord {
  readonly word: string;
  readonly letter: string;
  /** Hexadecimal, as people write it after `U+`. */
  readonly codePoint: string;
  readonly script: 'Cyrillic' | 'Greek';
}

/** Finds a word in which Latin letters stand beside ones that look like them; null where there is none. */
export function mixedScriptWord(text: string): MixedWord | null {
  // Nearly every name is plain, and costs no more than this.
  if (!/[^\x20-\x7e]/.test(text)) return null;
  for (const word of text.split(/[\s\-_.,/]+/)) {
    if (!/\p{Script=Latin}/u.test(word)) continue;
    const letter = /[\p{Script=Cyrillic}\p{Script=Greek}]/u.exec(word)?.[0];
    if (letter === undefined) continue;
    const codePoint = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return { word, letter, codePoint, script: /\p{Script=Greek}/u.test(letter) ? 'Greek' : 'Cyrillic' };
  }
  return null;
}
