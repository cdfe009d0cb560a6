/** How many suggestions one reading makes at most: each compares a word with every candidate. */
const MOST_SUGGESTIONS = 50;

/** Finds what somebody probably meant, a bounded number of times. */
export class Suggester {
  #left = MOST_SUGGESTIONS;

  /** The candidate nearest to `word`, or null where none is near or too many were asked for. */
  suggest(word: string, candidates: Iterable<string>): string | null {
    if (this.#left === 0) return null;
    this.#left -= 1;
    return nearest(word, candidates);
  }
}

/**
 * The candidate that `word` is most likely a slip of: equal but for case and `-`, `_` and blanks, or a few letters away
 * (a third of its length, at most three). The first of several equally near ones; null where none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const folded = foldWord(word);
  let limit = Math.min(3, Math.ceil(word.length / 3));
  let best: string | null = null;
  for (const candidate of candidates) {
    const other = foldWord(candidate);
    if (other === folded) return candidate;
    if (Math.abs(other.length - folded.length) > limit) continue;
    const distance = editDistance(folded, other, limit);
    if (distance > limit || distance >= Math.max(folded.length, other.length)) continue;
    best = candidate;
    if (distance <= 1) limit = 0;
    else limit = distance - 1;
  }
  return best;
}

function foldWord(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

/** Letters to insert, remove, replace or swap with a neighbour; anything beyond `limit` is `limit + 1`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        distance = Math.min(distance, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(distance);
      smallest = Math.min(smallest, distance);
    }
    if (smallest > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
