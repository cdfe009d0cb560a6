import * as z from 'zod';
import type { EnvironmentFacts } from '../model/repository-facts.js';
import {
  type BranchRules,
  branchRuleSchema,
  protectionSchema,
  rulesFromProtection,
  rulesFromRulesets,
} from './branch-rules.js';
import type { Client } from './client.js';
import { GitHubError, type Purpose } from './github-error.js';

/** What a token may be shown, or not: most settings are for administrators only. */
export type Visible<Setting> =
  | { readonly tag: 'seen'; readonly value: Setting }
  /** Not visible with this token; `permission` is what would show it. */
  | { readonly tag: 'hidden'; readonly permission: string };

/** An environment, and what guards the secrets in it. */
export interface DeploymentEnvironment extends EnvironmentFacts {
  readonly name: string;
}

/** What a job's token may do where its workflow does not say. */
export interface WorkflowPermissions {
  readonly defaultToken: 'read' | 'write';
  readonly canApprovePullRequests: boolean;
}

/** Settings of the repository, for `doctor`; nothing is ever changed. */
export interface RepositorySettings {
  /** Null where there is no environment of this name. */
  environment(name: string): Promise<Visible<DeploymentEnvironment | null>>;
  /** The names of an environment's secrets, never their values. */
  secretNames(environment: string): Promise<Visible<readonly string[]>>;
  /** What rulesets ask of a branch. */
  rulesOf(branch: string): Promise<Visible<BranchRules>>;
  /** What a branch protection of the older kind asks; null where there is none. */
  protectionOf(branch: string): Promise<Visible<BranchRules | null>>;
  workflowPermissions(): Promise<Visible<WorkflowPermissions>>;
}

const reviewersSchema = z.array(z.unknown()).nullish();
const environmentSchema = z.object({
  name: z.string(),
  can_admins_bypass: z.boolean().nullish(),
  protection_rules: z
    .array(z.object({ type: z.string(), prevent_self_review: z.boolean().nullish(), reviewers: reviewersSchema }))
    .nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

export function makeSettings(client: Client): RepositorySettings {
  const route = 'GET /repos/{owner}/{repo}/environments/{environment_name}';
  const readEnvironment = async (name: string): Promise<DeploymentEnvironment> => {
    const purpose = { doing: `read the environment ${name}`, permission: 'actions: read' };
    const found = await client.call(environmentSchema, route, { environment_name: name }, purpose);
    const review = found.protection_rules?.find(({ type }) => type === 'required_reviewers');
    return {
      name: found.name,
      branches: await readBranches(found, purpose),
      reviewers: review?.reviewers?.length ?? 0,
      preventsSelfReview: review?.prevent_self_review === true,
      canAdminsBypass: found.can_admins_bypass ?? null,
    };
  };
  const readBranches = async (
    { name, deployment_branch_policy: policy }: z.output<typeof environmentSchema>,
    purpose: Purpose,
  ): Promise<DeploymentEnvironment['branches']> => {
    if (policy == null) return { tag: 'all' };
    if (!policy.custom_branch_policies) return { tag: 'protected' };
    const found = await client.pages(
      z.object({ name: z.string() }),
      `${route}/deployment-branch-policies`,
      { environment_name: name },
      purpose,
    );
    return { tag: 'selected', patterns: found.map((one) => one.name) };
  };
  return {
    environment: (name) => visibleOrNull('actions: read', () => readEnvironment(name)),
    secretNames: async (environment) => {
      const permission = 'administration: read, or environments: read of a personal token';
      const purpose = { doing: `list the secrets of the environment ${environment}`, permission };
      const read = async () => {
        const secrets = await client.pages(
          z.object({ name: z.string() }),
          `${route}/secrets`,
          { environment_name: environment },
          purpose,
        );
        return secrets.map(({ name }) => name);
      };
      // To a token that may not see secrets, GitHub says that there are none: 403 to some, 404 to others.
      return orHidden(permission, ['forbidden', 'not-found'], read);
    },
    rulesOf: (branch) => {
      const purpose = { doing: `read the rules of the branch ${branch}`, permission: 'metadata: read' };
      return orHidden(purpose.permission, ['forbidden', 'not-found'], async () =>
        rulesFromRulesets(
          await client.pages(
            branchRuleSchema,
            'GET /repos/{owner}/{repo}/rules/branches/{branch}',
            { branch },
            purpose,
          ),
        ),
      );
    },
    protectionOf: (branch) => {
      const purpose = { doing: `read the protection of the branch ${branch}`, permission: 'administration: read' };
      return visibleOrNull(purpose.permission, async () =>
        rulesFromProtection(
          await client.call(
            protectionSchema,
            'GET /repos/{owner}/{repo}/branches/{branch}/protection',
            { branch },
            purpose,
          ),
        ),
      );
    },
    workflowPermissions: () => {
      const purpose = { doing: 'read what workflows may do by default', permission: 'administration: read' };
      return orHidden(purpose.permission, ['forbidden', 'not-found'], async () => {
        const found = await client.call(
          z.object({
            default_workflow_permissions: z.enum(['read', 'write']),
            can_approve_pull_request_reviews: z.boolean(),
          }),
          'GET /repos/{owner}/{repo}/actions/permissions/workflow',
          {},
          purpose,
        );
        return {
          defaultToken: found.default_workflow_permissions,
          canApprovePullRequests: found.can_approve_pull_request_reviews,
        };
      });
    },
  };
}

async function orHidden<Setting>(
  permission: string,
  hiddenBy: readonly GitHubError['tag'][],
  read: () => Promise<Setting>,
): Promise<Visible<Setting>> {
  try {
    return { tag: 'seen', value: await read() };
  } catch (error) {
    if (error instanceof GitHubError && hiddenBy.includes(error.tag)) return { tag: 'hidden', permission };
    throw error;
  }
}

/** Where "not found" is an answer. */
async function visibleOrNull<Setting>(
  permission: string,
  read: () => Promise<Setting>,
): Promise<Visible<Setting | null>> {
  return orHidden(permission, ['forbidden'], async () => {
    try {
      return await read();
    } catch (error) {
      if (error instanceof GitHubError && error.tag === 'not-found') return null;
      throw error;
    }
  });
}
