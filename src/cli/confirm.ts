import { createInterface } from 'node:readline';
import type { CliIo } from './cli-io.js';

/** What somebody at a terminal answered. */
export type Answer = 'yes' | 'no';

/**
 * Asks for a typed `yes` on standard error. Anything else, an empty line, Ctrl-C and Ctrl-D are a no.
 * Standard input has to be a terminal.
 */
export function confirm(io: Pick<CliIo, 'stdin' | 'stderr' | 'onInterrupt'>, question: string): Promise<Answer> {
  return new Promise((resolve) => {
    // The terminal itself edits and echoes the line, so Ctrl-C arrives as the signal it is everywhere else.
    const reader = createInterface({ input: io.stdin, terminal: false });
    const settle = (answer: Answer) => {
      resolve(answer);
      stopListening();
      // Closing tells of the end of input too, which would be a no.
      reader.off('close', giveUp);
      reader.close();
    };
    /** Without an answer the cursor is still in the line of the question. */
    const giveUp = () => {
      io.stderr.write('\n');
      settle('no');
    };
    const stopListening = io.onInterrupt(giveUp);
    reader.once('line', (line) => settle(line.trim() === 'yes' ? 'yes' : 'no'));
    reader.once('close', giveUp);
    io.stderr.write(question);
  });
}
