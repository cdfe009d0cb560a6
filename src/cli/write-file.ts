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

/** A text, and where it goes. */
export interface WholeFile {
  readonly path: string;
  readonly text: string | Uint8Array;
}

/**
 * Writes a file so that a reader finds the old one or the new one, never half of it. What is no plain file
 * (`/dev/stdout`) is written to directly; a symbolic link stays one.
 * @throws CommandError when that is not possible.
 */
export function writeFileWhole({ path, cwd }: Destination, text: string | Uint8Array): Promise<void> {
  return writeFilesWhole([{ path, text }], cwd);
}

/**
 * Writes several files that belong together: all of them are written beside their places first, so that whatever can go
 * wrong goes wrong before any of them changes.
 * @throws CommandError when one of them cannot be written.
 */
export async function writeFilesWhole(files: readonly WholeFile[], cwd: string): Promise<void> {
  const drafts: Draft[] = [];
  try {
    for (const { path, text } of files) {
      const draft = await writeDraft(path, resolve(cwd, path), text);
      if (draft !== null) drafts.push(draft);
    }
  } catch (error) {
    // The first failure is the one to tell; a draft that cannot be removed either changes nothing about it.
    for (const { draft } of drafts) await unlink(draft).catch(() => undefined);
    throw error;
  }
  for (const { path, draft, target } of drafts) {
    try {
      await rename(draft, target);
    } catch (cause) {
      for (const one of drafts) await unlink(one.draft).catch(() => undefined);
      throw cannotWrite(path, cause);
    }
  }
}

/** A file that is written and waits for its name. */
interface Draft {
  readonly path: string;
  readonly draft: string;
  readonly target: string;
}

/** Null for what is no plain file: it is written to at once. */
async function writeDraft(path: string, absolute: string, text: string | Uint8Array): Promise<Draft | null> {
  const present = await statOrNull(absolute, path);
  try {
    if (present !== null && !present.isFile()) {
      await writeFile(absolute, text);
      return null;
    }
    const target = present === null ? absolute : await realpath(absolute);
    const draft = `${target}.${randomUUID()}.tmp`;
    await fillDraft(draft, text, present?.mode);
    return { path, draft, target };
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

async function fillDraft(draft: string, text: string | Uint8Array, mode: number | undefined): Promise<void> {
  let file: FileHandle | null = null;
  try {
    file = await open(draft, 'wx', mode === undefined ? 0o666 : mode & 0o777);
    await file.writeFile(text);
    await file.sync();
    await file.close();
  } catch (cause) {
    await file?.close().catch(() => undefined);
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
