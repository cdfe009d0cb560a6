import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { BreakOff } from '../app/broken-off.js';
import type { RunResult } from '../app/run-folder.js';
import type { RunSummary } from '../model/run-summary.js';
import { CommandError, describeFileFailure, OutdatedError, TokenError } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { parseWholeNumber } from './options.js';
import { runUrlOf } from './run-url.js';
import type { Session } from './session.js';

export interface RunFolderOptions {
  readonly runFolder?: string;
  readonly commit?: string;
  readonly baseCommit?: string;
  readonly pullRequest?: number;
}

/** Lets a command hand its outcome over to GitHub's side. */
export function addRunFolderOptions(command: Command): void {
  command
    .option('--run-folder <dir>', 'write what a pull request is to show of this run into a folder, for comment')
    .option(
      '--commit <sha>',
      "with --run-folder: the commit it is about (default: GitHub's event, or git)",
      parseCommit,
    )
    .option('--base-commit <sha>', 'with --run-folder: the commit it is compared with', parseCommit)
    .option(
      '--pull-request <number>',
      'with --run-folder: the pull request it belongs to',
      parseWholeNumber(1, 999_999_999),
    );
}

/** Reads the full hash of a commit. */
export function parseCommit(text: string): string {
  if (/^[0-9a-f]{40,64}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the full hash of a commit.');
}

/** Says how a run ended. What telling it takes is loaded only where somebody wants to know. */
export type TellRun = (describe: () => Promise<RunResult>) => void;

/**
 * Carries out a command that hands its outcome over in a run folder, where one is asked for. The folder is written on
 * every way out: where the command could not go on and so did not tell how it ended, the folder says why.
 * @throws CommandError, before anything is done, when the folder cannot be used.
 */
export async function withRunFolder(
  session: Session,
  command: RunSummary['command'],
  options: RunFolderOptions,
  run: (tell: TellRun) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { runFolder } = options;
  if (runFolder === undefined) return run(() => undefined);
  await refuseStrangers(session, runFolder);
  const ended: (() => Promise<RunResult>)[] = [];
  const code = await run((describe) => ended.push(describe)).catch(async (error: unknown) => {
    await writeBrokenOff(session, command, { ...options, runFolder }, error);
    throw error;
  });
  const describe = ended.at(-1);
  if (describe === undefined) throw new Error(`${command} did not tell its run folder how it ended`);
  const result = await describe();
  return tellUnwritten(session, code, () => write(session, runFolder, { command, options, exitCode: code, result }));
}

/** Writes the run folder of a command that could not go on, or could not even begin. */
export async function writeBrokenOff(
  session: Session,
  command: RunSummary['command'],
  options: RunFolderOptions & { readonly runFolder: string },
  error: unknown,
): Promise<void> {
  const { makeBrokenOffResult } = await import('../app/broken-off.js');
  const result = makeBrokenOffResult(command, await describeError(error));
  const { error: exitCode } = exitCodes;
  await tellUnwritten(session, exitCode, () =>
    write(session, options.runFolder, { command, options, exitCode, result }),
  );
}

/** The run is over, whatever becomes of its folder: a failure to write it is told here, and hides nothing of the run. */
async function tellUnwritten({ err }: Session, code: ExitCode, writeIt: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await writeIt();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { escapeText } = await import('../render/escape-text.js');
    err.line(`Error: ${escapeText(error.message)} The run is over; only its folder is missing.`);
    return code === exitCodes.done ? exitCodes.error : code;
  }
}

async function describeError(error: unknown): Promise<BreakOff | null> {
  const [{ describeUnread }, { ProviderError }] = await Promise.all([
    import('../app/broken-off.js'),
    import('../provider.js'),
  ]);
  if (error instanceof ProviderError) return describeUnread(error);
  if (error instanceof CommandError) {
    const { message, advice } = error;
    return { message, advice, reason: reasonOf(error) };
  }
  // What a bug says may hold anything.
  return null;
}

function reasonOf(error: CommandError): BreakOff['reason'] {
  if (error instanceof TokenError) return 'auth';
  return error instanceof OutdatedError ? 'stale' : 'error';
}

interface Ended {
  readonly command: RunSummary['command'];
  readonly options: RunFolderOptions;
  readonly exitCode: ExitCode;
  readonly result: RunResult;
}

/** A comment that does not show all that has to be seen fails the command: nobody can review by it. */
async function write(
  session: Session,
  runFolder: string,
  { command, options, exitCode, result }: Ended,
): Promise<ExitCode> {
  const [{ makeRunFolder, writeRunFolder }, { teamSlug }, { findRunContext }, { makeRedactor }] = await Promise.all([
    import('../app/run-folder.js'),
    import('../app/team-slug.js'),
    import('../app/run-context.js'),
    import('./redactor.js'),
  ]);
  const { io, err } = session;
  const context = await findRunContext(io, {
    ...(options.commit !== undefined && { head: options.commit }),
    ...(options.baseCommit !== undefined && { base: options.baseCommit }),
    ...(options.pullRequest !== undefined && { pullRequest: options.pullRequest }),
  });
  const identity = { command, team: teamSlug(session.options.file, io.cwd), exitCode, ...context };
  const made = makeRunFolder(result, {
    identity,
    now: io.clock.now(),
    runUrl: runUrlOf(io.env),
    redact: await makeRedactor(io),
  });
  try {
    await writeRunFolder(resolve(io.cwd, runFolder), made);
  } catch (cause) {
    throw cannotUse(runFolder, cause);
  }
  const { isComplete } = made.summary;
  if (!isComplete) {
    err.line('Error: too many people lose access or gain power for a comment to show. Split the change into several.');
  }
  const { escapeText } = await import('../render/escape-text.js');
  err.line(`Wrote the run folder ${escapeText(runFolder)}.`);
  return made.summary.exitCode === exitCode ? exitCode : exitCodes.error;
}

async function refuseStrangers({ io }: Session, runFolder: string): Promise<void> {
  const { findStrangers } = await import('../app/run-folder.js');
  const strangers = await findStrangers(resolve(io.cwd, runFolder)).catch((cause: unknown) => {
    throw cannotUse(runFolder, cause);
  });
  if (strangers.length === 0) return;
  throw new CommandError(
    `The run folder ${runFolder} holds what is not part of one (${strangers.slice(0, 3).join(', ')}), and would be replaced.`,
    'Name a folder that does not exist yet.',
  );
}

function cannotUse(runFolder: string, cause: unknown): CommandError {
  return new CommandError(
    `The run folder ${runFolder} cannot be written: ${describeFileFailure(cause)}.`,
    'Check the path and its permissions.',
    { cause },
  );
}
