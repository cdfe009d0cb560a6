import { execFile } from 'node:child_process';

/** Asks git, and answers with what it prints; null where there is no git, no repository, or no answer. Changes nothing. */
export function runGit(args: readonly string[]): Promise<string | null> {
  return new Promise((done) => {
    // No lock is taken, and no question asked: whoever works in the repository is not disturbed.
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
    execFile('git', [...args], { env, maxBuffer: 64 * 1024 * 1024, timeout: 20_000 }, (error, stdout) => {
      done(error === null ? stdout : null);
    });
  });
}
