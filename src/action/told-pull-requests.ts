import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runFolderFiles } from '../app/run-folder.js';

const schema = z.object({ pull_requests: z.array(z.int().positive()) });

/** Leaves in the run folder which pull requests were to be applied, for the job that puts the receipt on them. */
export async function writeToldPullRequests(runFolder: string, numbers: readonly number[]): Promise<void> {
  await writeFile(join(runFolder, runFolderFiles.reviewed), `${JSON.stringify({ pull_requests: numbers })}\n`);
}

/** Reads them. None where the apply ended before it knew: then the commit says whom it is about. */
export async function readToldPullRequests(runFolder: string): Promise<readonly number[]> {
  try {
    const text = await readFile(join(runFolder, runFolderFiles.reviewed), 'utf8');
    return schema.parse(JSON.parse(text)).pull_requests;
  } catch {
    // A folder that is missing or broken is told by the command that reads all of it.
    return [];
  }
}
