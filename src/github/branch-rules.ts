import * as z from 'zod';
import type { BranchFacts } from '../model/repository-facts.js';

/** The rules of a branch, from one of the places where GitHub keeps them. */
export interface BranchRules extends BranchFacts {
  readonly forbidsDeletion: boolean;
}

/** One rule of a ruleset, as GitHub lists those that hold for a branch. Kinds that say nothing here keep their type. */
export const branchRuleSchema = z.union([
  z.object({
    type: z.literal('pull_request'),
    parameters: z
      .object({
        required_approving_review_count: z.number().default(0),
        require_code_owner_review: z.boolean().default(false),
        dismiss_stale_reviews_on_push: z.boolean().default(false),
        require_last_push_approval: z.boolean().default(false),
      })
      .prefault({}),
  }),
  z.object({
    type: z.literal('required_status_checks'),
    parameters: z
      .object({ required_status_checks: z.array(z.object({ context: z.string() })).default([]) })
      .prefault({}),
  }),
  z.object({ type: z.enum(['non_fast_forward', 'deletion']) }),
  z.object({ type: z.string().transform(() => 'other' as const) }),
]);

/** Joins the rules that the rulesets of a repository have for one branch; of two, the stricter holds. */
export function rulesFromRulesets(rules: readonly z.output<typeof branchRuleSchema>[]): BranchRules {
  const reviews = rules.flatMap((rule) => (rule.type === 'pull_request' ? [rule.parameters] : []));
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
    requiredChecks: rules.flatMap((rule) =>
      rule.type === 'required_status_checks'
        ? rule.parameters.required_status_checks.map(({ context }) => context)
        : [],
    ),
    forbidsForcePush: rules.some(({ type }) => type === 'non_fast_forward'),
    forbidsDeletion: rules.some(({ type }) => type === 'deletion'),
  };
}

const allowedSchema = z.object({ enabled: z.boolean().default(false) }).nullish();
/** A branch protection, as GitHub answers it. */
export const protectionSchema = z.object({
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
export function rulesFromProtection(protection: z.output<typeof protectionSchema>): BranchRules {
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
