import type { ReadProgress } from '../provider.js';
import { Progress } from './progress.js';
import type { Session } from './session.js';
import type { Terminal } from './terminal.js';

/** Tells how far the reading of a team is. */
class ReadingProgress {
  readonly #progress: Progress;
  readonly #counts = new Map<ReadProgress['what'], number>();

  constructor(terminal: Terminal, now: () => number) {
    this.#progress = new Progress(terminal, now);
    this.#progress.update(() => 'Reading the team…');
  }

  /** Takes in what the provider tells. */
  readonly update = ({ what, count }: ReadProgress): void => {
    this.#counts.set(what, count);
    this.#progress.update(() => {
      const counts = [...this.#counts].map(([kind, read]) => `${read.toLocaleString('en')} ${kind}`);
      return `Reading the team: ${counts.join(', ')}…`;
    });
  };

  end(): void {
    this.#progress.end();
  }
}

/** Tells how far a reading is while it lasts, or until `end` is called. */
export async function withReadingProgress<Result>(
  { progress: terminal, io }: Session,
  read: (onProgress: (progress: ReadProgress) => void, end: () => void) => Promise<Result>,
): Promise<Result> {
  const progress = new ReadingProgress(terminal, io.clock.now);
  try {
    return await read(progress.update, () => progress.end());
  } finally {
    progress.end();
  }
}
