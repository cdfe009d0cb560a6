import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from '../cli/command-line.js';
import { type FakeGitHub, startFakeGitHub } from './fake-github.js';
import { commits, REPORTER, TOKEN } from './post-fixtures.js';

let team: Awaited<ReturnType<typeof startTeam>>;
let github: FakeGitHub;

beforeEach(async () => {
  [team, github] = await Promise.all([startTeam(), startFakeGitHub()]);
  github.world.addWorkflowToken(TOKEN, REPORTER);
  github.world.addPull({ number: 12, head: commits.first });
  team.workplace.write('team.yaml', changesFile);
});
afterEach(async () => {
  await team.close();
  await github.close();
});

/** The job with a Dropbox token, and then the one with a GitHub token. */
async function runAndTell(commit: string, argv: readonly string[]): Promise<string> {
  await team.workplace.run([...argv, '--run-folder', 'run', '--commit', commit, '--pull-request', '12']);
  const env = { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: github.world.name };
  const { stdout } = await team.workplace.run(['comment', 'run'], { env: { ...env, DROPBOX_ACCESS_TOKEN: '' } });
  return stdout;
}

function shown(): string[] {
  return github.world.shown(12).map(({ body }) => body);
}

describe('the pull request of a team', () => {
  it('shows the plan, then the plan of a further push, then what was applied, in one comment', async () => {
    await runAndTell(commits.first, ['plan']);
    expect(shown()).toEqual([expect.stringMatching(/^<!-- rollcall:v1 .* -->\n## .*1 person loses access/)]);
    expect(shown()[0]).toContain('`eve@acme.com`');

    const [pull] = github.world.pulls;
    if (pull !== undefined) pull.head = commits.second;
    team.workplace.write('team.yaml', changesFile.replace(', status: suspended', ''));
    await runAndTell(commits.second, ['plan']);
    expect(shown()).toEqual([expect.not.stringContaining('loses access')]);
    expect(shown()[0]).toMatch(/Since the last plan: \*\*−\d+ /);

    await runAndTell(commits.merge, ['apply', '--auto-approve']);
    expect(shown()).toEqual([expect.stringMatching(/\n## ✅ Applied \d+ of \d+/)]);
    expect(github.world.checks.map(({ commit, conclusion }) => [commit, conclusion])).toEqual([
      [commits.first, 'success'],
      [commits.second, 'success'],
      [commits.merge, 'success'],
    ]);
  });

  it('shows that the file is invalid instead of the plan, and where', async () => {
    await runAndTell(commits.first, ['plan']);
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: ada@acme.com, rolle: team_admin}]\n');
    expect(await runAndTell(commits.first, ['plan'])).toContain('It got worse');
    expect(shown()).toEqual([expect.stringMatching(/\n## ❌ 1 error in the team file/)]);
    expect(github.world.checks.at(-1)).toMatchObject({
      conclusion: 'failure',
      annotations: [{ path: 'team.yaml', start_line: 2, annotation_level: 'failure' }],
    });
  });
});
