import type { CliIo } from './cli-io.js';
import { exitCodes } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** Where a run is when somebody interrupts it. */
type Phase = 'reading' | 'asking' | 'running';

/**
 * What Ctrl-C and SIGTERM do to an apply. While the team is read, they end it: nothing was changed. While it asks, they
 * are a no. While it runs, the first one lets the calls in flight finish, and the second one ends it at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;
  #phase: Phase = 'reading';
  #resolve: () => void = () => undefined;
  /** Settles when the reading is interrupted; else never. */
  readonly whileReading = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor(io: Pick<CliIo, 'onInterrupt' | 'exitNow'>, err: Terminal) {
    this.#stopListening = io.onInterrupt(() => {
      if (this.#phase === 'asking') return;
      if (this.#phase === 'reading') {
        this.#controller.abort();
        this.#resolve();
      } else if (this.signal.aborted) {
        io.exitNow(exitCodes.interrupted);
      } else {
        this.#controller.abort();
        err.line('Interrupted: finishing the calls in flight. Once more ends at once, and leaves them unreported.');
      }
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  enter(phase: Phase): void {
    this.#phase = phase;
  }

  stop(): void {
    this.#stopListening();
  }
}
