import { appendFile } from 'node:fs/promises';
import type { RunForPeople } from '../app/parse-run-folder.js';
import type { GitHubError, GitHubRepository, PostedComment, PostedIssue } from '../github/index.js';
import type { RunSummary } from '../model/run-summary.js';
import type { CliIo } from './cli-io.js';
import { CommandError, describeFileFailure } from './command-error.js';

/** A run to be told on GitHub. */
export interface RunToPost extends RunForPeople {
  /** The pull requests that were named; none leaves it to the run, and to GitHub. */
  readonly pullRequests: readonly number[];
  readonly runUrl: string | null;
  readonly sinceLast: (before: Pick<RunSummary, 'digest' | 'counts'>) => string;
}

/** What became of the news for one pull request. */
export type PullRequestResult = { readonly pullRequest: number } & (
  | PostedComment
  /** Its head is another commit by now, whose own run tells of it. */
  | { readonly tag: 'superseded'; readonly head: string }
  | { readonly tag: 'failed'; readonly error: GitHubError }
);

export interface PostedRun {
  readonly comments: readonly PullRequestResult[];
  /** `not-told`: the run knows nothing of drift, so the issue stays as it is. Null: not about drift. */
  readonly issue: PostedIssue | { readonly tag: 'not-told' } | null;
  /** Null where the run has no commit, or is not about one. */
  readonly check:
    | { readonly tag: 'written'; readonly url: string }
    | { readonly tag: 'failed'; readonly error: GitHubError }
    | null;
}

/** Commands whose outcome holds for one head of a pull request, and for no other. */
const aboutHead: readonly RunSummary['command'][] = ['validate', 'plan'];

/**
 * Tells a run on GitHub: drift in the team's issue, anything else in a comment on each pull request it is about and in
 * a check of its commit. What one pull request refuses does not keep the others from being told.
 */
export async function postRun(github: GitHubRepository, post: RunToPost): Promise<PostedRun> {
  const { run } = post;
  if (run.command === 'drift') return { comments: [], issue: await postIssue(github, post), check: null };
  const pullRequests = await findPullRequests(github, post);
  const comments: PullRequestResult[] = [];
  if (pullRequests.length > 0) {
    const login = await github.readLogin();
    for (const pullRequest of pullRequests) {
      comments.push({ pullRequest, ...(await tryOr(() => postComment(github, pullRequest, login, post))) });
    }
  }
  return { comments, issue: null, check: await postCheck(github, post) };
}

async function postIssue(github: GitHubRepository, { run, comment }: RunToPost): Promise<PostedRun['issue']> {
  if (run.outcome !== 'drift' && run.outcome !== 'clean') return { tag: 'not-told' };
  const { postDriftIssue } = await import('../github/index.js');
  return postDriftIssue(github, await github.readLogin(), run, comment);
}

/** Those that were named, or the run's own, or, of an apply, all that its commit was merged from. */
async function findPullRequests(
  github: GitHubRepository,
  { run, pullRequests }: RunToPost,
): Promise<readonly number[]> {
  if (pullRequests.length > 0) return [...new Set(pullRequests)];
  if (run.pullRequest !== null) return [run.pullRequest];
  if (run.command === 'apply' && run.head !== null) {
    const found = await github.pullRequests.ofCommit(run.head);
    return found.filter(({ isMerged }) => isMerged).map(({ number }) => number);
  }
  return [];
}

async function postComment(
  github: GitHubRepository,
  number: number,
  login: string,
  { run, comment, sinceLast }: RunToPost,
): Promise<PostedComment | { readonly tag: 'superseded'; readonly head: string }> {
  const { GitHubError, postStickyComment } = await import('../github/index.js');
  if (aboutHead.includes(run.command) && run.head !== null) {
    const pull = await github.pullRequests.find(number);
    if (pull === null) {
      throw new GitHubError(
        'not-found',
        `${github.name} has no pull request #${number}.`,
        'Check --pull-request and --repo.',
      );
    }
    if (pull.headCommit !== run.head) return { tag: 'superseded', head: pull.headCommit };
  }
  return postStickyComment(github, number, login, {
    run,
    text: comment,
    sinceLast: (before) => {
      const arePlans = run.command === 'plan' && before.command === 'plan';
      return arePlans && run.digest !== null && before.digest !== null ? sinceLast(before) : null;
    },
  });
}

async function postCheck(github: GitHubRepository, post: RunToPost): Promise<PostedRun['check']> {
  const { run, comment, annotations, runUrl } = post;
  const commit = run.head;
  if (commit === null) return null;
  const { makeRunCheck } = await import('../github/index.js');
  const check = makeRunCheck({ run, commit, text: comment, annotations, runUrl });
  return tryOr(async () => ({ tag: 'written' as const, url: await github.checks.create(check) }));
}

/** What GitHub refuses is a value here: it ends the one thing it is about. A token that is none ends everything. */
async function tryOr<Result>(write: () => Promise<Result>): Promise<Result | { tag: 'failed'; error: GitHubError }> {
  const { GitHubError } = await import('../github/index.js');
  try {
    return await write();
  } catch (error) {
    if (error instanceof GitHubError && error.tag !== 'bad-token') return { tag: 'failed', error };
    throw error;
  }
}

/**
 * Appends to the summary of the GitHub job that this runs in, if it does.
 * @throws CommandError when the file cannot be written.
 */
export async function appendJobSummary({ env }: Pick<CliIo, 'env'>, text: string): Promise<boolean> {
  const path = env.GITHUB_STEP_SUMMARY ?? '';
  if (path === '') return false;
  try {
    await appendFile(path, `${text.trimEnd()}\n`);
    return true;
  } catch (cause) {
    throw new CommandError(
      `The job summary ${path} cannot be written: ${describeFileFailure(cause)}.`,
      'Check GITHUB_STEP_SUMMARY.',
      { cause },
    );
  }
}
