import type { Seen } from './check.js';

/** An environment of a repository, as far as it guards what lies in it. */
export interface EnvironmentFacts {
  readonly branches:
    | { readonly tag: 'all' }
    | { readonly tag: 'protected' }
    | { readonly tag: 'selected'; readonly patterns: readonly string[] };
  /** How many people and teams are named of whom one has to approve. */
  readonly reviewers: number;
  readonly preventsSelfReview: boolean;
  /** Null where GitHub does not say. */
  readonly canAdminsBypass: boolean | null;
}

/** One of a team's two environments. */
export interface TeamEnvironment {
  readonly name: string;
  /** Null where there is none of that name. */
  readonly settings: Seen<EnvironmentFacts | null>;
  readonly secretNames: Seen<readonly string[]>;
}

/** What holds for the default branch, rulesets and older protection together. */
export interface BranchFacts {
  /** Null where commits can be pushed without a pull request. */
  readonly pullRequest: {
    readonly approvals: number;
    readonly needsCodeOwner: boolean;
    readonly dismissesStaleApprovals: boolean;
    readonly needsApprovalOfLastPush: boolean;
  } | null;
  readonly requiredChecks: readonly string[];
  readonly forbidsForcePush: boolean;
}

/** What GitHub shows of a repository. */
export interface GitHubFacts {
  readonly visibility: 'public' | 'internal' | 'private';
  readonly defaultBranch: string;
  readonly plan: readonly TeamEnvironment[];
  readonly apply: readonly TeamEnvironment[];
  readonly branch: Seen<BranchFacts>;
  readonly defaultToken: Seen<'read' | 'write'>;
}
