import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Puts files in the place of a whole folder, all at once: it is made beside the old one, and then takes its name. So a
 * reader finds all of the old ones or all of the new ones. Whatever else was in it goes; ask first.
 * @param texts by file name.
 * @param andThen what belongs to it, done while the old folder can still come back.
 * @throws the system's error, or that of `andThen`; the folder is then as it was.
 */
export async function replaceFolder(
  folder: string,
  texts: Iterable<readonly [name: string, text: string | Uint8Array]>,
  andThen: () => Promise<void> = async () => undefined,
): Promise<void> {
  const beside = (word: string) => join(dirname(folder), `.${basename(folder)}.${randomUUID()}.${word}`);
  const [draft, earlier] = [beside('tmp'), beside('old')];
  let [isMovedAway, isReplaced] = [false, false];
  try {
    await mkdir(draft, { recursive: true });
    for (const [name, text] of texts) await writeFile(join(draft, name), text, { flag: 'wx' });
    isMovedAway = await moveAway(folder, earlier);
    await rename(draft, folder);
    isReplaced = true;
    await andThen();
  } catch (cause) {
    if (isReplaced) await rename(folder, draft);
    if (isMovedAway) await rename(earlier, folder);
    // The first failure is the one to tell; a draft that cannot be removed either changes nothing about it.
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw cause;
  }
  await rm(earlier, { recursive: true, force: true });
}

/** Answers with false where nothing is there. */
async function moveAway(folder: string, to: string): Promise<boolean> {
  try {
    await rename(folder, to);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw cause;
  }
}
