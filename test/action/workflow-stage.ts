import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { acme, Workplace } from '../cli/command-line.js';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import type { FakeRun, FakeWorld } from '../github/fake-world.js';
import { runStep, type StepResult } from './bundled-action.js';
import { commit, makeWorld, pushToMain, tokens, writePullRequestEvent, zipOf } from './github-world.js';

/** A team before anybody changed anything, and a file with the lines of pull requests put in. */
export function fileWith(...lines: readonly string[]): string {
  return `version: 1
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: grace@acme.com, role: team_admin}
${lines.map((line) => `  - ${line}\n`).join('')}`;
}

/** A repository, its workflows, and the team they are about: jobs are run as the workflow files run them. */
export class WorkflowStage {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rollcall-stage-'));
  readonly #workplace: Workplace;

  private constructor(
    readonly github: FakeGitHub,
    readonly simulator: Simulator,
    readonly recipient: string,
    readonly identity: string,
    private readonly node: string | undefined,
  ) {
    this.#workplace = new Workplace({ DROPBOX_API_URL: simulator.url, DROPBOX_ACCESS_TOKEN: simulator.token });
  }

  /** @param node the Node.js that runs the Action. */
  static async start(node?: string): Promise<WorkflowStage> {
    const identity = await generateX25519Identity();
    const [github, simulator, recipient] = await Promise.all([
      startFakeGitHub(makeWorld()),
      startSimulator({ seed: acme, jobPolls: 1 }),
      identityToRecipient(identity),
    ]);
    const stage = new WorkflowStage(github, simulator, recipient, identity, node);
    stage.put('start', fileWith());
    pushToMain(stage.world, commit('start'));
    return stage;
  }

  get world(): FakeWorld {
    return this.github.world;
  }

  async close(): Promise<void> {
    this.#workplace.remove();
    rmSync(this.#folder, { recursive: true, force: true });
    await Promise.all([this.github.close(), this.simulator.close()]);
  }

  /** The team file at a commit. */
  put(word: string, text: string, more: Readonly<Record<string, string>> = {}): string {
    this.world.files.set(commit(word), new Map(Object.entries({ 'team.yaml': text, 'README.md': '# Team', ...more })));
    return commit(word);
  }

  /** Opens a pull request, or pushes to it. */
  propose(number: number, word: string, text: string, more: Readonly<Record<string, string>> = {}): void {
    const head = this.put(word, text, more);
    const pull = this.world.pulls.find((one) => one.number === number);
    if (pull === undefined) this.world.addPull({ number, head, base: commit('start') });
    else pull.head = head;
  }

  /** Merges pull requests, one commit each; the last leads to `text`. */
  merge(numbers: readonly number[], text: string): string {
    const words = numbers.map((number) => `merge ${number}`);
    for (const [index, number] of numbers.entries()) {
      const pull = this.world.pulls.find((one) => one.number === number);
      if (pull === undefined) throw new Error(`there is no #${number}`);
      pull.mergeCommit = this.put(words[index] ?? '', text);
    }
    pushToMain(this.world, ...words.map(commit));
    return words.at(-1) ?? '';
  }

  /** The job that plans a pull request, with its artefact uploaded. */
  async plan(number: number, options: JobOptions = {}): Promise<StepResult> {
    const head = this.headOf(number);
    const result = await this.step(
      { mode: 'plan', 'pull-request': String(number), 'expected-head': head, 'github-token': tokens.plan },
      {
        ROLLCALL_PLAN_RECIPIENT: this.recipient,
        GITHUB_EVENT_PATH: writePullRequestEvent(number, head, commit('start')),
      },
      options,
    );
    const run = this.world.addRun({ headCommit: head, conclusion: result.code === 0 ? 'success' : 'failure' });
    this.upload(run, 'plan', result);
    return result;
  }

  /** What the job that plans leaves, by the same command in this process; answers with its run. */
  async leavePlan(number: number, text?: string): Promise<FakeRun> {
    const head = this.headOf(number);
    this.#workplace.write('team.yaml', text ?? this.world.files.get(head)?.get('team.yaml') ?? '');
    const argv = ['plan', '--run-folder', 'run', '--commit', head, '--pull-request', String(number)];
    const { code, stderr } = await this.#workplace.run([...argv, '--seal-to', this.recipient]);
    if (code !== 0) throw new Error(stderr);
    const run = this.world.addRun({ headCommit: head });
    this.upload(run, 'plan', { outputs: { 'artifact-dir': this.#workplace.path('run') } });
    return run;
  }

  /** The job that tells of it. */
  report(number: number, planned: StepResult): Promise<StepResult> {
    const head = this.headOf(number);
    return this.step(
      {
        mode: 'report',
        'report-dir': planned.outputs['artifact-dir'] ?? '',
        'job-result': planned.code === 0 ? 'success' : 'failure',
        'pull-request': String(number),
        'expected-head': head,
        'github-token': tokens.report,
      },
      { GITHUB_EVENT_PATH: writePullRequestEvent(number, head, commit('start')) },
    );
  }

  /** The job that applies a commit of main, with its run among the others. */
  async apply(word: string, options: JobOptions = {}): Promise<StepResult> {
    const runId = this.world.nextId();
    const result = await this.step(
      { mode: 'apply', 'github-token': tokens.apply },
      {
        GITHUB_WORKSPACE: this.#checkOut(commit(word)),
        GITHUB_SHA: commit(word),
        GITHUB_REF: 'refs/heads/main',
        GITHUB_RUN_ID: String(runId),
        GITHUB_WORKFLOW_REF: 'acme/team/.github/workflows/rollcall-apply.yml@refs/heads/main',
        ROLLCALL_PLAN_KEY: this.identity,
      },
      options,
    );
    this.world.addRun({
      id: runId,
      path: '.github/workflows/rollcall-apply.yml',
      event: 'push',
      headBranch: 'main',
      headCommit: commit(word),
      conclusion: result.code === 0 ? 'success' : 'failure',
    });
    return result;
  }

  /** The job that puts the receipt on the pull requests. */
  reportApply(word: string, applied: StepResult): Promise<StepResult> {
    return this.step(
      {
        mode: 'report-apply',
        'report-dir': applied.outputs['artifact-dir'] ?? '',
        'job-result': applied.code === 0 ? 'success' : 'failure',
        'github-token': tokens.report,
      },
      { GITHUB_SHA: commit(word) },
    );
  }

  /** The job that looks for drift from the newest commit of main. */
  drift(): Promise<StepResult> {
    return this.step({ mode: 'drift' }, { GITHUB_WORKSPACE: this.#checkOut(this.world.branches.get('main') ?? '') });
  }

  /** The job that keeps an issue about it. */
  reportDrift(looked: StepResult): Promise<StepResult> {
    const reportDir = looked.outputs['artifact-dir'] ?? '';
    return this.step({ mode: 'report-drift', 'report-dir': reportDir, 'github-token': tokens.report }, {});
  }

  #checkOut(head: string): string {
    const folder = mkdtempSync(join(this.#folder, 'checkout-'));
    writeFileSync(join(folder, 'team.yaml'), this.world.files.get(head)?.get('team.yaml') ?? '');
    return folder;
  }

  /** One step, with what every job has. */
  step(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>, options: JobOptions = {}) {
    const holdsDropbox = !(inputs.mode ?? '').startsWith('report');
    return runStep({
      inputs: { ...inputs, ...options.inputs },
      env: {
        GITHUB_REPOSITORY: 'acme/team',
        GITHUB_API_URL: this.github.url,
        GITHUB_WORKSPACE: this.#folder,
        ...(holdsDropbox && { DROPBOX_API_URL: this.simulator.url, DROPBOX_ACCESS_TOKEN: this.simulator.token }),
        ...env,
        ...options.env,
      },
      ...(this.node !== undefined && { node: this.node }),
    });
  }

  /** What upload-artifact does with the folder of a step. */
  upload(run: FakeRun, kind: 'plan' | 'apply', { outputs }: Pick<StepResult, 'outputs'>): void {
    const folder = outputs['artifact-dir'];
    if (folder === undefined) return;
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
    this.world.addArtefact(run.id, `rollcall-${kind}-team`, zipOf(Object.fromEntries(files)));
  }

  member(name: string) {
    return this.simulator.team.member(`${name}@acme.com`);
  }

  shownOn(number: number): readonly string[] {
    return this.world.shown(number).map(({ body }) => body);
  }

  private headOf(number: number): string {
    return this.world.pulls.find((one) => one.number === number)?.head ?? '';
  }
}

/** What a job has besides, or otherwise. */
export interface JobOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
