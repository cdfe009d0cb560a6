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

/** What has to hold before a branch moves, as far as Rollcall's security rests on it. */
export interface BranchFacts {
  /** Null where commits can be pushed without a pull request. */
  readonly pullRequest: {
    readonly approvals: number;
    readonly needsCodeOwner: boolean;
    readonly dismissesStaleApprovals: boolean;
    readonly needsApprovalOfLastPush: boolean;
  } | null;
  /** Names of checks that have to pass. */
  readonly requiredChecks: readonly string[];
  readonly forbidsForcePush: boolean;
}
