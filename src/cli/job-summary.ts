import { appendFile } from 'node:fs/promises';
import type { CliIo } from './cli-io.js';
import { CommandError, describeFileFailure } from './command-error.js';

/**
 * Appends to the summary of the GitHub job that this runs in, and answers whether it runs in one.
 * @throws CommandError when the file cannot be written.
 */
export async function appendJobSummary({ env }: Pick<CliIo, 'env'>, text: string): Promise<boolean> {
  const path = env.GITHUB_STEP_SUMMARY ?? '';
  if (path === '') return false;
  try {
    await appendFile(path, `${text.trimEnd()}\n`);
    return true;
  } catch (cause) {
    const problem = describeFileFailure(cause);
    throw new CommandError(`The job summary ${path} cannot be written: ${problem}.`, 'Check GITHUB_STEP_SUMMARY.', {
      cause,
    });
  }
}
