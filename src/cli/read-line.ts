import { createInterface } from 'node:readline';
import type { CliIo } from './cli-io.js';

/** Asks for one line on standard error. Null at the end of input, and when interrupted. */
export function readLine(
  io: Pick<CliIo, 'stdin' | 'stderr' | 'onInterrupt'>,
  question: string,
): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = createInterface({ input: io.stdin, terminal: false });
    const settle = (line: string | null) => {
      resolve(line);
      stopListening();
      reader.off('close', giveUp);
      reader.close();
    };
    const giveUp = () => {
      io.stderr.write('\n');
      settle(null);
    };
    const stopListening = io.onInterrupt(giveUp);
    reader.once('line', (line) => settle(line.trim()));
    reader.once('close', giveUp);
    io.stderr.write(question);
  });
}
