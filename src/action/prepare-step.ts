import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { teamSlug } from '../app/team-slug.js';
import type { CliIo, Environment } from '../cli/cli-io.js';
import { CommandError } from '../cli/command-error.js';
import { withGitHub } from '../cli/github-session.js';
import { openSession } from '../cli/session.js';
import type { GitHubRepository } from '../github/index.js';
import { configOf, type Found } from './command-lines.js';
import type { Inputs } from './inputs.js';
import { findUnappliedPullRequests } from './merged-commits.js';
import { readPullRequestFiles } from './pull-request-files.js';
import { findReviewedPlan } from './reviewed-plans.js';
import { environmentForGitHub } from './step-secrets.js';
import { readToldPullRequests } from './told-pull-requests.js';

/** A step that is ready to run its command: what it has found out, and the folder to run it in. */
export interface PreparedStep {
  readonly found: Found;
  readonly cwd: string;
}

/** A folder of this step's own, outside of the repository. */
export function makeStepFolder(env: Environment): Promise<string> {
  return mkdtemp(join(env.RUNNER_TEMP || tmpdir(), 'rollcall-'));
}

/** What is known before anybody is asked. */
export function firstFound(inputs: Inputs, env: Environment, folder: string): PreparedStep {
  const cwd = env.GITHUB_WORKSPACE || process.cwd();
  const reportDir = inputs['report-dir'];
  return {
    cwd,
    found: {
      runFolder: reportDir === null ? join(folder, 'run') : resolve(cwd, reportDir),
      base: null,
      reviewed: [],
      pullRequests: inputs['pull-request'] === null ? [] : [inputs['pull-request']],
      commit: inputs['expected-head'] ?? (inputs.mode.endsWith('apply') ? (env.GITHUB_SHA ?? null) : null),
    },
  };
}

/**
 * Finds out what the command of a step needs and only GitHub knows.
 * @throws CommandError when the step must not go on.
 */
export async function prepareStep(
  inputs: Inputs,
  { step, io, folder }: { readonly step: PreparedStep; readonly io: CliIo; readonly folder: string },
): Promise<PreparedStep> {
  const { mode } = inputs;
  const number = inputs['pull-request'];
  const expectedHead = inputs['expected-head'];
  if (mode === 'plan' && number !== null && expectedHead !== null) {
    const config = configOf(inputs);
    const files = await askGitHub(inputs, io, (github) =>
      readPullRequestFiles(github, { number, expectedHead, config, into: folder }),
    );
    const base = { commit: files.baseCommit, file: files.baseFile };
    return { cwd: files.folder, found: { ...step.found, base } };
  }
  if (mode === 'apply' && inputs.reviewed !== 'off') return findReviewed(inputs, { step, io, folder });
  if (mode === 'report-apply' && number === null) {
    return { ...step, found: { ...step.found, pullRequests: await readToldPullRequests(step.found.runFolder) } };
  }
  return step;
}

async function findReviewed(
  inputs: Inputs,
  { step, io, folder }: { readonly step: PreparedStep; readonly io: CliIo; readonly folder: string },
): Promise<PreparedStep> {
  const apply = applyRunOf(io.env);
  const team = teamSlug(configOf(inputs), step.cwd);
  const findings = await askGitHub(inputs, io, async (github) => {
    const pulls = await findUnappliedPullRequests(github, apply);
    const search = { workflowFile: inputs['plan-workflow'], branch: apply.branch, team };
    return Promise.all(pulls.map((pull) => findReviewedPlan(github, pull, search)));
  });
  const found = findings.filter(({ plan }) => plan !== null).length;
  io.stderr.write(
    `${found} reviewed ${found === 1 ? 'plan' : 'plans'}, of ${findings.length} pull requests to apply.\n`,
  );
  const reviewed: string[] = [];
  for (const { pullRequest, plan, what } of findings) {
    io.stderr.write(`  #${pullRequest}: ${what}\n`);
    if (plan === null) continue;
    const path = join(folder, `pull-request-${pullRequest}-${plan.name}`);
    await writeFile(path, plan.bytes);
    reviewed.push(path);
  }
  return { ...step, found: { ...step.found, reviewed, pullRequests: findings.map(({ pullRequest }) => pullRequest) } };
}

/** @throws CommandError outside of a workflow that runs for a branch. */
function applyRunOf({ GITHUB_SHA, GITHUB_REF, GITHUB_RUN_ID, GITHUB_WORKFLOW_REF }: Environment) {
  const branch = /^refs\/heads\/(.+)$/.exec(GITHUB_REF ?? '')?.[1];
  const workflowFile = /\/([^/@]+\.ya?ml)@/.exec(GITHUB_WORKFLOW_REF ?? '')?.[1];
  if (branch === undefined || workflowFile === undefined || !GITHUB_SHA) {
    throw new CommandError(
      'This is no run of a workflow for a branch, so it cannot be told which pull requests were merged.',
      'Apply in a workflow that runs on pushes to the branch; or set reviewed: off to apply without reviewed plans.',
    );
  }
  return { branch, workflowFile, commit: GITHUB_SHA, runId: Number(GITHUB_RUN_ID ?? 0) };
}

/** The GitHub token is there while GitHub is asked, and not for the command that holds Dropbox's. */
async function askGitHub<Result>(
  inputs: Inputs,
  io: CliIo,
  use: (github: GitHubRepository) => Promise<Result>,
): Promise<Result> {
  const env = environmentForGitHub(io.env, inputs);
  const options = { file: configOf(inputs), color: 'never' } as const;
  return withGitHub(await openSession({ ...io, env }, options, true), undefined, use);
}
