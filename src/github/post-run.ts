import type { Annotation, RunOutcome, RunSummary } from '../model/run-summary.js';
import type { Comment } from './comments.js';
import { type PostedIssue, postDriftIssue } from './drift-issue.js';
import { GitHubError } from './github-error.js';
import type { GitHubRepository } from './repository.js';
import { makeRunCheck } from './run-check.js';
import { markSuperseded, type PostedComment, postStickyComment } from './sticky-comment.js';

/** A run to be told on GitHub. */
export interface RunToPost {
  readonly run: RunSummary;
  /** Markdown for a comment or an issue. */
  readonly comment: string;
  readonly annotations: readonly Annotation[];
  /** The pull requests that were named; none leaves it to the run, and to GitHub. */
  readonly pullRequests: readonly number[];
  /** Whether a run that has nothing to say begins a comment. Where there is one, it is kept up to date either way. */
  readonly when: 'always' | 'changes';
  readonly runUrl: string | null;
  /** Says how a plan differs from the one that was shown before, in a line. */
  readonly sinceLast: (before: Pick<RunSummary, 'digest' | 'counts'>) => string;
  /** What a comment about one commit says when the pull request is at another. */
  readonly superseded: (was: string | null, by: string) => string;
}

/** What became of the news for one pull request. */
export type PullRequestResult = { readonly pullRequest: number } & (
  | PostedComment
  | Superseded
  | { readonly tag: 'failed'; readonly error: GitHubError }
);

/** The head is another commit by now, whose own run tells of it; `comment` is an earlier one that says so from now on. */
interface Superseded {
  readonly tag: 'superseded';
  readonly head: string;
  readonly comment: Comment | null;
}

export interface PostedRun {
  readonly comments: readonly PullRequestResult[];
  /** `not-told`: the run knows nothing of drift, so the issue stays as it is. Null: not about drift. */
  readonly issue: PostedIssue | { readonly tag: 'not-told' } | null;
  /** Null where the run has no commit, or is about drift. */
  readonly check:
    | { readonly tag: 'written'; readonly url: string }
    | { readonly tag: 'failed'; readonly error: GitHubError }
    | null;
}

/** Outcomes that leave nothing to look at. */
const uneventful: readonly RunOutcome[] = ['nothing', 'valid'];

/**
 * Tells a run on GitHub: drift in the team's issue, anything else in a comment on each pull request it is about and in
 * a check of its commit. What one of them refuses does not keep the others from being told.
 */
export async function postRun(github: GitHubRepository, post: RunToPost): Promise<PostedRun> {
  if (post.run.command === 'drift') return { comments: [], issue: await postIssue(github, post), check: null };
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
  return postDriftIssue(github, await github.readLogin(), run, comment);
}

/** An apply is of a commit that was merged; validate and plan hold for the head of a pull request, and for no other. */
function isAboutHead({ command }: RunSummary): boolean {
  return command === 'validate' || command === 'plan';
}

/** Those that were named, or the run's own, or those that GitHub knows of its commit. */
async function findPullRequests(
  github: GitHubRepository,
  { run, pullRequests }: RunToPost,
): Promise<readonly number[]> {
  if (pullRequests.length > 0) return [...new Set(pullRequests)];
  if (run.pullRequest !== null) return [run.pullRequest];
  if (run.head === null) return [];
  const found = await github.pullRequests.ofCommit(run.head);
  const ours = found.filter(({ isMerged, state, headCommit }) =>
    isAboutHead(run) ? state === 'open' && headCommit === run.head : isMerged,
  );
  return ours.map(({ number }) => number);
}

async function postComment(
  github: GitHubRepository,
  number: number,
  login: string,
  { run, comment, when, sinceLast, superseded }: RunToPost,
): Promise<PostedComment | Superseded> {
  if (isAboutHead(run) && run.head !== null) {
    const head = (await github.pullRequests.find(number))?.headCommit ?? run.head;
    if (head !== run.head) {
      const describe = (was: string | null) => superseded(was, head);
      const marked = await markSuperseded(github, number, login, { team: run.team, head, describe });
      return { tag: 'superseded', head, comment: marked };
    }
  }
  return postStickyComment(github, number, login, {
    run,
    text: comment,
    mayBegin: when === 'always' || !uneventful.includes(run.outcome),
    sinceLast: (before) => {
      const arePlans = run.command === 'plan' && before.command === 'plan';
      return arePlans && run.digest !== null && before.digest !== null ? sinceLast(before) : null;
    },
  });
}

async function postCheck(
  github: GitHubRepository,
  { run, comment, annotations, runUrl }: RunToPost,
): Promise<PostedRun['check']> {
  const commit = run.head;
  if (commit === null) return null;
  const check = makeRunCheck({ run, commit, text: comment, annotations, runUrl });
  return tryOr(async () => ({ tag: 'written' as const, url: await github.checks.create(check) }));
}

/** What GitHub refuses is a value here: it ends the one thing it is about. A token that is none ends everything. */
async function tryOr<Result>(write: () => Promise<Result>): Promise<Result | { tag: 'failed'; error: GitHubError }> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof GitHubError && error.tag !== 'bad-token') return { tag: 'failed', error };
    throw error;
  }
}
