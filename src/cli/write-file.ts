import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError, describeFileFailure } from './command-error.js';

/** Where a command writes: the path as the user named it, and the folder it is relative to. */
export interface Destination {
  readonly path: string;
  readonly cwd: string;
}

/**
 * Makes sure, before any work is done, that a file can be written later.
 * @throws CommandError when it cannot, or when it exists and may not be replaced.
 */
export async function checkDestination({ path, cwd }: Destination, options: { readonly mayReplace: boolean }) {
  const absolute = resolve(cwd, path);
  const present = await statOrNull(absolute, path);
  if (present?.isDirectory() === true) {
    throw new CommandError(`${path} is a folder.`, 'Name a file.');
  }
  if (present?.isFile() === true && !options.mayReplace) {
    throw new CommandError(`${path} exists already.`, 'Name another file, or add --force to replace it.');
  }
  const needed = present === null || present.isFile() ? dirname(absolute) : absolute;
  try {
    await access(needed, constants.W_OK);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/**
 * Writes a file so that a reader finds the old one or the new one, never half of it. What is no plain file
 * (`/dev/stdout`) is written to directly; a symbolic link stays one.
 * @throws CommandError when that is not possible.
 */
export async function writeFileWhole({ path, cwd }: Destination, content: string | Uint8Array): Promise<void> {
  const absolute = resolve(cwd, path);
  const present = await statOrNull(absolute, path);
  try {
    if (present !== null && !present.isFile()) return await writeFile(absolute, content);
    const target = present === null ? absolute : await realpath(absolute);
    await replace(target, content, present?.mode);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

async function replace(target: string, content: string | Uint8Array, mode: number | undefined): Promise<void> {
  const draft = `${target}.${randomUUID()}.tmp`;
  let file: FileHandle | null = null;
  try {
    file = await open(draft, 'wx', mode === undefined ? 0o666 : mode & 0o777);
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await rename(draft, target);
  } catch (cause) {
    await file?.close().catch(() => undefined);
    // The first failure is the one to tell; a draft that cannot be removed either changes nothing about it.
    if (file !== null) await unlink(draft).catch(() => undefined);
    throw cause;
  }
}

async function statOrNull(absolute: string, path: string) {
  try {
    return await stat(absolute);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): CommandError {
  return new CommandError(
    `${path} cannot be written: ${describeFileFailure(cause)}.`,
    'Check the path and its permissions.',
    { cause },
  );
}
