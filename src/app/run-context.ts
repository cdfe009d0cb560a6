import type { RunSummary } from '../model/run-summary.js';
import { readGitHubEvent } from './github-event.js';
import { runGit } from './run-git.js';

/** Which commits and which pull request a run is about. */
export type RunContext = Pick<RunSummary, 'head' | 'base' | 'pullRequest'>;

/** Where a run is: the variables that GitHub sets, and the folder it works in. */
export interface RunPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Finds out what a run is about: what was said comes first, then the event that started a GitHub job, then git. On a
 * pull request the event knows better than git: what is checked out is its merge, which no reviewer has ever seen.
 */
export async function findRunContext({ env, cwd }: RunPlace, said: Partial<RunContext>): Promise<RunContext> {
  const pull = (await readGitHubEvent(env.GITHUB_EVENT_PATH))?.pull_request;
  return {
    head:
      said.head ??
      pull?.head.sha ??
      asCommit(env.GITHUB_SHA) ??
      asCommit(await runGit(['-C', cwd, 'rev-parse', 'HEAD'])),
    base: said.base ?? pull?.base.sha ?? null,
    pullRequest: said.pullRequest ?? pull?.number ?? null,
  };
}

function asCommit(text: string | null | undefined): string | null {
  const found = text?.trim() ?? '';
  return /^[0-9a-f]{40,64}$/.test(found) ? found : null;
}
