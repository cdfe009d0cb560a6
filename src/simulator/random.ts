/** Chance that can be repeated: everything the simulator leaves to chance comes from one of these. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number between both ends, both included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Letters and digits, as Dropbox's ids have them. */
  text(length: number): string;
  hex(length: number): string;
  shuffle<T>(list: readonly T[]): T[];
  /** The generator's whole state, so that a simulator can go on where another one stopped. */
  state(): number;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Makes a generator (mulberry32): equal seeds give equal sequences. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    chance: (probability) => probability > 0 && next() < probability,
    pick: <T>(choices: readonly T[]) => choices[integer(0, choices.length - 1)] as T,
    text: (length) => {
      let text = '';
      while (text.length < length) text += ALPHABET[integer(0, ALPHABET.length - 1)];
      return text;
    },
    hex: (length) => {
      let text = '';
      while (text.length < length) text += integer(0, 0xffff).toString(16).padStart(4, '0');
      return text.slice(0, length);
    },
    shuffle: <T>(list: readonly T[]) => {
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
      }
      return shuffled;
    },
    state: () => state,
  };
}
