import { setImmediate as nextTurn } from 'node:timers/promises';
import { CommanderError } from 'commander';
import type { CliIo } from './cli-io.js';
import { CommandError, describeFileFailure } from './command-error.js';
import { exitCodes } from './exit-code.js';
import { makeProgram } from './program.js';

/**
 * Runs the command line once.
 * @param argv the arguments after `rollcall`.
 * @returns the exit code; never throws.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const streams = watchStreams(io);
  let code: number = exitCodes.error;
  try {
    code = await makeProgram(io, runCli).run(argv);
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode;
    else await tellError(error, argv.includes('--verbose'), io);
  }
  // A stream tells of a failed write only after the turn in which it was written.
  await nextTurn();
  const broken = streams.failure();
  if (broken === null) return code;
  io.stderr.write(
    `Error: the output could not be written: ${describeFileFailure(broken)}. Make room for it, or send it elsewhere.\n`,
  );
  return code === exitCodes.done ? exitCodes.error : code;
}

/** Readers that leave early (`| head`) are no error; any other failure of an output is. */
function watchStreams(io: CliIo): { failure: () => Error | null } {
  let failure: Error | null = null;
  const listener = (error: Error) => {
    if (!('code' in error) || error.code !== 'EPIPE') failure ??= error;
  };
  io.stdout.on('error', listener);
  io.stderr.on('error', () => undefined);
  return { failure: () => failure };
}

async function tellError(error: unknown, isVerbose: boolean, io: CliIo): Promise<void> {
  const [{ ProviderError }, { escapeText }, { makeRedactor }] = await Promise.all([
    import('../provider.js'),
    import('../render/escape-text.js'),
    import('./redactor.js'),
  ]);
  const redact = await makeRedactor(io);
  const tell = (text: string) => io.stderr.write(`${redact(escapeText(text))}\n`);
  if (error instanceof CommandError || error instanceof ProviderError) {
    tell(`Error: ${error.message} ${error.advice}`);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  tell(`Internal error: ${message}. This is a bug of Rollcall; nothing is known to be wrong with your file or team.`);
  if (isVerbose && error instanceof Error) for (const line of (error.stack ?? '').split('\n')) tell(line);
  else tell('Run the command again with --verbose for the place in the code, and report it.');
}
