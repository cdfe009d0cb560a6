import { OutdatedError } from '../cli/command-error.js';
import type { GitHubRepository, PullRequest, WorkflowRun } from '../github/index.js';

/** Which run of which workflow applies, and what it applies. */
export interface ApplyRun {
  readonly runId: number;
  /** The file of the workflow that applies, without its folder. */
  readonly workflowFile: string;
  readonly branch: string;
  readonly commit: string;
}

/**
 * Finds the pull requests whose changes are not applied yet: those merged since the newest run that applied, with the
 * one of this commit. So the work of a run that failed, or never came to its turn, is still reviewed.
 * @throws OutdatedError when a newer commit is there, or was applied: this file is not what the team should be.
 */
export async function findUnappliedPullRequests(
  github: GitHubRepository,
  apply: ApplyRun,
): Promise<readonly PullRequest[]> {
  const { branch, commit } = apply;
  const tip = await github.commits.tipOf(branch);
  if (tip !== commit) {
    throw new OutdatedError(
      `${branch} has moved on to ${tip ?? 'nothing'}, and this run is of ${commit}.`,
      'The run of the newest commit applies what was reviewed for this one, too; there is nothing to do here.',
    );
  }
  const commits = await commitsSince(github, apply);
  const pulls = (await Promise.all(commits.map((one) => github.pullRequests.ofCommit(one)))).flat();
  const merged = pulls.filter(({ isMerged, baseBranch }) => isMerged && baseBranch === branch);
  return [...new Map(merged.map((pull) => [pull.number, pull])).values()].sort((a, b) => a.number - b.number);
}

/** The commits that no run has applied, this one included, even where a run of it has. */
async function commitsSince(github: GitHubRepository, apply: ApplyRun): Promise<readonly string[]> {
  const { branch, commit, workflowFile } = apply;
  const runs = (await github.runs.list({ workflowFile, branch })).filter((run) => isEarlierApply(run, github, apply));
  const applied = runs.find(({ conclusion }) => conclusion === 'success');
  // Where nothing was ever applied, every run is of a commit that waits to be.
  const since = applied ?? runs.at(-1);
  if (since === undefined) return [commit];
  const comparison = await github.commits.compare(since.headCommit, commit);
  if (comparison === null) return [commit];
  if (comparison.status === 'behind') {
    throw new OutdatedError(
      `A newer commit, ${since.headCommit}, was applied already, and this run is of ${commit}.`,
      `Push to ${branch} what the team should be; going back is a change too.`,
    );
  }
  return [...new Set([...(applied === undefined ? [since.headCommit] : []), ...comparison.commits, commit])];
}

function isEarlierApply(run: WorkflowRun, { name }: GitHubRepository, { runId, workflowFile }: ApplyRun): boolean {
  const isOurs = run.headRepository === name && (run.event === 'push' || run.event === 'workflow_dispatch');
  return isOurs && run.id !== runId && run.workflowPath === `.github/workflows/${workflowFile}`;
}
