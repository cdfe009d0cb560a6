import type { Terminal } from './terminal.js';

/** In a log, a line at least this often, so that nobody takes a long run for a hung one. */
const HEARTBEAT_MS = 10_000;
/** In a log, a tenth of the work is worth a line, but not more often than this. */
const TENTH_MS = 2_000;
/** On a terminal, how often a line is drawn at most. */
const REDRAW_MS = 80;

/** How far some work is. `total` is null where nobody knows. */
export interface Amount {
  readonly done: number;
  readonly total: number | null;
}

/**
 * Tells how far some work is, on standard error: one line that is redrawn on a terminal; in a pipe or a CI log a plain
 * line about every ten seconds or ten percent, and never a control character.
 */
export class Progress {
  #amount: Amount = { done: 0, total: null };
  #line: () => string = () => '';
  #toldAt: number;
  #toldDone = 0;
  #hasTold = false;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number,
  ) {
    this.#toldAt = now();
    this.#timer = setInterval(() => this.#tick(), HEARTBEAT_MS / 10);
    // Progress alone keeps no process alive.
    this.#timer.unref();
  }

  /** Says how far it is. `line` is asked only when it is shown; it is escaped, and holds no line break. */
  update(line: () => string, amount: Amount = { done: 0, total: null }): void {
    this.#line = line;
    this.#amount = amount;
    const waited = this.now() - this.#toldAt;
    if (this.terminal.isTty) {
      if (waited >= REDRAW_MS || !this.#hasTold) this.#tell();
      return;
    }
    const { done, total } = amount;
    const isTenth = total !== null && (done - this.#toldDone) * 10 >= total && waited >= TENTH_MS;
    if (isTenth || waited >= HEARTBEAT_MS) this.#tell();
  }

  /** Ends it: the status line disappears, and no more lines come. */
  end(): void {
    clearInterval(this.#timer);
    this.terminal.setStatus('');
  }

  #tick(): void {
    const waited = this.now() - this.#toldAt;
    if (waited >= (this.terminal.isTty ? REDRAW_MS : HEARTBEAT_MS)) this.#tell();
  }

  #tell(): void {
    this.#toldAt = this.now();
    this.#toldDone = this.#amount.done;
    this.#hasTold = true;
    const line = this.#line();
    if (line === '') return;
    if (this.terminal.isTty) this.terminal.setStatus(line);
    else this.terminal.line(line);
  }
}
