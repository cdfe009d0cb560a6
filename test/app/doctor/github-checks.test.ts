import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/app/doctor/check.js';
import { githubChecks } from '../../../src/app/doctor/github-checks.js';
import type { GitHubFacts, TeamEnvironment } from '../../../src/app/doctor/github-facts.js';
import type { BranchFacts, EnvironmentFacts } from '../../../src/model/repository-facts.js';

const unseen = { unseen: 'Not visible with this GitHub token: it needs administration: read.' };

const planSettings: EnvironmentFacts = {
  branches: { tag: 'selected', patterns: ['main', 'refs/pull/*/merge'] },
  reviewers: 0,
  preventsSelfReview: false,
  canAdminsBypass: true,
};
const applySettings: EnvironmentFacts = {
  branches: { tag: 'selected', patterns: ['main'] },
  reviewers: 1,
  preventsSelfReview: true,
  canAdminsBypass: false,
};
const planEnvironment: TeamEnvironment = {
  name: 'dropbox-plan',
  settings: { value: planSettings },
  secretNames: { value: ['DROPBOX_PLAN_REFRESH_TOKEN'] },
};
const applyEnvironment: TeamEnvironment = {
  name: 'dropbox-apply',
  settings: { value: applySettings },
  secretNames: { value: ['DROPBOX_APPLY_REFRESH_TOKEN', 'ROLLCALL_PLAN_KEY'] },
};
const branch: BranchFacts = {
  pullRequest: { approvals: 1, needsCodeOwner: true, dismissesStaleApprovals: true, needsApprovalOfLastPush: true },
  requiredChecks: ['rollcall'],
  forbidsForcePush: true,
};
const good: GitHubFacts = {
  visibility: 'private',
  defaultBranch: 'main',
  plan: [planEnvironment],
  apply: [applyEnvironment],
  branch: { value: branch },
  defaultToken: { value: 'read' },
};

/** What is told of a set-up that is good but for some facts: check, status, sentence. */
function tell(facts: Partial<GitHubFacts>): readonly string[] {
  return runChecks(githubChecks, { value: { ...good, ...facts } }).flatMap(({ id, status, summary, findings }) => {
    if (status === 'unseen') return [`${id}: unseen: ${summary}`];
    return findings.map((finding) => `${id}: ${finding.status}: ${finding.found}`);
  });
}

const planWith = (facts: Partial<EnvironmentFacts>) => ({
  plan: [{ ...planEnvironment, settings: { value: { ...planSettings, ...facts } } }],
});
const applyWith = (facts: Partial<EnvironmentFacts>) => ({
  apply: [{ ...applyEnvironment, settings: { value: { ...applySettings, ...facts } } }],
});
const branchWith = (facts: Partial<BranchFacts>) => ({ branch: { value: { ...branch, ...facts } } });
const selected = (...patterns: readonly string[]) => ({ branches: { tag: 'selected' as const, patterns } });

const cases: readonly (readonly [story: string, facts: Partial<GitHubFacts>, told: readonly string[]])[] = [
  ['nothing of a good set-up', {}, []],
  ['a public repository', { visibility: 'public' }, ['github-visibility: warning: The repository is public.']],
  [
    'an environment that is missing, once',
    { apply: [{ ...applyEnvironment, settings: { value: null } }] },
    [
      'github-environments: problem: There is no environment dropbox-apply.',
      'github-apply-branches: unseen: There is no environment dropbox-apply to look at.',
      'github-reviewers: unseen: There is no environment dropbox-apply to look at.',
    ],
  ],
  [
    'an environment for applying that every branch reaches',
    applyWith({ branches: { tag: 'all' } }),
    ['github-apply-branches: problem: Every branch reaches the environment dropbox-apply.'],
  ],
  [
    'one that every protected branch reaches',
    applyWith({ branches: { tag: 'protected' } }),
    ['github-apply-branches: warning: Every protected branch reaches the environment dropbox-apply.'],
  ],
  [
    'one that pull requests reach',
    applyWith(selected('main', 'refs/pull/*/merge')),
    ['github-apply-branches: problem: Branches like refs/pull/*/merge reach the environment dropbox-apply.'],
  ],
  [
    'one that the default branch does not reach',
    applyWith(selected()),
    ['github-apply-branches: problem: main does not reach the environment dropbox-apply: nothing can be applied.'],
  ],
  [
    'an environment for planning that pull requests do not reach',
    planWith(selected('main')),
    ['github-plan-branches: problem: Pull requests do not reach the environment dropbox-plan: there are no plans.'],
  ],
  [
    'one that protected branches alone reach',
    planWith({ branches: { tag: 'protected' } }),
    ['github-plan-branches: problem: Pull requests do not reach the environment dropbox-plan: there are no plans.'],
  ],
  [
    'one that the scheduled look for drift does not reach',
    planWith(selected('refs/pull/*/merge')),
    ['github-plan-branches: problem: main does not reach the environment dropbox-plan: nobody looks for drift.'],
  ],
  ['nothing of an environment for planning that everything reaches', planWith({ branches: { tag: 'all' } }), []],
  [
    'that nobody is asked',
    applyWith({ reviewers: 0 }),
    ['github-reviewers: warning: Nobody is asked before dropbox-apply is used.'],
  ],
  [
    'that people may agree with themselves, and administrators with nobody',
    applyWith({ preventsSelfReview: false, canAdminsBypass: true }),
    [
      'github-reviewers: warning: Whoever merges may agree to their own use of dropbox-apply.',
      'github-reviewers: warning: Administrators may use dropbox-apply without being asked.',
    ],
  ],
  [
    'a secret that is missing, and that plans are not sealed',
    { apply: [{ ...applyEnvironment, secretNames: { value: [] } }] },
    [
      'github-secrets: problem: The environment dropbox-apply has no secret DROPBOX_APPLY_REFRESH_TOKEN.',
      'github-secrets: warning: The environment dropbox-apply has no secret ROLLCALL_PLAN_KEY.',
    ],
  ],
  [
    'a secret for applying where plans are made',
    {
      plan: [
        {
          ...planEnvironment,
          secretNames: { value: ['DROPBOX_PLAN_REFRESH_TOKEN', 'DROPBOX_APPLY_REFRESH_TOKEN'] },
        },
      ],
    },
    [
      'github-secrets: problem: The environment dropbox-plan holds DROPBOX_APPLY_REFRESH_TOKEN, which is for applying alone.',
    ],
  ],
  [
    'a branch that anybody can push to',
    branchWith({ pullRequest: null, requiredChecks: [], forbidsForcePush: false }),
    [
      'github-branch-rules: problem: Commits can be pushed to main without a pull request.',
      'github-branch-rules: problem: main does not require the check rollcall: a change merges without its plan.',
      'github-branch-rules: problem: main can be pushed with force: what was reviewed can be replaced.',
    ],
  ],
  [
    'a review that is worth little',
    branchWith({
      pullRequest: {
        approvals: 0,
        needsCodeOwner: false,
        dismissesStaleApprovals: false,
        needsApprovalOfLastPush: false,
      },
    }),
    [
      'github-branch-rules: problem: Nobody has to approve before a merge into main.',
      'github-branch-rules: warning: Code owners are not asked.',
      'github-branch-rules: warning: An approval stays when new commits are pushed, and their plan is not what was approved.',
      'github-branch-rules: warning: The one who pushed last may give the approval that is missing.',
    ],
  ],
  [
    'a default that lets jobs write',
    { defaultToken: { value: 'write' } },
    ['github-default-token: warning: By default a job may write to the repository.'],
  ],
  [
    'what the token does not show, as not seen',
    {
      plan: [{ ...planEnvironment, secretNames: unseen }],
      branch: unseen,
      defaultToken: unseen,
    },
    ['github-secrets', 'github-branch-rules', 'github-default-token'].map((id) => `${id}: unseen: ${unseen.unseen}`),
  ],
  [
    'what is wrong in one environment though another is hidden',
    {
      plan: [{ ...planEnvironment, secretNames: unseen }],
      apply: [{ ...applyEnvironment, secretNames: { value: ['ROLLCALL_PLAN_KEY'] } }],
    },
    ['github-secrets: problem: The environment dropbox-apply has no secret DROPBOX_APPLY_REFRESH_TOKEN.'],
  ],
];

describe('doctor, of GitHub, tells', () => {
  it.each(cases)('%s', (_, facts, told) => {
    expect(tell(facts)).toEqual(told);
  });

  it('something of every check', () => {
    const told = cases.flatMap(([, , sentences]) => sentences.filter((sentence) => !sentence.includes(': unseen: ')));
    expect(githubChecks.filter(({ id }) => !told.some((sentence) => sentence.startsWith(`${id}: `)))).toEqual([]);
  });
});
