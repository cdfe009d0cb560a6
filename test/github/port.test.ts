import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubRepository, openGitHub } from '../../src/github/index.js';
import { type FakeGitHub, startFakeGitHub } from './fake-github.js';
import { answers } from './fake-route.js';
import { commits, TOKEN } from './post-fixtures.js';
import { isValidated } from './through-prism.js';

const READER = ['contents: read', 'actions: read', 'pull-requests: read', 'issues: read'];

let fake: FakeGitHub;

beforeEach(async () => {
  fake = await startFakeGitHub();
  fake.world.addWorkflowToken(TOKEN, READER);
});
afterEach(() => fake.close());

function open(
  options: { readonly token?: string; readonly onWait?: (seconds: number) => void } = {},
): GitHubRepository {
  const { owner, repo } = fake.world;
  return openGitHub({ token: TOKEN, apiUrl: fake.url, owner, repo, secondMs: 1, ...options });
}

describe('a repository on GitHub', () => {
  it.each(['public', 'private', 'internal'] as const)('tells that it is %s', async (visibility) => {
    fake.world.visibility = visibility;
    expect(await open().readFacts()).toEqual({ visibility, defaultBranch: 'main' });
  });

  it('tells the newest commit of a branch, or that there is no such branch', async () => {
    fake.world.branches.set('main', commits.merge);
    expect(await open().commits.tipOf('main')).toBe(commits.merge);
    expect(await open().commits.tipOf('gone')).toBeNull();
  });

  it('lists all commits between two, however many', async () => {
    const history = Array.from({ length: 251 }, (_, index) => index.toString(16).padStart(40, '0'));
    fake.world.history.push(...history);
    const found = await open().commits.compare(history[0] ?? '', history[250] ?? '');
    expect(found).toEqual({ status: 'ahead', commits: history.slice(1) });
    expect(await open().commits.compare(history[3] ?? '', history[3] ?? '')).toEqual({
      status: 'identical',
      commits: [],
    });
    expect(await open().commits.compare(commits.base, commits.merge)).toBeNull();
  });

  it('tells a pull request and those of a commit', async () => {
    fake.world.addPull({ number: 12, head: commits.first, headRepository: 'stranger/team' });
    fake.world.addPull({ number: 13, head: commits.second, mergeCommit: commits.merge });
    expect(await open().pullRequests.find(12)).toEqual({
      number: 12,
      state: 'open',
      isMerged: false,
      headCommit: commits.first,
      headRepository: 'stranger/team',
      baseCommit: commits.base,
      baseBranch: 'main',
      mergeCommit: null,
    });
    expect(await open().pullRequests.find(99)).toBeNull();
    expect(await open().pullRequests.ofCommit(commits.merge)).toMatchObject([
      { number: 13, isMerged: true, headRepository: 'acme/team', mergeCommit: commits.merge },
    ]);
  });

  // GitHub sends null here, which its own description does not know.
  it.skipIf(isValidated)('tells a pull request whose fork was deleted', async () => {
    fake.world.addPull({ number: 12, head: commits.first, headRepository: null });
    expect(await open().pullRequests.find(12)).toMatchObject({ headRepository: null });
  });
});

describe('files of a repository', () => {
  beforeEach(() => {
    const files = {
      'team.yaml': 'version: 1\n',
      'people/ä b.yaml': `members: [${'x'.repeat(200)}]\n`,
      'peoples.yaml': '',
    };
    fake.world.files.set(commits.first, new Map(Object.entries(files)));
  });

  it('are read at a commit, as they are', async () => {
    const { contents } = open();
    expect(await contents.readPath('team.yaml', commits.first)).toEqual(Buffer.from('version: 1\n'));
    expect(await contents.readPath('gone.yaml', commits.first)).toBeNull();
    const [file] = await contents.list(commits.first, 'people/');
    expect(file).toMatchObject({ path: 'people/ä b.yaml', sizeBytes: 212 });
    expect(String(await contents.read(file ?? { path: '', sizeBytes: 0, blob: '' }))).toBe(
      `members: [${'x'.repeat(200)}]\n`,
    );
  });

  it('are not read where they are larger than allowed', async () => {
    const [file] = await open().contents.list(commits.first);
    const read = open().contents.read(file ?? { path: '', sizeBytes: 0, blob: '' }, 5);
    await expect(read).rejects.toMatchObject({ tag: 'too-large', message: expect.stringContaining('team.yaml') });
  });

  it('of a commit that is not there are no empty folder', async () => {
    await expect(open().contents.list(commits.second)).rejects.toMatchObject({ tag: 'not-found' });
  });
});

describe('runs of workflows', () => {
  it('are found by commit, event, workflow and end, the newest first', async () => {
    const { world } = fake;
    const old = world.addRun({ headCommit: commits.first });
    const newer = world.addRun({ headCommit: commits.first, headRepository: 'stranger/team' });
    world.addRun({ headCommit: commits.second });
    world.addRun({ headCommit: commits.first, event: 'push' });
    const apply = world.addRun({
      headCommit: commits.merge,
      path: '.github/workflows/rollcall-apply.yml@main',
      event: 'push',
    });
    const { runs } = open();
    const found = await runs.list({ headCommit: commits.first, event: 'pull_request' });
    expect(found.map(({ id }) => id)).toEqual([newer.id, old.id]);
    expect(found[0]).toMatchObject({ headRepository: 'stranger/team', conclusion: 'success', attempt: 1 });
    Object.assign(apply, { path: '.github/workflows/rollcall-apply.yml' });
    expect(await runs.list({ workflowFile: 'rollcall-apply.yml', status: 'success' })).toMatchObject([
      { id: apply.id, workflowPath: '.github/workflows/rollcall-apply.yml' },
    ]);
  });

  it('are not all read where the newest are enough', async () => {
    for (let count = 0; count < 250; count += 1) fake.world.addRun({ headCommit: commits.first });
    const { runs } = open();
    expect(await runs.list({ most: 30 })).toHaveLength(100);
    expect(await runs.list({ most: 101 })).toHaveLength(200);
    expect(await runs.list({})).toHaveLength(250);
  });

  it('keep artefacts to themselves: those of another run with the same name are not theirs', async () => {
    const { world } = fake;
    const [mine, other] = [world.addRun({ headCommit: commits.first }), world.addRun({ headCommit: commits.second })];
    world.addArtefact(other.id, 'rollcall-plan-team', zipSync({ 'plan.json': strToU8('forged') }));
    world.addArtefact(
      mine.id,
      'rollcall-plan-team',
      zipSync({ 'plan.json': strToU8('{}'), 'a/run.json': strToU8('[]') }),
    );
    const { runs } = open();
    const [artefact, ...rest] = await runs.artefactsOf(mine);
    expect(rest).toEqual([]);
    if (artefact === undefined) throw new Error('no artefact');
    expect(artefact).toMatchObject({ name: 'rollcall-plan-team', isExpired: false });
    const files = await runs.download(artefact);
    expect([...files].map(([path, bytes]) => [path, String(Buffer.from(bytes))])).toEqual([
      ['plan.json', '{}'],
      ['a/run.json', '[]'],
    ]);
  });

  it.each([
    { what: 'a large archive', limits: { zipBytes: 20, fileBytes: 1e6, files: 10 } },
    { what: 'a small archive of large files', limits: { zipBytes: 1e6, fileBytes: 1000, files: 10 } },
    { what: 'many files', limits: { zipBytes: 1e6, fileBytes: 1e6, files: 1 } },
  ])('do not fill the memory with $what', async ({ limits }) => {
    const run = fake.world.addRun({ headCommit: commits.first });
    fake.world.addArtefact(run.id, 'a', zipSync({ a: new Uint8Array(5000), b: new Uint8Array(5000) }));
    const { runs } = open();
    const [artefact] = await runs.artefactsOf(run);
    if (artefact === undefined) throw new Error('no artefact');
    await expect(runs.download(artefact, limits)).rejects.toMatchObject({ tag: 'too-large' });
  });

  it('do not fill the memory with an archive that lies about the sizes of its files', async () => {
    const run = fake.world.addRun({ headCommit: commits.first });
    const archive = zipSync({ a: new Uint8Array(5000), b: new Uint8Array(5000) }, { level: 0 });
    // The size unpacked, in the two headers of each file; the size packed stays, and is what is read.
    const bytes = Buffer.from(archive);
    for (const [signature, at] of [
      [0x04034b50, 22],
      [0x02014b50, 24],
    ] as const) {
      for (let index = 0; index < bytes.length - at; index += 1) {
        if (bytes.readUInt32LE(index) === signature) bytes.writeUInt32LE(0, index + at);
      }
    }
    fake.world.addArtefact(run.id, 'a', bytes);
    const { runs } = open();
    const [artefact] = await runs.artefactsOf(run);
    if (artefact === undefined) throw new Error('no artefact');
    const limits = { zipBytes: 1e6, fileBytes: 6000, files: 10 };
    await expect(runs.download(artefact, limits)).rejects.toMatchObject({ tag: 'too-large' });
  });

  it('say that an archive is none, and that one has expired', async () => {
    const run = fake.world.addRun({ headCommit: commits.first });
    fake.world.addArtefact(run.id, 'broken', strToU8('no zip'));
    fake.world.addArtefact(run.id, 'old', zipSync({}), true);
    const { runs } = open();
    const [broken, old] = await runs.artefactsOf(run);
    if (broken === undefined || old === undefined) throw new Error('no artefacts');
    await expect(runs.download(broken)).rejects.toMatchObject({ tag: 'unreadable' });
    await expect(runs.download(old)).rejects.toMatchObject({
      tag: 'disabled',
      message: expect.stringContaining('expired'),
    });
  });
});

describe('settings of a repository', () => {
  beforeEach(() => {
    const { world } = fake;
    world.environments.set('dropbox-apply', { branches: ['main'], reviewers: 2, secrets: ['DROPBOX_REFRESH_TOKEN'] });
    world.environments.set('dropbox-plan', { branches: 'all', reviewers: 0, secrets: [] });
    const about = { ruleset_source_type: 'Repository', ruleset_source: 'acme/team', ruleset_id: 1 };
    const review = {
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: false,
      required_approving_review_count: 1,
      required_review_thread_resolution: false,
    };
    world.rules.set('main', [
      { type: 'pull_request', parameters: review, ...about },
      { type: 'pull_request', parameters: { ...review, required_approving_review_count: 2 }, ...about },
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [{ context: 'rollcall' }], strict_required_status_checks_policy: false },
        ...about,
      },
      { type: 'non_fast_forward', ...about },
      { type: 'required_linear_history', ...about },
    ]);
    world.protections.set('main', { allow_deletions: { enabled: true } });
  });

  it('show what guards an environment', async () => {
    const { settings } = open();
    expect(await settings.environment('dropbox-apply')).toEqual({
      tag: 'seen',
      value: {
        name: 'dropbox-apply',
        branches: { tag: 'selected', patterns: ['main'] },
        reviewers: 2,
        preventsSelfReview: true,
        canAdminsBypass: true,
      },
    });
    expect(await settings.environment('dropbox-plan')).toMatchObject({
      value: { branches: { tag: 'all' }, reviewers: 0 },
    });
    expect(await settings.environment('gone')).toEqual({ tag: 'seen', value: null });
  });

  it('show the rules of a branch, the stricter of two', async () => {
    expect(await open().settings.rulesOf('main')).toEqual({
      tag: 'seen',
      value: {
        pullRequest: {
          approvals: 2,
          needsCodeOwner: true,
          dismissesStaleApprovals: true,
          needsApprovalOfLastPush: false,
        },
        requiredChecks: ['rollcall'],
        forbidsForcePush: true,
        forbidsDeletion: false,
      },
    });
    expect(await open().settings.rulesOf('other')).toMatchObject({ value: { pullRequest: null, requiredChecks: [] } });
  });

  it('say what a token is not shown, and which permission would show it', async () => {
    const { settings } = open();
    expect(await settings.secretNames('dropbox-apply')).toMatchObject({ tag: 'hidden' });
    expect(await settings.protectionOf('main')).toEqual({ tag: 'hidden', permission: 'administration: read' });
    expect(await settings.workflowPermissions()).toMatchObject({ tag: 'hidden' });
  });

  it('show an administrator the rest', async () => {
    fake.world.addWorkflowToken(TOKEN, [...READER, 'administration: read']);
    const { settings } = open();
    expect(await settings.secretNames('dropbox-apply')).toEqual({ tag: 'seen', value: ['DROPBOX_REFRESH_TOKEN'] });
    expect(await settings.protectionOf('main')).toMatchObject({
      value: { pullRequest: null, requiredChecks: [], forbidsForcePush: true, forbidsDeletion: false },
    });
    expect(await settings.protectionOf('other')).toEqual({ tag: 'seen', value: null });
    expect(await settings.workflowPermissions()).toEqual({
      tag: 'seen',
      value: { defaultToken: 'read', canApprovePullRequests: false },
    });
  });
});

describe('an Enterprise Server', () => {
  it('has GraphQL beside REST, and hears of nothing but what was asked', async () => {
    const asked: string[] = [];
    const fetch = async (url: unknown, init?: RequestInit) => {
      asked.push(`${init?.method} ${url} ${init?.body ?? ''}`);
      const isUser = String(url).endsWith('/user');
      return Response.json(isUser ? {} : { data: { viewer: { login: 'app[bot]' } } }, { status: isUser ? 403 : 200 });
    };
    const options = {
      token: 'ghp_app',
      apiUrl: 'https://git.acme.example/api/v3/',
      owner: 'acme',
      repo: 'team',
      fetch,
    };
    expect(await openGitHub(options).readLogin()).toBe('app[bot]');
    expect(asked).toEqual([
      'GET https://git.acme.example/api/v3/user ',
      'POST https://git.acme.example/api/graphql {"query":"query { viewer { login } }","variables":{}}',
    ]);
  });
});

describe('bad weather at GitHub', () => {
  it('is waited out when GitHub says for how long', async () => {
    const waits: number[] = [];
    fake.fail({ method: 'GET', path: '/repos', happens: answers.secondaryLimit(7) });
    fake.fail({ method: 'GET', path: '/repos', happens: answers.secondaryLimit(2) });
    await open({ onWait: (seconds) => waits.push(seconds) }).readFacts();
    expect(waits).toEqual([7, 2]);
  });

  it('ends a run that would have to wait for most of an hour', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 3000);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    fake.fail({
      method: 'GET',
      path: '/repos',
      happens: { status: 403, headers, body: { message: 'API rate limit exceeded' } },
    });
    await expect(open().readFacts()).rejects.toMatchObject({
      tag: 'rate-limited',
      message: expect.stringMatching(/no more calls .*anew at 20/),
    });
  });

  it('does not end a read: it is repeated', async () => {
    fake.fail({ method: 'GET', path: '/repos', happens: { status: 502 } });
    fake.fail({ method: 'GET', path: '/repos', happens: 'refuse-connection' });
    expect(await open().readFacts()).toMatchObject({ visibility: 'private' });
  });

  it('ends a listing whose second page does not come, and is no shorter list', async () => {
    fake.world.addPull({ number: 12, head: commits.first });
    for (let count = 0; count < 150; count += 1) fake.world.addComment(12, 'ada', 'Hi');
    const conflict = { status: 409, body: { message: 'Conflict' } };
    fake.fail({ method: 'GET', path: '/comments', happens: conflict });
    await expect(open().comments.list(12)).rejects.toMatchObject({ tag: 'refused' });
  });

  it.each([
    { words: 'Unable to create comment because issue is locked.', advice: /^These are the words of GitHub/ },
    { words: 'Resource not accessible by integration', advice: /^Give the job this permission.*pull-requests: write/ },
  ])('gives the reason of GitHub, and advice that fits: $words', async ({ words, advice }) => {
    fake.fail({ method: 'POST', path: '/comments', happens: { status: 403, body: { message: words } } });
    await expect(open().comments.create(12, 'Hi')).rejects.toMatchObject({
      tag: 'forbidden',
      message: expect.stringContaining(words.replace(/\.$/, '')),
      advice: expect.stringMatching(advice),
    });
  });

  it('is told where nobody answers, after some tries', async () => {
    await fake.close();
    await expect(open().readLogin()).rejects.toMatchObject({
      tag: 'no-answer',
      message: expect.stringMatching(/^GitHub could not be reached to ask whom the token belongs to: .*ECONNREFUSED/),
    });
  });

  it('is told where an answer is not what GitHub documents', async () => {
    fake.fail({ method: 'GET', path: '/repos', happens: answers.ok({ private: 'perhaps' }) });
    await expect(open().readFacts()).rejects.toMatchObject({
      tag: 'unreadable',
      message: expect.stringContaining('private'),
    });
  });
});
