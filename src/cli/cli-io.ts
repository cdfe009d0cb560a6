import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../provider.js';

/** A stream to write to, with what a terminal tells of itself. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything the command line touches of its surroundings, handed in so that it can be run inside a test. */
export interface CliIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  /** What paths are relative to. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Calls `listener` at each interrupt or request to end, until the answer is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ends the process without waiting for anything. */
  readonly exitNow: (code: number) => void;
}
