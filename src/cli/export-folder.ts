import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { ExportedPart } from '../app/export-team.js';
import { replaceFolder } from '../app/replace-folder.js';
import { CommandError, describeFileFailure } from './command-error.js';
import type { Destination } from './write-file.js';

/** The folder beside a team file that its parts go to: `people` for `team.yaml`, and `sales-people` for `sales.yaml`. */
export function partsFolderOf({ path }: Destination): string {
  const stem = basename(path, extname(path));
  return stem === 'team' ? 'people' : `${stem}-people`;
}

/** The same folder as messages name it: as people named the team file. */
export function namePartsFolder(destination: Destination): string {
  return join(dirname(destination.path), partsFolderOf(destination));
}

/**
 * Makes sure that the parts of an export can take the place of what is in their folder: nothing, or parts of an earlier
 * export where they may be replaced.
 * @param heading the first line of every part, by which an earlier export is known.
 * @throws CommandError when something else is there.
 */
export async function checkPartsFolder(
  destination: Destination,
  { mayReplace, heading }: { readonly mayReplace: boolean; readonly heading: string },
): Promise<void> {
  const folder = namePartsFolder(destination);
  const absolute = absoluteFolder(destination);
  const present = await listFolder(absolute, folder);
  if (present.length === 0) return;
  if (!mayReplace)
    throw new CommandError(`${folder}/ holds files already.`, 'Empty it, or add --force to replace them.');
  for (const name of present) {
    const isPart =
      extname(name) === '.yaml' && (await readFile(join(absolute, name), 'utf8')).startsWith(`# ${heading}`);
    if (isPart) continue;
    throw new CommandError(
      `${folder}/${name} was not written by an export.`,
      'Move it away: the whole folder is written anew.',
    );
  }
}

/**
 * Puts the parts of an export in the place of those that were there, all at once. `andThen` writes what includes them;
 * where that fails, the old folder comes back.
 * @throws CommandError when that is not possible.
 */
export async function replaceParts(
  destination: Destination,
  parts: readonly ExportedPart[],
  andThen: () => Promise<void>,
): Promise<void> {
  const texts = parts.map(({ name, text }) => [`${name}.yaml`, text] as const);
  try {
    await replaceFolder(absoluteFolder(destination), texts, andThen);
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const message = `${namePartsFolder(destination)}/ cannot be written: ${describeFileFailure(cause)}.`;
    throw new CommandError(message, 'Check the folder and its permissions.', { cause });
  }
}

function absoluteFolder(destination: Destination): string {
  return join(dirname(resolve(destination.cwd, destination.path)), partsFolderOf(destination));
}

async function listFolder(absolute: string, folder: string): Promise<readonly string[]> {
  try {
    return await readdir(absolute);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new CommandError(`${folder}/ cannot be read: ${describeFileFailure(cause)}.`, 'Check the folder.', { cause });
  }
}
