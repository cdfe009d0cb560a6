import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers } from './fake-route.js';
import { commits, type Reporting, startReporting, TOKEN } from './post-fixtures.js';

let reporting: Reporting;

beforeEach(async () => {
  reporting = await startReporting();
  reporting.world.addPull({ number: 12, head: commits.first });
});
afterEach(() => reporting.close());

describe('a job that ended before it could write a run folder', () => {
  const ended = ['comment', 'missing', '--result', 'failure', '--pull-request', '12', '--commit', commits.first];

  it('is told on the pull request, with a link to its log', async () => {
    const { code } = await reporting.workplace.run(ended);
    expect(code).toBe(0);
    const [comment] = reporting.world.comments;
    expect(comment?.body).toContain('No plan: the job ended before it could write one');
    expect(comment?.body).toContain('https://github.com/acme/team/actions/runs/77');
    expect(reporting.world.checks).toMatchObject([{ conclusion: 'failure', commit: commits.first }]);
  });

  it('takes the place of a plan that no longer holds', async () => {
    await reporting.post({});
    await reporting.workplace.run(ended);
    expect(reporting.world.comments).toMatchObject([{ isMinimised: true }, { isMinimised: false }]);
  });

  it('says of an apply that nobody knows what it did', async () => {
    await reporting.workplace.run([...ended, '--command', 'apply']);
    expect(reporting.world.comments[0]?.body).toContain('What it did to the team is not known');
  });

  it('is that of the team whose file is named', async () => {
    await reporting.workplace.run([...ended, '-f', 'teams/emea.yaml']);
    expect(reporting.world.checks).toMatchObject([{ name: 'Rollcall plan: teams-emea' }]);
  });

  it('leaves a word about it to whoever adds --result: a folder is missing by mistake otherwise', async () => {
    const { code, stderr } = await reporting.workplace.run(['comment', 'missing']);
    expect(code).toBe(1);
    expect(stderr).toContain('missing is no run folder: it holds no run.json. Write one with --run-folder');
  });

  it('is not believed to have ended early where its folder is there', async () => {
    await reporting.post({}, { argv: ['--result', 'failure'] });
    expect(reporting.world.comments[0]?.body).toContain('2 people join');
  });
});

describe('the check of a commit', () => {
  it('passes with the verdict as its title', async () => {
    await reporting.post({});
    expect(reporting.world.checks).toMatchObject([
      { name: 'Rollcall plan: team', commit: commits.first, conclusion: 'success', title: '🔵 2 people join' },
    ]);
  });

  it.each([
    { what: 'a guard refuses the plan', parts: { outcome: 'refused' } as const },
    { what: 'the comment cannot show all that has to be seen', parts: { isComplete: false } },
  ])('fails when $what', async ({ parts }) => {
    await reporting.post(parts);
    expect(reporting.world.checks).toMatchObject([{ conclusion: 'failure' }]);
  });

  it('points to the lines of the team file, however many', async () => {
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: 'team.yaml',
      line: index + 1,
      level: 'error',
      title: 'unknown-key',
      message: 'No such key.',
    }));
    await reporting.post({ outcome: 'invalid', digest: null }, { annotations });
    const [check] = reporting.world.checks;
    expect(check?.annotations.map(({ start_line }) => start_line)).toEqual(annotations.map(({ line }) => line));
    expect(check?.annotations[0]).toMatchObject({ path: 'team.yaml', annotation_level: 'failure' });
  });

  it('is left out, and said to be, where the token may not write checks', async () => {
    reporting.world.addWorkflowToken(TOKEN, ['pull-requests: write']);
    const { code, stdout } = await reporting.post({});
    expect(code).toBe(0);
    expect(stdout).toContain('No check was written, the rest was: GitHub did not let us write the check');
    expect(stdout).toContain('checks: write');
    expect(reporting.world.comments).toHaveLength(1);
  });
});

describe('the summary of a job', () => {
  it('holds the run, after what was there', async () => {
    reporting.workplace.write('summary.md', 'Before.\n');
    await reporting.post({});
    const env = { GITHUB_STEP_SUMMARY: reporting.workplace.path('summary.md') };
    expect((await reporting.workplace.run(['comment', 'run'], { env })).stdout).toContain('Appended to the summary');
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^Before\.\n## 🔵 2 people join\n/);
  });

  it('is written even where GitHub takes no comment', async () => {
    reporting.world.addWorkflowToken(TOKEN, ['pull-requests: read']);
    await reporting.post({});
    const env = { GITHUB_STEP_SUMMARY: reporting.workplace.path('summary.md') };
    const { code, stdout, stderr } = await reporting.workplace.run(['comment', 'run'], { env });
    expect(code).toBe(1);
    expect(stdout).toContain('No check was written: ');
    expect(stderr).toContain(
      'GitHub did not let us write a comment on #12: Resource not accessible by integration. Give the job this permission, or the token its equivalent: pull-requests: write',
    );
    expect(reporting.workplace.read('summary.md')).toContain('2 people join');
  });
});

describe('rollcall comment', () => {
  it('says what to do about a token that GitHub does not know', async () => {
    await reporting.post({});
    const { code, stderr } = await reporting.workplace.run(['comment', 'run'], { env: { GITHUB_TOKEN: 'ghp_old' } });
    expect(code).toBe(1);
    expect(stderr).toContain('GitHub does not know the token');
    expect(stderr).not.toContain('ghp_old');
  });

  it.each([
    { env: { GITHUB_TOKEN: '' }, says: 'There is no GitHub token. Set GITHUB_TOKEN' },
    { env: { GITHUB_REPOSITORY: '' }, says: 'No GitHub repository is named. Name it with --repo OWNER/NAME' },
    { env: { GITHUB_REPOSITORY: 'team' }, says: 'team does not name a GitHub repository.' },
    { env: { GITHUB_TOKEN: 'ghp_a\nb' }, says: 'holds a blank or another character that no token has' },
    { env: { GITHUB_API_URL: 'here' }, says: 'GITHUB_API_URL is not an address: here.' },
    { env: { GITHUB_API_URL: 'ftp://here' }, says: 'GITHUB_API_URL is not an address: ftp://here.' },
    { env: { GITHUB_API_URL: 'https://me:pass@here' }, says: 'GITHUB_API_URL holds a user or a password' },
    { env: { HTTPS_PROXY: 'proxy:pass@nowhere' }, says: 'The environment names a proxy whose address cannot be used.' },
  ])('says what is missing: $says', async ({ env, says }) => {
    await reporting.post({}, { argv: ['--dry-run'] });
    const { code, stderr } = await reporting.workplace.run(['comment', 'run'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('ghp_a');
  });

  it('says as JSON what it wrote', async () => {
    reporting.world.addWorkflowToken(TOKEN, ['pull-requests: write']);
    const { stdout } = await reporting.post(
      {},
      { argv: ['--format', 'json', '--pull-request', '12', '--pull-request', '9'] },
    );
    const id = reporting.world.comments[0]?.id;
    expect(JSON.parse(stdout)).toEqual({
      format_version: 1,
      dry_run: false,
      team: 'team',
      outcome: 'changes',
      comments: [
        {
          pull_request: 12,
          result: 'created',
          id,
          url: `https://github.com/acme/team/pull/12#issuecomment-${id}`,
        },
        {
          pull_request: 9,
          result: 'failed',
          id: null,
          url: null,
          message: 'GitHub answered "not found" when we were to read the comments of #9.',
          advice: expect.stringContaining('Check the name of the repository'),
        },
      ],
      issue: null,
      check: { result: 'failed', url: null, message: expect.any(String), advice: expect.any(String) },
      job_summary: false,
    });
  });

  it('takes GH_TOKEN where there is no GITHUB_TOKEN', async () => {
    await reporting.post({}, { argv: ['--dry-run'] });
    const env = { GITHUB_TOKEN: '', GH_TOKEN: TOKEN };
    expect((await reporting.workplace.run(['comment', 'run'], { env })).code).toBe(0);
  });

  it('says that a file is no run folder', async () => {
    reporting.workplace.write('plan.json', '{}');
    const { code, stderr } = await reporting.workplace.run(['comment', 'plan.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('plan.json is a file. Name the folder that --run-folder wrote.');
  });

  it.each([
    { name: 'run.json', text: '{"format": "rollcall-run"', says: 'run/run.json is not JSON.' },
    { name: 'run.json', text: '{"format": "rollcall-run", "version": 2}', says: 'run/run.json holds something else' },
    { name: 'annotations.json', text: '[{}]', says: 'run/annotations.json holds something else' },
  ])('says which file of a run folder is broken: $says', async ({ name, text, says }) => {
    await reporting.post({}, { argv: ['--dry-run'] });
    reporting.workplace.write(`run/${name}`, text);
    const { code, stderr } = await reporting.workplace.run(['comment', 'run']);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('tells each call with --verbose, and no token', async () => {
    const { stderr } = await reporting.post({}, { argv: ['--verbose'] });
    expect(stderr).toMatch(/^POST \/repos\/acme\/team\/issues\/12\/comments: 201, \d+ ms$/m);
    expect(stderr).not.toContain(TOKEN);
  });

  it('waits when GitHub asks for a pause, and says why', async () => {
    reporting.github.fail({ method: 'POST', path: '/comments', happens: answers.secondaryLimit(1) });
    const { code, stderr } = await reporting.post({});
    expect(code).toBe(0);
    expect(stderr).toContain('GitHub asks for a pause: going on in 1 s.');
    expect(reporting.world.comments).toHaveLength(1);
  });

  it('refuses a comment that is longer than GitHub takes, before it sends it', async () => {
    const { code, stderr } = await reporting.post({}, { text: `## Long\n${'x'.repeat(70_000)}` });
    expect(code).toBe(1);
    expect(stderr).toMatch(/The comment has \d+ characters, and GitHub takes 65536\./);
    expect(reporting.github.calls).not.toContain('POST /repos/acme/team/issues/12/comments');
  });
});
