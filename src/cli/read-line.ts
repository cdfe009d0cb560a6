import { createInterface } from 'node:readline';
import type { CliIo } from './cli-io.js';

/** Asks for one line on standard error. Empty at the end of input; null when interrupted. */
export function readLine(
  io: Pick<CliIo, 'stdin' | 'stderr' | 'onInterrupt'>,
  question: string,
): Promise<string | null> {
  return new Promise((resolve) => {
    const reader = createInterface({ input: io.stdin, terminal: false });
    const settle = (line: string | null) => {
      resolve(line);
      stopListening();
      reader.off('close', end);
      reader.close();
    };
    const giveUp = (line: string | null) => {
      io.stderr.write('\n');
      settle(line);
    };
    const end = () => giveUp('');
    const stopListening = io.onInterrupt(() => giveUp(null));
    reader.once('line', (line) => settle(line.trim()));
    reader.once('close', end);
    io.stderr.write(question);
  });
}
