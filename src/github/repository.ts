import type { Checks } from './checks.js';
import type { Comments } from './comments.js';
import type { Commits } from './commits.js';
import type { Contents } from './contents.js';
import type { Issues } from './issues.js';
import type { PullRequests } from './pull-requests.js';
import type { RepositorySettings } from './settings.js';
import type { WorkflowRuns } from './workflow-runs.js';

/** What GitHub says of a repository as a whole. */
export interface RepositoryFacts {
  readonly visibility: 'public' | 'internal' | 'private';
  readonly defaultBranch: string;
}

/**
 * One repository on GitHub, as everything above sees it: the port of this folder. Whatever GitHub does not do is told as
 * a GitHubError, which says what was tried and what to do; what a token may well not be shown is told as a value.
 */
export interface GitHubRepository {
  /** `owner/name`. */
  readonly name: string;
  readFacts(): Promise<RepositoryFacts>;
  /** The account that the token writes as: `github-actions[bot]` in a workflow, a person elsewhere. */
  readLogin(): Promise<string>;
  readonly contents: Contents;
  readonly commits: Commits;
  readonly pullRequests: PullRequests;
  readonly comments: Comments;
  readonly issues: Issues;
  readonly checks: Checks;
  readonly runs: WorkflowRuns;
  readonly settings: RepositorySettings;
}
