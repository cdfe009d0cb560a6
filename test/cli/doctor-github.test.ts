import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import { Workplace } from './command-line.js';

const TOKEN = 'ghp_tokenofanadministrator';
const READS = ['contents: read', 'actions: read', 'metadata: read'];

let github: FakeGitHub;
let workplace: Workplace;

beforeEach(async () => {
  github = await startFakeGitHub();
  const { world } = github;
  world.addWorkflowToken(TOKEN, [...READS, 'administration: read']);
  world.environments.set('dropbox-plan', {
    branches: ['main', 'refs/pull/*/merge'],
    reviewers: 0,
    secrets: ['DROPBOX_PLAN_REFRESH_TOKEN'],
  });
  world.environments.set('dropbox-apply', {
    branches: ['main'],
    reviewers: 1,
    secrets: ['DROPBOX_APPLY_REFRESH_TOKEN', 'ROLLCALL_PLAN_KEY'],
  });
  world.rules.set('main', [
    {
      type: 'pull_request',
      parameters: {
        required_approving_review_count: 1,
        require_code_owner_review: true,
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
      },
    },
    { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'rollcall' }] } },
    { type: 'non_fast_forward' },
  ]);
  workplace = new Workplace({ GITHUB_TOKEN: TOKEN, GITHUB_API_URL: github.url, GITHUB_REPOSITORY: world.name });
  workplace.write('team.yaml', 'version: 1\nmembers: []\n');
});
afterEach(async () => {
  workplace.remove();
  await github.close();
});

/** What is said of GitHub: `id status: sentence`. */
async function tell(env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { stdout } = await workplace.run(['doctor', '--format', 'json'], { env });
  const { checks } = JSON.parse(stdout) as {
    readonly checks: readonly { readonly id: string; readonly status: string; readonly summary: string }[];
  };
  return checks
    .filter(({ id, status }) => id.startsWith('github-') && status !== 'ok')
    .map(({ id, status, summary }) => `${id} ${status}: ${summary}`);
}

describe('doctor, of a repository on GitHub', () => {
  it('agrees with one that is set up as the documentation says, but for what administrators may', async () => {
    expect(await tell()).toEqual([
      'github-reviewers warning: Administrators may use dropbox-apply without being asked.',
    ]);
  });

  it('only reads', async () => {
    await tell();
    expect(github.calls.length).toBeGreaterThan(5);
    expect(github.writes()).toEqual([]);
  });

  it('tells what is not so', async () => {
    github.world.visibility = 'public';
    github.world.environments.delete('dropbox-plan');
    github.world.environments.set('dropbox-apply', { branches: 'all', reviewers: 0, secrets: [] });
    github.world.rules.clear();
    expect(await tell()).toEqual([
      'github-visibility warning: The repository is public.',
      'github-environments problem: There is no environment dropbox-plan.',
      'github-apply-branches problem: Every branch reaches the environment dropbox-apply.',
      'github-plan-branches unseen: There is no environment dropbox-plan to look at.',
      'github-reviewers warning: Nobody is asked before dropbox-apply is used.',
      'github-secrets problem: The environment dropbox-apply has no secret DROPBOX_APPLY_REFRESH_TOKEN.',
      'github-branch-rules problem: Commits can be pushed to main without a pull request.',
    ]);
  });

  it('counts an older branch protection beside the rulesets', async () => {
    const rules = github.world.rules.get('main') ?? [];
    github.world.rules.set('main', rules.slice(1));
    github.world.protections.set('main', {
      required_pull_request_reviews: {
        required_approving_review_count: 1,
        require_code_owner_reviews: true,
        dismiss_stale_reviews: true,
        require_last_push_approval: true,
      },
    });
    expect((await tell()).filter((told) => told.startsWith('github-branch-rules'))).toEqual([]);
  });

  it('says what a token of less power would need to show', async () => {
    github.world.addWorkflowToken('ghs_tokenofajob', READS);
    github.world.rules.clear();
    const told = await tell({ GITHUB_TOKEN: 'ghs_tokenofajob' });
    const administration = 'Not visible with this GitHub token: it needs administration: read';
    expect(told).toEqual([
      'github-reviewers warning: Administrators may use dropbox-apply without being asked.',
      `github-secrets unseen: ${administration}, or environments: read of a personal token.`,
      `github-branch-rules unseen: ${administration}.`,
      `github-default-token unseen: ${administration}.`,
    ]);
  });

  it('looks at the environments of every team', async () => {
    workplace.write('emea.yaml', 'version: 1\nmembers: []\n');
    expect(await tell()).toContain('github-environments problem: There is no environment dropbox-plan-emea.');
  });

  it('finds the repository that the folder was cloned from', async () => {
    const git = (...argv: readonly string[]) => execFileSync('git', ['-C', workplace.folder, ...argv]);
    git('init', '--quiet');
    git('remote', 'add', 'origin', `git@github.com:${github.world.name}.git`);
    expect((await tell({ GITHUB_REPOSITORY: '' })).filter((told) => told.includes('unseen'))).toEqual([]);
  });

  it('takes a token that GitHub does not know for something it cannot see, and repeats none of it', async () => {
    const { stdout, stderr } = await workplace.run(['doctor'], { env: { GITHUB_TOKEN: 'ghp_wrongtokenofnobody' } });
    expect(stdout).toContain('cannot see: token-accepted');
    expect(stdout).toMatch(/^cannot see: github-visibility and 7 more$/m);
    expect(stdout + stderr).not.toContain('ghp_wrongtokenofnobody');
  });
});
