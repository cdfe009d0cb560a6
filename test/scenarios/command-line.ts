import { PassThrough, Readable } from 'node:stream';
import { runCli } from '../../src/cli/run-cli.js';
import type { Clock } from '../../src/provider.js';

/** How one command ended, and all that it said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandSurroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** Runs one `rollcall` command inside this process, as in a CI job: no terminal, nothing on standard input. */
export async function runCommand(argv: readonly string[], surroundings: CommandSurroundings): Promise<CommandResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = [collect(stdout), collect(stderr)] as const;
  const code = await runCli(argv, {
    ...surroundings,
    stdin: Readable.from([]),
    stdout,
    stderr,
    onInterrupt: () => () => undefined,
    exitNow: (exitCode) => {
      throw new Error(`the command wanted to end the process with ${exitCode}`);
    },
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await texts[0], stderr: await texts[1] };
}

async function collect(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
