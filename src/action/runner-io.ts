import { randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import type { CliIo, Environment } from '../cli/cli-io.js';
import { processIo } from '../cli/process-io.js';

/**
 * Runs something whose output may hold names that others chose: the runner would take a line of it for a command. Both
 * outputs go through the one that is told to take none, as two pipes keep no order.
 */
export async function withoutCommands<Result>(
  write: (text: string) => void,
  run: () => Promise<Result>,
): Promise<Result> {
  const word = randomUUID();
  write(`::stop-commands::${word}\n`);
  try {
    return await run();
  } finally {
    write(`\n::${word}::\n`);
  }
}

/** What a command touches of its surroundings, where it runs in a step of a job. */
export function makeRunnerIo({
  env,
  cwd,
  write,
  onResult,
}: {
  readonly env: Environment;
  readonly cwd: string;
  readonly write: (text: string) => void;
  /** Gets what the command writes on standard output, besides. */
  readonly onResult?: (text: string) => void;
}): CliIo {
  const open = (onText: (text: string) => void) =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        onText(chunk.toString('utf8'));
        done();
      },
    });
  return {
    stdin: Readable.from([]),
    stdout: open((text) => {
      write(text);
      onResult?.(text);
    }),
    stderr: open(write),
    env,
    cwd,
    ...processIo,
  };
}
