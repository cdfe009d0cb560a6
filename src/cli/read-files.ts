import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError, describeFileFailure } from './command-error.js';
import type { Session } from './session.js';
import type { Destination } from './write-file.js';

/**
 * Opens the files that a team file may be made of.
 * @param paths what will be read; where `-` is among them, standard input is read to its end.
 */
export async function openSourceTree(
  session: Session,
  paths: readonly (string | undefined)[] = [session.options.file],
) {
  const { makeSourceTree } = await import('../app/source-tree.js');
  const folder = session.io.cwd;
  if (!paths.includes('-')) return makeSourceTree({ folder });
  return makeSourceTree({ folder, standardInput: await readStandardInput(session, PIPE_TEAM_FILE) });
}

const PIPE_TEAM_FILE = 'Pipe a team file in: cat team.yaml | rollcall plan -f -';

/**
 * Reads standard input to its end.
 * @throws CommandError when it is a terminal; `advice` says what to do then.
 */
export async function readStandardInput({ io }: Session, advice: string): Promise<Buffer> {
  if (io.stdin.isTTY === true) throw new CommandError('Standard input is a terminal.', advice);
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks);
}

/**
 * Reads a file that Rollcall or a script wrote.
 * @param what names the kind of file in a message: "snapshot".
 * @throws CommandError when it cannot be read.
 */
export async function readTextFile(source: Destination, what: string): Promise<string> {
  return (await readFileWhole(source, what)).toString('utf8');
}

/** The same for a file that need not be text. */
export async function readFileWhole({ path, cwd }: Destination, what: string): Promise<Buffer> {
  try {
    return await readFile(resolve(cwd, path));
  } catch (cause) {
    const problem = describeFileFailure(cause);
    throw new CommandError(`The ${what} ${path} cannot be read: ${problem}.`, 'Check the path.', { cause });
  }
}
