import type { ColourLevel, Palette } from '../render/colour.js';
import { cutTo } from '../render/display-width.js';
import type { OutputStream } from './cli-io.js';

/** Clears the line that the cursor is on, and goes to its beginning. */
const CLEAR_LINE = '\r\u001b[2K';

export interface TerminalOptions {
  readonly stream: OutputStream;
  readonly palette: Palette;
  /** Takes secrets out of whatever is written, for the case that a message repeats one. */
  readonly redact: (text: string) => string;
}

/** One of the two output streams: text, and on a real terminal one status line below it. */
export class Terminal {
  readonly isTty: boolean;
  readonly palette: Palette;
  readonly #stream: OutputStream;
  readonly #redact: (text: string) => string;
  #status = '';

  constructor({ stream, palette, redact }: TerminalOptions) {
    this.#stream = stream;
    this.#redact = redact;
    this.palette = palette;
    this.isTty = stream.isTTY === true;
  }

  get level(): ColourLevel {
    return this.palette.level;
  }

  /** Columns, where a terminal tells; undefined lets renderers use their own width. */
  get width(): number | undefined {
    const { columns } = this.#stream;
    return this.isTty && columns !== undefined && columns > 20 ? columns : undefined;
  }

  /** Writes text as it is; it has to end with a line break. */
  write(text: string): void {
    if (text === '') return;
    const status = this.#status;
    this.setStatus('');
    this.#send(this.#redact(text));
    this.setStatus(status);
  }

  /** Writes one line. */
  line(text = ''): void {
    this.write(`${text}\n`);
  }

  /** Shows a status line, redrawn in place; empty removes it. Nothing where the stream is no terminal. */
  setStatus(text: string): void {
    if (!this.isTty || (text === '' && this.#status === '')) return;
    // A line that wraps cannot be cleared again.
    const cut = cutTo(this.#redact(text), (this.width ?? 80) - 1);
    this.#status = cut;
    this.#send(CLEAR_LINE + cut);
  }

  #send(text: string): void {
    // Whoever reads may have left (`| head`); what is written then goes nowhere, and the run goes on.
    if (!this.#stream.destroyed && this.#stream.writable) this.#stream.write(text);
  }
}
