import type { BranchFacts, EnvironmentFacts } from '../../model/repository-facts.js';
import type { Check, Found, Seen, Unseen } from './check.js';
import type { GitHubFacts, TeamEnvironment } from './github-facts.js';

/** The secrets that the workflow files read, by the environment they belong to. */
const planSecrets = ['DROPBOX_PLAN_REFRESH_TOKEN'];
const applySecrets = ['DROPBOX_APPLY_REFRESH_TOKEN', 'ROLLCALL_PLAN_KEY'];
/** The check that stands for all jobs of the plan; the job `verdict` of rollcall-plan.yml. */
const REQUIRED_CHECK = 'rollcall';
/** What a job of a pull request counts as. */
const PULL_REQUESTS = 'refs/pull/*/merge';

/** What has to hold on GitHub, around the files. */
export const githubChecks: readonly Check<GitHubFacts>[] = [
  {
    id: 'github-visibility',
    good: 'The repository is not public.',
    why: 'Plans name people, and comments, their history and artefacts stay readable for ever.',
    mend: 'Keep the team file in a private repository; in a public one use --privacy masked or hash, and seal plans.',
    look: ({ visibility }) =>
      visibility === 'public' ? [{ status: 'warning', found: 'The repository is public.' }] : [],
  },
  {
    id: 'github-environments',
    good: 'Every team has its two environments.',
    why: 'GitHub makes an environment that is missing when a job names it: without any rule, and without the secrets.',
    mend: 'Create it under Settings, Environments.',
    look: ({ plan, apply }) =>
      lookAtEach(
        [...plan, ...apply],
        (one) => one.settings,
        ({ name }, settings) => (settings === null ? [{ found: `There is no environment ${name}.` }] : []),
      ),
  },
  {
    id: 'github-apply-branches',
    good: 'Only the default branch reaches the tokens that can write.',
    why: 'Everybody who may push any branch could otherwise use the token with a workflow of their own.',
    mend: 'Under Deployment branches and tags of the environment choose Selected, and name the default branch alone.',
    look: ({ apply, defaultBranch }) =>
      lookAtEach(apply, existing, ({ name }, settings) => judgeApplyBranches(name, settings, defaultBranch)),
  },
  {
    id: 'github-plan-branches',
    good: 'Pull requests and the default branch reach the tokens for planning.',
    why: 'A job of a pull request counts as refs/pull/NUMBER/merge: where that may not in, there is no plan.',
    mend: `Add the patterns ${PULL_REQUESTS} and the default branch under Deployment branches and tags.`,
    look: ({ plan, defaultBranch }) =>
      lookAtEach(plan, existing, ({ name }, settings) => judgePlanBranches(name, settings, defaultBranch)),
  },
  {
    id: 'github-reviewers',
    good: 'Somebody agrees before a token that can write is handed out.',
    why: 'It is the last look, and the only one that a stolen account of a reviewer of code does not pass.',
    mend: 'Add required reviewers, if your GitHub plan offers them: in private repositories only Enterprise does.',
    look: ({ apply }) => lookAtEach(apply, existing, ({ name }, settings) => judgeReviewers(name, settings)),
  },
  {
    id: 'github-secrets',
    good: 'Each environment holds the secrets that its jobs read, and none of the other.',
    why: 'A secret in the wrong place either is missing when it is needed or lies where more people reach it.',
    mend: 'Add or delete it under Settings, Environments.',
    look: ({ plan, apply }) =>
      lookAtEach(
        [
          ...plan.map((environment) => ({ ...environment, wanted: planSecrets, unwanted: applySecrets })),
          ...apply.map((environment) => ({ ...environment, wanted: applySecrets, unwanted: [] })),
        ],
        (one) => one.secretNames,
        ({ name, wanted, unwanted }, names) => judgeSecrets(name, names, wanted, unwanted),
      ),
  },
  {
    id: 'github-branch-rules',
    good: 'The default branch moves only by pull requests that were planned and approved.',
    why: 'What is on the default branch is applied: its rules decide who can change the team.',
    mend: 'Set it under Settings, Rules, in a ruleset for the default branch.',
    look: ({ branch, defaultBranch }) => ('unseen' in branch ? branch : judgeRules(branch.value, defaultBranch)),
  },
  {
    id: 'github-default-token',
    good: 'A job that does not say what it may do may only read.',
    why: 'A workflow that forgets its permissions would otherwise write to the repository.',
    mend: 'Under Settings, Actions, General, Workflow permissions choose Read repository contents.',
    look: ({ defaultToken }) => {
      if ('unseen' in defaultToken) return defaultToken;
      return defaultToken.value === 'write'
        ? [{ status: 'warning', found: 'By default a job may write to the repository.' }]
        : [];
    },
  },
];

/** Looks at each thing of which something can be seen; unseen only where nothing is found in those. */
function lookAtEach<Thing, Fact>(
  things: readonly Thing[],
  factOf: (thing: Thing) => Seen<Fact>,
  look: (thing: Thing, fact: Fact) => readonly Found[],
): readonly Found[] | Unseen {
  const facts = things.map((thing) => ({ thing, fact: factOf(thing) }));
  const found = facts.flatMap(({ thing, fact }) => ('unseen' in fact ? [] : look(thing, fact.value)));
  const unseen = facts.flatMap(({ fact }) => ('unseen' in fact ? [fact] : []))[0];
  return found.length === 0 && unseen !== undefined ? unseen : found;
}

/** The settings of an environment; one that is missing is told by the check for it. */
function existing({ name, settings }: TeamEnvironment): Seen<EnvironmentFacts> {
  if ('unseen' in settings) return settings;
  return settings.value === null
    ? { unseen: `There is no environment ${name} to look at.` }
    : { value: settings.value };
}

function judgeApplyBranches(name: string, { branches }: EnvironmentFacts, defaultBranch: string): readonly Found[] {
  switch (branches.tag) {
    case 'all':
      return [{ found: `Every branch reaches the environment ${name}.` }];
    case 'protected':
      return [{ status: 'warning', found: `Every protected branch reaches the environment ${name}.` }];
    case 'selected': {
      const others = branches.patterns.filter((pattern) => pattern !== defaultBranch);
      const isOpen = branches.patterns.includes(defaultBranch);
      return [
        ...(isOpen
          ? []
          : [{ found: `${defaultBranch} does not reach the environment ${name}: nothing can be applied.` }]),
        ...others.map((pattern) => ({ found: `Branches like ${pattern} reach the environment ${name}.` })),
      ];
    }
  }
}

function judgePlanBranches(name: string, { branches }: EnvironmentFacts, defaultBranch: string): readonly Found[] {
  if (branches.tag === 'all') return [];
  const patterns = branches.tag === 'selected' ? branches.patterns : [defaultBranch];
  const isOpenToPulls = patterns.some((pattern) => /^refs\/pull\/\*\/(merge|\*)$|^\*\*?\/?\*?$/.test(pattern));
  return [
    ...(isOpenToPulls ? [] : [{ found: `Pull requests do not reach the environment ${name}: there are no plans.` }]),
    ...(patterns.includes(defaultBranch)
      ? []
      : [{ found: `${defaultBranch} does not reach the environment ${name}: nobody looks for drift.` }]),
  ];
}

function judgeReviewers(name: string, settings: EnvironmentFacts): readonly Found[] {
  if (settings.reviewers === 0) return [{ status: 'warning', found: `Nobody is asked before ${name} is used.` }];
  return [
    ...(settings.preventsSelfReview
      ? []
      : [
          {
            status: 'warning' as const,
            found: `Whoever merges may agree to their own use of ${name}.`,
            mend: 'Tick Prevent self-review.',
          },
        ]),
    ...(settings.canAdminsBypass === true
      ? [
          {
            status: 'warning' as const,
            found: `Administrators may use ${name} without being asked.`,
            mend: 'Untick Allow administrators to bypass.',
          },
        ]
      : []),
  ];
}

function judgeSecrets(
  environment: string,
  names: readonly string[],
  wanted: readonly string[],
  unwanted: readonly string[],
): readonly Found[] {
  return [
    ...wanted
      .filter((name) => !names.includes(name))
      .map((name) => ({
        status: name === 'ROLLCALL_PLAN_KEY' ? ('warning' as const) : ('problem' as const),
        found: `The environment ${environment} has no secret ${name}.`,
      })),
    ...unwanted
      .filter((name) => names.includes(name))
      .map((name) => ({ found: `The environment ${environment} holds ${name}, which is for applying alone.` })),
  ];
}

function judgeRules({ pullRequest, requiredChecks, forbidsForcePush }: BranchFacts, branch: string): readonly Found[] {
  const always: readonly (Found | false)[] = [
    !requiredChecks.includes(REQUIRED_CHECK) && {
      found: `${branch} does not require the check ${REQUIRED_CHECK}: a change merges without its plan.`,
    },
    !forbidsForcePush && { found: `${branch} can be pushed with force: what was reviewed can be replaced.` },
  ];
  const reviews: readonly (Found | false)[] =
    pullRequest === null
      ? [{ found: `Commits can be pushed to ${branch} without a pull request.` }]
      : [
          pullRequest.approvals === 0 && { found: `Nobody has to approve before a merge into ${branch}.` },
          !pullRequest.needsCodeOwner && { status: 'warning', found: 'Code owners are not asked.' },
          !pullRequest.dismissesStaleApprovals && {
            status: 'warning',
            found: 'An approval stays when new commits are pushed, and their plan is not what was approved.',
          },
          !pullRequest.needsApprovalOfLastPush && {
            status: 'warning',
            found: 'The one who pushed last may give the approval that is missing.',
          },
        ];
  return [...reviews, ...always].filter((found) => found !== false);
}
