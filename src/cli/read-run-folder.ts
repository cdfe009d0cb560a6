import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { filesForPeople, parseRunFolder, type RunForPeople } from '../app/parse-run-folder.js';
import { CommandError, describeFileFailure } from './command-error.js';
import type { Destination } from './write-file.js';

/**
 * Reads a run folder; null where there is none, or none with a run in it.
 * @throws CommandError when it holds something else than a command of this version writes.
 */
export async function readRunFolder(folder: Destination): Promise<RunForPeople | null> {
  const texts = new Map<string, string>();
  for (const name of filesForPeople) {
    const text = await readText(folder, name);
    if (text !== null) texts.set(name, text);
  }
  const parsed = parseRunFolder(texts);
  if (parsed.tag === 'run') return parsed.value;
  if (parsed.tag === 'empty') return null;
  throw new CommandError(
    `${join(folder.path, parsed.file)} ${parsed.problem}.`,
    'Hand over the whole folder that --run-folder wrote, by the same version of Rollcall that reads it.',
  );
}

async function readText({ path, cwd }: Destination, name: string): Promise<string | null> {
  try {
    return await readFile(join(resolve(cwd, path), name), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR') throw new CommandError(`${path} is a file.`, 'Name the folder that --run-folder wrote.');
    const problem = describeFileFailure(cause);
    throw new CommandError(`${join(path, name)} cannot be read: ${problem}.`, 'Name the folder of --run-folder.', {
      cause,
    });
  }
}
