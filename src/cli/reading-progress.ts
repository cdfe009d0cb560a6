import type { ReadProgress } from '../provider.js';
import { renderReadingLine } from '../render/progress.js';
import { Progress } from './progress.js';
import type { Session } from './session.js';
import type { Terminal } from './terminal.js';

/** Tells how far the reading of a team is. */
class ReadingProgress {
  readonly #terminal: Terminal;
  readonly #progress: Progress;
  readonly #counts = new Map<ReadProgress['what'], ReadProgress>();

  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#progress = new Progress(terminal, now);
    this.#progress.update(this.#line);
  }

  /** Takes in what the provider tells. */
  readonly update = (read: ReadProgress): void => {
    this.#counts.set(read.what, read);
    this.#progress.update(this.#line);
  };

  readonly #line = (): string => renderReadingLine([...this.#counts.values()], { hasBar: this.#terminal.isTty });

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
