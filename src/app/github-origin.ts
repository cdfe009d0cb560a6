import { runGit } from './run-git.js';

/**
 * The repository on GitHub that a folder was cloned from, as `owner/name`; null where there is none, or it lies elsewhere.
 * @param host of the GitHub that is meant: `github.com`.
 */
export async function findGitHubOrigin(folder: string, host: string): Promise<string | null> {
  const url = await runGit(['-C', folder, 'remote', 'get-url', 'origin']);
  return url === null ? null : parseOrigin(url.trim(), host);
}

/** Reads `git@host:owner/name.git`, and `https://host/owner/name` with or without what git allows around it. */
export function parseOrigin(url: string, host: string): string | null {
  const pattern = /^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?([\w.-]+)(?::\d+)?[:/]+([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/;
  const [, found, name] = pattern.exec(url) ?? [];
  return name !== undefined && found?.toLowerCase() === host.toLowerCase() ? name : null;
}
