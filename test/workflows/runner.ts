import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readText } from '../docs/document.js';
import type { FakeGitHub } from '../github/fake-github.js';
import { type ActionEnd, runActionStep } from './action-step.js';
import { evaluate, fillIn, holds, type Scope } from './github-expressions.js';
import { type Job, type JobEnds, type JobResult, mayRun, readJobs, type Step, scopeOf } from './job-conditions.js';
import { done, OneRun, type RunStart } from './one-run.js';
import { readWorkflow } from './workflow-files.js';

type Texts = Readonly<Record<string, string>>;

/** An environment of the repository: what the jobs that name it get. */
export interface EnvironmentValues {
  readonly vars: Texts;
  readonly secrets: Texts;
  /** What stands for the address of Dropbox, as each team is a simulator of its own. */
  readonly dropboxUrl: string;
}

/** How a run ended: each job, and each row of its matrix with its log. */
export interface WorkflowRun {
  readonly jobs: Readonly<Record<string, JobResult>>;
  readonly rows: Readonly<
    Record<string, Readonly<Record<string, { readonly result: JobResult; readonly log: string }>>>
  >;
}

const actionDefaults = Object.entries(
  (parse(readText('action.yml')) as { readonly inputs: Readonly<Record<string, { readonly default?: string }>> })
    .inputs,
);

/**
 * A runner of our workflow files, as they are: conditions, matrices, environments, permissions and artefacts by GitHub's
 * rules, and the Action as it is bundled. A job's token may do what its `permissions:` say, and its secrets are those of
 * its environment.
 */
export class Runner {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rollcall-runner-'));
  /** What the token of each job may do, by workflow and job. */
  readonly #permissions = new Map<string, Permissions>();

  readonly environments = new Map<string, EnvironmentValues>();

  constructor(private readonly github: FakeGitHub) {}

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Runs a workflow to its end, and keeps the run with its artefacts at GitHub. */
  async run(file: string, start: RunStart): Promise<WorkflowRun> {
    const run = new OneRun(file, start, mkdtempSync(join(this.#folder, 'run-')), this.github.world.nextId());
    const ended: Record<string, JobEnds[string]> = {};
    const rows: Record<string, Record<string, RowEnd>> = {};
    const github = { ...start.context, repository: this.github.world.name };
    for (const [id, job] of readJobs(readWorkflow(file))) {
      const scope = scopeOf(job, ended, github);
      if (!(await mayRun(job, scope))) {
        ended[id] = { result: 'skipped', outputs: {} };
        continue;
      }
      const matrix = await readMatrix(job, scope);
      const token = this.#makeToken(`${file} ${id}`, job);
      const ends = await Promise.all(matrix.map((row) => this.#runRow(run, job, { row, token, scope })));
      const hasFailed = ends.some(({ result }) => result === 'failure');
      ended[id] = { result: hasFailed ? 'failure' : 'success', outputs: ends.at(-1)?.outputs ?? {} };
      rows[id] = Object.fromEntries(ends.map((end, index) => [matrix[index]?.team ?? 'all', end]));
    }
    const jobs = Object.fromEntries(Object.entries(ended).map(([id, { result }]) => [id, result]));
    run.keep(this.github.world, Object.values(jobs).includes('failure') ? 'failure' : 'success');
    return { jobs, rows };
  }

  /** Runs one job for one row of its matrix. */
  async #runRow(run: OneRun, job: Job, { row: matrix, token, scope: before }: RowStart): Promise<RowEnd> {
    const { contexts, status } = before;
    const workspace = mkdtempSync(join(run.folder, 'workspace-'));
    const steps: Record<string, { outputs: Texts }> = {};
    let hasFailed = false;
    let log = '';
    const makeScope = (more: Readonly<Record<string, unknown>> = {}): Scope => ({
      contexts: { vars: {}, secrets: {}, ...contexts, matrix, steps, ...more },
      status: { ...status, success: !hasFailed, failure: hasFailed },
    });
    const name = job.environment === undefined ? null : await fillIn(job.environment, makeScope());
    const environment = name === null ? undefined : this.environments.get(name);
    for (const step of job.steps) {
      const github = { ...(contexts.github as object), token };
      const scope = makeScope({ github, vars: environment?.vars ?? {}, secrets: environment?.secrets ?? {} });
      if (!(await holds(step.if ?? 'success()', scope))) continue;
      const end = await this.#runStep(run, step, { scope, workspace, environment });
      log += end.log;
      steps[step.id ?? ''] = { outputs: end.outputs };
      if (!end.isOk && !step['continue-on-error']) hasFailed = true;
    }
    const outputs = await fillInAll(job.outputs, makeScope());
    return { result: hasFailed ? 'failure' : 'success', outputs, log };
  }

  /** The permissions that jobs were given and never used: `rollcall-plan.yml plan: pull-requests: read`. */
  unusedPermissions(): readonly string[] {
    return [...this.#permissions].flatMap(([job, permissions]) =>
      [...permissions].filter((one) => !permissions.used.has(one)).map((one) => `${job}: ${one}`),
    );
  }

  /** Makes the token of a job; checking out uses one of its permissions without asking the fake. */
  #makeToken(name: string, { permissions, steps }: Job): string {
    const token = `ghs_tokenofjob${this.#permissions.size}`;
    const given = new Permissions(Object.entries(permissions).map(([what, level]) => `${what}: ${level}`));
    if (steps.some(({ uses }) => uses?.startsWith('actions/checkout@') === true)) given.has('contents: read');
    this.#permissions.set(name, given);
    this.github.world.tokens.set(token, { login: 'github-actions[bot]', isApp: true, permissions: given });
    return token;
  }

  async #runStep(run: OneRun, step: Step, { scope, workspace, environment }: StepPlace): Promise<ActionEnd> {
    const inputs = await fillInAll(step.with, scope);
    const [action = ''] = step.uses?.split('@') ?? [];
    switch (action) {
      case 'actions/checkout':
        run.checkOut(workspace);
        return done;
      case 'actions/upload-artifact':
        return run.upload(inputs);
      case 'actions/download-artifact':
        return run.download(inputs, workspace);
      case 'OWNER/rollcall': {
        const defaults = await fillInAll(
          Object.fromEntries(actionDefaults.map(([name, input]) => [name, input.default ?? ''])),
          scope,
        );
        return runActionStep(
          { ...defaults, ...inputs },
          {
            ...run.env(workspace),
            GITHUB_API_URL: this.github.url,
            GITHUB_REPOSITORY: this.github.world.name,
            ...(environment !== undefined && { DROPBOX_API_URL: environment.dropboxUrl }),
            ...(await fillInAll(step.env, scope)),
          },
          run.folder,
        );
      }
      default:
        // The only script there is.
        return step.run === 'exit 1' ? { ...done, isOk: false } : done;
    }
  }
}

/** What a token may do, which remembers what it was asked for. */
class Permissions extends Set<string> {
  readonly used = new Set<string>();

  override has(permission: string): boolean {
    const has = super.has(permission);
    if (has) this.used?.add(permission);
    return has;
  }
}

interface RowStart {
  readonly row: Texts;
  readonly token: string;
  readonly scope: Scope;
}

interface RowEnd {
  readonly result: JobResult;
  readonly outputs: Texts;
  readonly log: string;
}

interface StepPlace {
  readonly scope: Scope;
  readonly workspace: string;
  readonly environment: EnvironmentValues | undefined;
}

async function readMatrix({ strategy }: Job, scope: Scope): Promise<readonly Texts[]> {
  if (strategy === undefined) return [{}];
  const { include } = (await evaluate(strategy.matrix, scope)) as { readonly include: readonly Texts[] };
  return include;
}

async function fillInAll(given: Texts, scope: Scope): Promise<Texts> {
  const filled = await Promise.all(
    Object.entries(given).map(async ([name, text]) => [name, await fillIn(text, scope)]),
  );
  return Object.fromEntries(filled) as Texts;
}
