import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { acme, Workplace } from '../cli/command-line.js';
import { copyCode, logInByCode } from '../cli/consent.js';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import { type EnvironmentValues, Runner, type RunStart } from './runner.js';

const commits = { start: 'a'.repeat(40), head: 'b'.repeat(40), merge: 'c'.repeat(40) };

let github: FakeGitHub;
let emea: Simulator;
let apac: Simulator;
let runner: Runner;

beforeEach(async () => {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const apacSeed = { ...acme, team: { ...acme.team, id: 'dbtid:AAHapac', name: 'Acme APAC' } };
  [github, emea, apac] = await Promise.all([
    startFakeGitHub(),
    startSimulator({ seed: acme, jobPolls: 1 }),
    startSimulator({ seed: apacSeed, jobPolls: 1 }),
  ]);
  const planning = (team: Simulator, refreshToken: string): EnvironmentValues => ({
    dropboxUrl: team.url,
    vars: { DROPBOX_PLAN_APP_KEY: team.app.key, ROLLCALL_PLAN_RECIPIENT: recipient },
    secrets: { DROPBOX_PLAN_REFRESH_TOKEN: refreshToken },
  });
  const applying = (team: Simulator): EnvironmentValues => ({
    dropboxUrl: team.url,
    vars: { DROPBOX_APPLY_APP_KEY: team.app.key },
    secrets: { DROPBOX_APPLY_REFRESH_TOKEN: team.app.refreshToken, ROLLCALL_PLAN_KEY: identity },
  });
  runner = new Runner(github, {
    'dropbox-plan-teams-emea': planning(emea, await signInToRead(emea)),
    'dropbox-apply-teams-emea': applying(emea),
    // Somebody stored the token that can write where plans are made.
    'dropbox-plan-teams-apac': planning(apac, apac.app.refreshToken),
    'dropbox-apply-teams-apac': applying(apac),
  });
});
afterEach(async () => {
  runner.close();
  await Promise.all([github.close(), emea.close(), apac.close()]);
});

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

const fileOf = (id: string, surname: string) => `version: 1
team: {id: ${id}}
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: bob@acme.com, surname: ${surname}}
`;
const filesWith = (surname: string) => ({
  'teams/emea.yaml': fileOf('dbtid:AAHacme', surname),
  'teams/apac.yaml': fileOf('dbtid:AAHapac', surname),
});

function commit(sha: string, files: Readonly<Record<string, string>>): void {
  github.world.files.set(sha, new Map(Object.entries(files)));
}

/** Opens pull request 7, which renames Bob in both teams, and answers with what starts its plan. */
function propose(): RunStart {
  commit(commits.start, filesWith('Builder'));
  commit(commits.head, filesWith('Baumeister'));
  github.world.addPull({ number: 7, head: commits.head, base: commits.start });
  github.world.branches.set('main', commits.start);
  github.world.history.push(commits.start);
  const head = { sha: commits.head, ref: 'topic', repo: { full_name: github.world.name } };
  const event = { pull_request: { number: 7, head, base: { sha: commits.start, ref: 'main' } } };
  const context = { sha: commits.merge, ref: 'refs/pull/7/merge', event_name: 'pull_request', event };
  return { context, files: filesWith('Baumeister') };
}

/** Merges it, and answers with what starts its apply. */
function merge(): RunStart {
  commit(commits.merge, filesWith('Baumeister'));
  const [pull] = github.world.pulls;
  if (pull !== undefined) pull.mergeCommit = commits.merge;
  github.world.history.push(commits.merge);
  github.world.branches.set('main', commits.merge);
  const context = { sha: commits.merge, ref: 'refs/heads/main', event_name: 'push', event: {} };
  return { context, files: filesWith('Baumeister') };
}

describe('a fleet of two teams, of which one is set up wrongly', { timeout: 60_000 }, () => {
  it('plans, applies and tells of the other as if nothing were', async () => {
    const planned = await runner.run('rollcall-plan.yml', propose());
    expect(planned.jobs).toEqual({
      teams: 'success',
      validate: 'skipped',
      plan: 'failure',
      report: 'success',
      verdict: 'failure',
    });
    expect(planned.rows.plan).toMatchObject({
      'teams-apac': { result: 'failure', log: expect.stringContaining('The Dropbox token can write') },
      'teams-emea': { result: 'success' },
    });
    const comments = github.world.shown(7).map(({ body }) => body);
    expect(comments).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The Dropbox token can write'),
        expect.stringContaining('bob@acme.com'),
      ]),
    );
    expect(comments.length).toBe(2);

    const applied = await runner.run('rollcall-apply.yml', merge());
    expect(applied.jobs).toEqual({ teams: 'success', apply: 'failure', report: 'success' });
    expect(applied.rows.apply).toMatchObject({
      'teams-apac': { result: 'failure' },
      'teams-emea': { result: 'success' },
    });
    expect(emea.team.member('bob@acme.com')?.surname).toBe('Baumeister');
    // Nobody saw a plan for this team, so nothing is done to it.
    expect(apac.team.member('bob@acme.com')?.surname).toBe('Builder');
    expect(github.world.shown(7).map(({ body }) => body)).toEqual(
      expect.arrayContaining([expect.stringContaining('Applied 1 of 1')]),
    );
    // No job may do more than it does.
    expect(runner.unusedPermissions()).toEqual([]);
  });

  it('looks for drift in the other, and opens an issue', async () => {
    propose();
    const context = { sha: commits.start, ref: 'refs/heads/main', event_name: 'schedule', event: {} };
    const looked = await runner.run('rollcall-drift.yml', { context, files: filesWith('Baumeister') });
    expect(looked.rows.drift).toMatchObject({
      'teams-apac': { result: 'failure' },
      'teams-emea': { result: 'success' },
    });
    expect(looked.jobs).toEqual({ teams: 'success', drift: 'failure', report: 'success' });
    expect(github.world.issues.map(({ state, body }) => `${state}: ${body}`)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^open: [\s\S]*bob@acme\.com/)]),
    );
    // No job may do more than it does.
    expect(runner.unusedPermissions()).toEqual([]);
  });
});
