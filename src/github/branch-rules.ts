import * as z from 'zod';

/** What has to hold before a branch moves, as far as Rollcall's security rests on it. */
export interface BranchRules {
  /** Null where commits may be pushed without a pull request. */
  readonly pullRequest: {
    readonly approvals: number;
    readonly needsCodeOwner: boolean;
    readonly dismissesStaleApprovals: boolean;
    readonly needsApprovalOfLastPush: boolean;
  } | null;
  /** Names of checks that have to pass. */
  readonly requiredChecks: readonly string[];
  readonly forbidsForcePush: boolean;
  readonly forbidsDeletion: boolean;
}

const ruleSchema = z.object({ type: z.string(), parameters: z.unknown().optional() });
const pullRequestSchema = z.object({
  required_approving_review_count: z.number().default(0),
  require_code_owner_review: z.boolean().default(false),
  dismiss_stale_reviews_on_push: z.boolean().default(false),
  require_last_push_approval: z.boolean().default(false),
});
const checksSchema = z.object({ required_status_checks: z.array(z.object({ context: z.string() })).default([]) });

/** Reads the list of rules that the rulesets of a repository add up to for one branch; of two, the stricter holds. */
export function rulesFromRulesets(answer: readonly unknown[]): BranchRules {
  const rules = answer.map((rule) => ruleSchema.parse(rule));
  const parametersOf = (type: string) =>
    rules.filter((rule) => rule.type === type).map((rule) => rule.parameters ?? {});
  const reviews = parametersOf('pull_request').map((parameters) => pullRequestSchema.parse(parameters));
  return {
    pullRequest:
      reviews.length === 0
        ? null
        : {
            approvals: Math.max(...reviews.map((review) => review.required_approving_review_count)),
            needsCodeOwner: reviews.some((review) => review.require_code_owner_review),
            dismissesStaleApprovals: reviews.some((review) => review.dismiss_stale_reviews_on_push),
            needsApprovalOfLastPush: reviews.some((review) => review.require_last_push_approval),
          },
    requiredChecks: parametersOf('required_status_checks').flatMap((parameters) =>
      checksSchema.parse(parameters).required_status_checks.map(({ context }) => context),
    ),
    forbidsForcePush: rules.some(({ type }) => type === 'non_fast_forward'),
    forbidsDeletion: rules.some(({ type }) => type === 'deletion'),
  };
}

const allowedSchema = z.object({ enabled: z.boolean().default(false) }).nullish();
const protectionSchema = z.object({
  required_pull_request_reviews: z
    .object({
      required_approving_review_count: z.number().default(0),
      require_code_owner_reviews: z.boolean().default(false),
      dismiss_stale_reviews: z.boolean().default(false),
      require_last_push_approval: z.boolean().default(false),
    })
    .nullish(),
  required_status_checks: z.object({ contexts: z.array(z.string()).default([]) }).nullish(),
  allow_force_pushes: allowedSchema,
  allow_deletions: allowedSchema,
});

/** Reads a branch protection, which says the same in other words. */
export function rulesFromProtection(answer: unknown): BranchRules {
  const protection = protectionSchema.parse(answer);
  const reviews = protection.required_pull_request_reviews;
  return {
    pullRequest:
      reviews == null
        ? null
        : {
            approvals: reviews.required_approving_review_count,
            needsCodeOwner: reviews.require_code_owner_reviews,
            dismissesStaleApprovals: reviews.dismiss_stale_reviews,
            needsApprovalOfLastPush: reviews.require_last_push_approval,
          },
    requiredChecks: protection.required_status_checks?.contexts ?? [],
    forbidsForcePush: protection.allow_force_pushes?.enabled !== true,
    forbidsDeletion: protection.allow_deletions?.enabled !== true,
  };
}
