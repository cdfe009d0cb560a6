import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { acme, Workplace } from '../cli/command-line.js';
import { copyCode, logInByCode } from '../cli/consent.js';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import type { RunStart } from './one-run.js';
import { Runner, type WorkflowRun } from './runner.js';
import type { copied } from './workflow-files.js';

type Files = Readonly<Record<string, string>>;

const commits = { start: 'a'.repeat(40), head: 'b'.repeat(40), merge: 'c'.repeat(40) };
const NUMBER = 7;

/** A repository that was set up as docs/pull-requests.md says, its teams, and what happens to one pull request. */
export class RepositoryStage {
  readonly #teams: Simulator[] = [];

  private constructor(
    readonly github: FakeGitHub,
    readonly runner: Runner,
    private readonly identity: string,
  ) {}

  static async start(): Promise<RepositoryStage> {
    const github = await startFakeGitHub();
    return new RepositoryStage(github, new Runner(github), await generateX25519Identity());
  }

  async close(): Promise<void> {
    this.runner.close();
    await Promise.all([this.github.close(), ...this.#teams.map((team) => team.close())]);
  }

  /**
   * Makes the two environments of a team.
   * @param suffix what stands behind `dropbox-plan` in their names.
   * @param readsOnly false: somebody stores the token that can write where plans are made, too.
   */
  async addTeam(suffix: string, id: string, { readsOnly = true } = {}): Promise<Simulator> {
    const team = await startSimulator({ seed: { ...acme, team: { ...acme.team, id } }, jobPolls: 1 });
    this.#teams.push(team);
    const { app, url } = team;
    const recipient = await identityToRecipient(this.identity);
    this.runner.environments.set(`dropbox-plan${suffix}`, {
      dropboxUrl: url,
      vars: { DROPBOX_PLAN_APP_KEY: app.key, ROLLCALL_PLAN_RECIPIENT: recipient },
      secrets: { DROPBOX_PLAN_REFRESH_TOKEN: readsOnly ? await signInToRead(team) : app.refreshToken },
    });
    this.runner.environments.set(`dropbox-apply${suffix}`, {
      dropboxUrl: url,
      vars: { DROPBOX_APPLY_APP_KEY: app.key },
      secrets: { DROPBOX_APPLY_REFRESH_TOKEN: app.refreshToken, ROLLCALL_PLAN_KEY: this.identity },
    });
    return team;
  }

  /** Opens the pull request, from this repository or a fork. */
  propose(before: Files, after: Files, from = this.github.world.name): Promise<WorkflowRun> {
    const { world } = this.github;
    this.#commit(commits.start, before);
    this.#commit(commits.head, after);
    this.#pushToMain(commits.start);
    world.addPull({ number: NUMBER, head: commits.head, headRepository: from, base: commits.start });
    const head = { sha: commits.head, ref: 'topic', repo: { full_name: from } };
    const event = { pull_request: { number: NUMBER, head, base: { sha: commits.start, ref: 'main' } } };
    return this.#run('rollcall-plan.yml', after, {
      ref: `refs/pull/${NUMBER}/merge`,
      event_name: 'pull_request',
      event,
    });
  }

  /** A maintainer plans it by hand, at a commit. */
  planByHand(files: Files, sha = commits.head): Promise<WorkflowRun> {
    const event = { inputs: { pr: String(NUMBER), sha } };
    return this.#run('rollcall-plan.yml', files, { ...main, event_name: 'workflow_dispatch', event });
  }

  merge(files: Files): Promise<WorkflowRun> {
    this.#commit(commits.merge, files);
    const [pull] = this.github.world.pulls;
    if (pull !== undefined) pull.mergeCommit = commits.merge;
    this.#pushToMain(commits.merge);
    return this.#run('rollcall-apply.yml', files, { ...main, event_name: 'push', event: {} });
  }

  lookForDrift(files: Files): Promise<WorkflowRun> {
    this.#commit(commits.start, files);
    this.#pushToMain(commits.start);
    return this.#run('rollcall-drift.yml', files, { ...main, event_name: 'schedule', event: {} });
  }

  /** The texts of the comments that are shown on the pull request. */
  comments(): readonly string[] {
    return this.github.world.shown(NUMBER).map(({ body }) => body);
  }

  #run(file: (typeof copied)[number], files: Files, context: Omit<RunStart['context'], 'sha'>): Promise<WorkflowRun> {
    const sha = this.github.world.branches.get('main') ?? '';
    return this.runner.run(file, { context: { ...context, sha }, files });
  }

  #commit(sha: string, files: Files): void {
    this.github.world.files.set(sha, new Map(Object.entries(files)));
  }

  #pushToMain(sha: string): void {
    this.github.world.history.push(sha);
    this.github.world.branches.set('main', sha);
  }
}

const main = { ref: 'refs/heads/main' };

/** Signs in as docs/pull-requests.md says, and takes the refresh token out of the file. */
async function signInToRead({ url, app }: Simulator): Promise<string> {
  const workplace = new Workplace();
  const env = { DROPBOX_API_URL: url, XDG_CONFIG_HOME: workplace.folder };
  await logInByCode(workplace, ['--app-key', app.key, '--read-only', '--profile', 'plan'], copyCode, env);
  const { profiles } = JSON.parse(workplace.read('rollcall/credentials.json')) as {
    readonly profiles: { readonly plan: { readonly refresh_token: string } };
  };
  workplace.remove();
  return profiles.plan.refresh_token;
}
