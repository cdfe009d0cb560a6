import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers } from './fake-route.js';
import { commits, makeRun, type Reporting, startReporting, TOKEN } from './post-fixtures.js';

let reporting: Reporting;

beforeEach(async () => {
  reporting = await startReporting();
  reporting.world.addPull({ number: 12, head: commits.first });
});
afterEach(() => reporting.close());

function shownTexts(): string[] {
  return reporting.world.shown(12).map(({ body }) => body);
}

/** A second push to the pull request. */
function push(commit: string): void {
  const [pull] = reporting.world.pulls;
  if (pull !== undefined) pull.head = commit;
}

describe('the comment on a pull request', () => {
  it('is written once, with the plan under a hidden line', async () => {
    const { code, stdout } = await reporting.post({});
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Wrote a comment on #12: https:\/\/github.com\/acme\/team\/pull\/12#issuecomment-\d+\n/);
    expect(shownTexts()).toEqual([
      expect.stringMatching(/^<!-- rollcall:v1 \{[^\n]*\} -->\n## 🔵 2 people join\n\nBody\.\n\n<sub>[^\n]*<\/sub>\n$/),
    ]);
  });

  it('is not written again when nothing changed but the time', async () => {
    await reporting.post({});
    const before = reporting.github.writes().length;
    const { stdout } = await reporting.post({}, { argv: ['--format', 'json'] });
    expect(JSON.parse(stdout).comments).toEqual([expect.objectContaining({ pull_request: 12, result: 'unchanged' })]);
    expect(reporting.world.comments).toMatchObject([{ edits: 0 }]);
    const writes = reporting.github.writes().slice(before);
    expect(writes.filter((write) => write.includes('comments'))).toEqual([]);
  });

  it('is mended when somebody changed its text', async () => {
    await reporting.post({});
    const [comment] = reporting.world.comments;
    if (comment !== undefined) comment.body = comment.body.replace('2 people join', 'Nothing to see');
    expect((await reporting.post({})).stdout).toContain('up to date');
    expect(shownTexts()[0]).toContain('2 people join');
  });

  it('is edited in place when a second push makes the plan safer', async () => {
    await reporting.post({ counts: { destructive: 2, removes: 1 } });
    push(commits.second);
    await reporting.post({ head: commits.second, digest: '123456abcdef' }, { text: '## Less\n' });
    expect(reporting.world.comments).toMatchObject([{ edits: 1, isMinimised: false }]);
    expect(shownTexts()[0]).toContain('## Less\n\nSince the last plan: **−1 removal');
  });

  it('says that a second push changed nothing in the plan', async () => {
    await reporting.post({});
    push(commits.second);
    await reporting.post({ head: commits.second });
    expect(shownTexts()).toEqual([
      expect.stringMatching(/Body\.\n\nSince the last plan: \*\*unchanged\*\*\.\n\n<sub>[^\n]*<\/sub>\n$/),
    ]);
  });

  it.each([
    { why: 'more people lose access', worse: { counts: { destructive: 1 } } },
    { why: 'more people gain power', worse: { counts: { gains: 1 } } },
    { why: 'a guard refuses the plan', worse: { outcome: 'refused', exitCode: 3 } as const },
  ])('is written anew, and the old one folded away, when $why', async ({ worse }) => {
    await reporting.post({});
    push(commits.second);
    const { stdout } = await reporting.post({ head: commits.second, digest: '123456abcdef', ...worse });
    expect(stdout).toContain('It got worse');
    expect(reporting.world.comments).toMatchObject([
      { isMinimised: true, edits: 0 },
      { isMinimised: false, edits: 0 },
    ]);
  });

  it('goes on in the newer comment after the old one was folded away', async () => {
    await reporting.post({});
    await reporting.post({ digest: '123456abcdef', counts: { gains: 1 } });
    await reporting.post({ digest: 'aaaaaabbbbbb' }, { text: '## Third\n' });
    expect(reporting.world.comments).toHaveLength(2);
    expect(shownTexts()).toEqual([expect.stringContaining('## Third')]);
  });

  it('folds away what a run left that was cut off between writing the new one and folding the old', async () => {
    await reporting.post({});
    reporting.world.addComment(12, 'github-actions[bot]', reporting.world.comments[0]?.body ?? '');
    await reporting.post({});
    expect(reporting.world.comments.map(({ isMinimised }) => isMinimised)).toEqual([true, false]);
  });

  it('tells in the old one that it was replaced, where it cannot be folded away', async () => {
    await reporting.post({});
    reporting.github.fail({
      method: 'POST',
      path: '/graphql',
      happens: answers.ok({ data: { viewer: { login: 'github-actions[bot]' } } }),
    });
    reporting.github.fail({ method: 'POST', path: '/graphql', happens: answers.notAccessible });
    const { stdout } = await reporting.post({ digest: '123456abcdef', counts: { gains: 1 } });
    expect(stdout).toContain('says that it was replaced');
    expect(shownTexts()[0]).toMatch(/^## Replaced by a newer comment\n\nRead \[the newer one\]\(https:/);
  });

  it('is found on the fourth page of a long conversation', async () => {
    for (let count = 0; count < 150; count += 1) reporting.world.addComment(12, 'ada', `Word ${count}`);
    await reporting.post({});
    for (let count = 0; count < 170; count += 1) reporting.world.addComment(12, 'ada', `Word ${count}`);
    await reporting.post({ digest: '123456abcdef' });
    expect(reporting.world.comments.filter(({ author }) => author !== 'ada')).toMatchObject([{ edits: 1 }]);
  });

  it('is written anew when somebody folded it away, where nobody would see what changes in it', async () => {
    await reporting.post({});
    Object.assign(reporting.world.comments[0] ?? {}, { isMinimised: true });
    await reporting.post({});
    await reporting.post({ digest: '123456abcdef' });
    expect(reporting.world.comments).toMatchObject([
      { isMinimised: true, edits: 0 },
      { isMinimised: false, edits: 1 },
    ]);
  });

  it("leaves a person's comment alone that holds our hidden line", async () => {
    await reporting.post({});
    const [ours] = reporting.world.comments;
    const copy = reporting.world.addComment(12, 'mallory', ours?.body ?? '');
    await reporting.post({ digest: '123456abcdef' }, { text: '## Changed\n' });
    expect(copy).toMatchObject({ edits: 0, isMinimised: false });
    expect(ours).toMatchObject({ edits: 1 });
  });

  it('is kept apart from that of another team', async () => {
    await reporting.post({});
    await reporting.post({ team: 'teams-emea' });
    await reporting.post({ team: 'team', digest: '123456abcdef' });
    expect(shownTexts().map((text) => JSON.parse(/v1 (\{.*\}) -->/.exec(text)?.[1] ?? '').team)).toEqual([
      'team',
      'teams-emea',
    ]);
  });

  it('is written by the account of a personal token, and found again by it', async () => {
    reporting.world.tokens.set('ghp_personal', {
      login: 'Ada',
      isApp: false,
      permissions: new Set(['pull-requests: write']),
    });
    const env = { GITHUB_TOKEN: 'ghp_personal' };
    await reporting.post({});
    await reporting.workplace.run(['comment', 'run'], { env });
    await reporting.workplace.run(['comment', 'run'], { env });
    expect(reporting.world.comments.map(({ author }) => author)).toEqual(['github-actions[bot]', 'Ada']);
  });

  it('is not written when the pull request moved on meanwhile; an earlier one says that it is out of date', async () => {
    await reporting.post({});
    push(commits.third);
    const { code, stdout } = await reporting.post({ head: commits.second, counts: { destructive: 9 } });
    expect(code).toBe(0);
    expect(stdout).toContain('Superseded: this run is of commit 2222222, and #12 is at 3333333 by now.');
    expect(shownTexts()).toEqual([
      expect.stringMatching(/^<!-- rollcall:v1 .* -->\n## Replaced by a newer plan\n\nThis was planned for `1111111`/),
    ]);
    await reporting.post({ head: commits.second });
    expect(reporting.world.comments).toMatchObject([{ edits: 1 }]);
    await reporting.post({ head: commits.third, digest: '123456abcdef', counts: { adds: 3 } });
    expect(shownTexts()).toEqual([expect.stringContaining('Since the last plan: **+1 addition**.')]);
  });

  it('of the newest commit is never changed by the run of an older one', async () => {
    push(commits.third);
    await reporting.post({ head: commits.third });
    expect((await reporting.post({})).stdout).toContain('Nothing was written.');
    expect(reporting.world.comments).toMatchObject([{ edits: 0 }]);
  });

  it('is written anew when somebody deleted it at that very moment', async () => {
    await reporting.post({});
    reporting.github.fail({ method: 'PATCH', path: '/issues/comments/', happens: answers.notFound });
    await reporting.post({ digest: '123456abcdef' });
    expect(reporting.world.comments).toHaveLength(2);
  });

  it('is not written twice when the answer of GitHub gets lost', async () => {
    reporting.github.fail({ method: 'POST', path: '/comments', happens: 'lose' });
    expect((await reporting.post({})).code).toBe(0);
    expect(reporting.world.comments).toHaveLength(1);
  });

  it('is written when GitHub was in trouble, and had not written it', async () => {
    reporting.github.fail({ method: 'POST', path: '/comments', happens: { status: 502 } });
    expect((await reporting.post({})).code).toBe(0);
    expect(reporting.world.comments).toHaveLength(1);
  });

  it('tells what became of an apply to all pull requests that it held, whatever their heads are', async () => {
    reporting.world.addPull({ number: 13, head: commits.second, mergeCommit: commits.merge });
    reporting.world.addPull({ number: 14, head: commits.third, mergeCommit: commits.merge });
    const applied = { command: 'apply', outcome: 'applied', head: commits.merge, pullRequest: null } as const;
    await reporting.post(applied, { text: '## ✅ Applied 2 of 2\n' });
    expect(reporting.world.comments.map(({ issue }) => issue)).toEqual([13, 14]);
    await reporting.post(applied, { argv: ['--pull-request', '12', '--pull-request', '13'] });
    expect(reporting.world.comments.map(({ issue }) => issue)).toEqual([13, 14, 12]);
  });

  it('is found by the commit where no pull request was named', async () => {
    await reporting.post({ pullRequest: null });
    expect(shownTexts()).toHaveLength(1);
    reporting.world.addPull({ number: 15, head: commits.second });
    const event = { pull_request: { number: 15, head: { sha: commits.second }, base: { sha: commits.base } } };
    reporting.workplace.write('event.json', JSON.stringify(event));
    await reporting.post(
      { pullRequest: null, head: commits.second },
      { env: { GITHUB_EVENT_PATH: reporting.workplace.path('event.json') } },
    );
    expect(reporting.world.shown(15)).toHaveLength(1);
  });

  it('is not begun only to say that nothing changes, where that is not wanted', async () => {
    const nothing = { outcome: 'nothing', counts: { changes: 0, adds: 0 } } as const;
    const quiet = { argv: ['--when', 'changes'] };
    expect((await reporting.post(nothing, quiet)).stdout).toContain('so none was written');
    expect(shownTexts()).toEqual([]);
    await reporting.post({}, quiet);
    await reporting.post({ ...nothing, digest: '123456abcdef' }, { ...quiet, text: '## No change\n' });
    expect(shownTexts()).toEqual([expect.stringContaining('## No change')]);
  });

  it('says that there is nobody to tell when an apply belongs to no pull request', async () => {
    const { code, stdout } = await reporting.post({
      command: 'apply',
      outcome: 'applied',
      head: commits.merge,
      pullRequest: null,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('No pull request is known');
    expect(reporting.world.comments).toEqual([]);
  });

  it('tells the other pull requests when one of them refuses', async () => {
    const { code, stderr } = await reporting.post(
      { command: 'apply', outcome: 'applied', head: commits.merge },
      { argv: ['--pull-request', '99', '--pull-request', '12'] },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('#99 was not told. GitHub answered "not found"');
    expect(shownTexts()).toHaveLength(1);
  });

  it('writes nothing in a dry run, and shows what it would write', async () => {
    const { code, stdout } = await reporting.post({}, { argv: ['--dry-run'] });
    expect(code).toBe(0);
    expect(stdout).toContain('--- comment on #12\n<!-- rollcall:v1');
    expect(reporting.github.writes().filter((call) => call !== 'POST /graphql')).toEqual([]);
    expect(reporting.world.comments).toEqual([]);
  });

  it('never shows the token, whatever fails', async () => {
    reporting.github.fail({ method: 'POST', path: '/comments', happens: answers.invalid('body', `echo of ${TOKEN}`) });
    const { stdout, stderr } = await reporting.post({});
    expect(stderr).toContain('echo of');
    expect(stdout + stderr).not.toContain(TOKEN);
  });
});

describe('the hidden line of a comment', () => {
  it('cannot end early, whatever the run is called', async () => {
    await reporting.post({ team: 'a--b' });
    const [line = ''] = shownTexts()[0]?.split('\n') ?? [];
    expect(line.match(/--/g)).toHaveLength(2);
    await reporting.post({ team: 'a--b', digest: '123456abcdef' });
    expect(reporting.world.comments).toHaveLength(1);
  });

  it('holds counts, digests and slugs, and nothing else of the run', async () => {
    await reporting.post({});
    const marker = JSON.parse(/v1 (\{.*\}) -->/.exec(shownTexts()[0] ?? '')?.[1] ?? '');
    const { command, team, outcome, head, digest, counts } = makeRun();
    expect(marker).toEqual({ command, team, outcome, head, digest, counts });
  });
});
