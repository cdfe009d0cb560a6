import { type Answer, type Asked, answers, page, type Route } from './fake-route.js';
import type { FakeEnvironment } from './fake-world.js';
import { wire } from './wire-templates.js';

const admin = 'administration: read';

/** What `doctor` looks at. */
export const settingsRoutes: readonly Route[] = [
  { method: 'GET', path: /^$/, permission: null, answer: readRepository },
  { method: 'GET', path: /^\/environments\/([^/]+)$/, permission: 'actions: read', answer: readEnvironment },
  {
    method: 'GET',
    path: /^\/environments\/([^/]+)\/deployment-branch-policies$/,
    permission: 'actions: read',
    answer: listBranchPolicies,
  },
  { method: 'GET', path: /^\/environments\/([^/]+)\/secrets$/, permission: null, answer: listSecrets },
  { method: 'GET', path: /^\/rules\/branches\/([^/]+)$/, permission: null, answer: listRules },
  { method: 'GET', path: /^\/branches\/([^/]+)\/protection$/, permission: null, answer: readProtection },
  { method: 'GET', path: /^\/actions\/permissions\/workflow$/, permission: null, answer: readWorkflowPermissions },
];

/** These say "not accessible" where a listing would say "not found". */
function forAdmins(asked: Asked, answer: () => Answer): Answer {
  return asked.token.permissions.has(admin) ? answer() : answers.notAccessible;
}

function readRepository({ world }: Asked): Answer {
  const { visibility, name, repo } = world;
  return answers.ok(
    wire.repository({
      name: repo,
      full_name: name,
      visibility,
      private: visibility !== 'public',
      default_branch: 'main',
    }),
  );
}

function readEnvironment({ world, parts }: Asked): Answer {
  const [name = ''] = parts;
  const found = world.environments.get(name);
  if (found === undefined) return answers.notFound;
  const url = `https://api.github.com/repos/${world.name}/environments/${name}`;
  return answers.ok({
    id: 1,
    node_id: 'EN_1',
    name,
    url,
    html_url: url,
    created_at: wire.day,
    updated_at: wire.day,
    can_admins_bypass: true,
    protection_rules: rulesOf(found),
    deployment_branch_policy:
      found.branches === 'all'
        ? null
        : {
            protected_branches: found.branches === 'protected',
            custom_branch_policies: found.branches !== 'protected',
          },
  });
}

function rulesOf({ branches, reviewers }: FakeEnvironment): unknown[] {
  const people = Array.from({ length: reviewers }, (_, index) => ({
    type: 'User',
    reviewer: wire.user(`reviewer-${index}`),
  }));
  return [
    ...(reviewers > 0
      ? [{ id: 1, node_id: 'R_1', type: 'required_reviewers', prevent_self_review: true, reviewers: people }]
      : []),
    ...(branches === 'all' ? [] : [{ id: 2, node_id: 'R_2', type: 'branch_policy' }]),
  ];
}

function listBranchPolicies(asked: Asked): Answer {
  const branches = asked.world.environments.get(asked.parts[0] ?? '')?.branches;
  if (branches === undefined) return answers.notFound;
  const patterns = typeof branches === 'string' ? [] : branches;
  return page(asked, patterns, (some) => ({
    total_count: patterns.length,
    branch_policies: some.map((name, id) => ({ id, node_id: `P_${id}`, name })),
  }));
}

function listSecrets(asked: Asked): Answer {
  return forAdmins(asked, () => {
    const secrets = asked.world.environments.get(asked.parts[0] ?? '')?.secrets;
    if (secrets === undefined) return answers.notFound;
    return page(asked, secrets, (some) => ({
      total_count: secrets.length,
      secrets: some.map((name) => ({ name, created_at: wire.day, updated_at: wire.day })),
    }));
  });
}

function listRules(asked: Asked): Answer {
  return page(asked, asked.world.rules.get(asked.parts[0] ?? '') ?? []);
}

function readProtection(asked: Asked): Answer {
  return forAdmins(asked, () => {
    const protection = asked.world.protections.get(asked.parts[0] ?? '');
    return protection === undefined
      ? { ...answers.notFound, body: { message: 'Branch not protected' } }
      : answers.ok(protection);
  });
}

function readWorkflowPermissions(asked: Asked): Answer {
  return forAdmins(asked, () =>
    answers.ok({ default_workflow_permissions: 'read', can_approve_pull_request_reviews: false }),
  );
}
