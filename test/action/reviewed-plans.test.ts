import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findUnappliedPullRequests } from '../../src/action/merged-commits.js';
import { findReviewedPlan } from '../../src/action/reviewed-plans.js';
import type { GitHubRepository } from '../../src/github/index.js';
import { openGitHub } from '../../src/github/index.js';
import type { RunSummary } from '../../src/model/run-summary.js';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import type { FakePull, FakeRun } from '../github/fake-world.js';
import { commit, makeWorld, pushToMain, tokens, zipOf } from './github-world.js';

let fake: FakeGitHub;
let github: GitHubRepository;

beforeEach(async () => {
  fake = await startFakeGitHub(makeWorld());
  github = openGitHub({ token: tokens.apply, apiUrl: fake.url, owner: 'acme', repo: 'team', secondMs: 1 });
});
afterEach(() => fake.close());

const APPLY = '.github/workflows/rollcall-apply.yml';
const search = { workflowFile: 'rollcall-plan.yml', branch: 'main', team: 'team' };

function merged(number: number, mergeCommit: string, more: Partial<FakePull> = {}): FakePull {
  return fake.world.addPull({ number, head: commit(`head ${number}`), mergeCommit, ...more });
}

function unapplied(head: string, runId = 1) {
  const apply = { runId, workflowFile: 'rollcall-apply.yml', branch: 'main', commit: head };
  return findUnappliedPullRequests(github, apply).then((pulls) => pulls.map(({ number }) => number));
}

function applied(headCommit: string, conclusion: string, more: Partial<FakeRun> = {}): FakeRun {
  return fake.world.addRun({ path: APPLY, event: 'push', headBranch: 'main', headCommit, conclusion, ...more });
}

describe('the pull requests to apply', () => {
  it('are those merged since the newest run that applied', async () => {
    const [one, two, three] = [commit('one'), commit('two'), commit('three')];
    pushToMain(fake.world, one, two, three);
    merged(1, one);
    merged(2, two);
    merged(3, three);
    applied(one, 'success');
    expect(await unapplied(three)).toEqual([2, 3]);
  });

  it('hold those of runs that failed, were cut off, or never came to their turn', async () => {
    const [one, two, three, four] = [commit('one'), commit('two'), commit('three'), commit('four')];
    pushToMain(fake.world, one, two, three, four);
    for (const [index, of] of [one, two, three, four].entries()) merged(index + 1, of);
    applied(one, 'success');
    applied(two, 'failure');
    applied(three, 'cancelled');
    expect(await unapplied(four)).toEqual([2, 3, 4]);
  });

  it('begin with the first run there ever was, where none has applied yet', async () => {
    const [zero, one, two] = [commit('zero'), commit('one'), commit('two')];
    pushToMain(fake.world, zero, one, two);
    merged(1, one);
    merged(2, two);
    applied(one, 'failure');
    expect(await unapplied(two)).toEqual([1, 2]);
  });

  it('are those of the commit alone in the first run', async () => {
    const [one, two] = [commit('one'), commit('two')];
    pushToMain(fake.world, one, two);
    merged(1, one);
    merged(2, two);
    expect(await unapplied(two)).toEqual([2]);
  });

  it('are those of the commit when a run of it applied already, and somebody starts it again', async () => {
    pushToMain(fake.world, commit('one'));
    merged(1, commit('one'));
    applied(commit('one'), 'success');
    expect(await unapplied(commit('one'))).toEqual([1]);
  });

  it('are none for a direct push, and none that were merged elsewhere, or not at all', async () => {
    const [one, two] = [commit('one'), commit('two')];
    pushToMain(fake.world, one, two);
    applied(one, 'success');
    merged(5, two, { baseBranch: 'develop' });
    fake.world.addPull({ number: 6, head: two });
    expect(await unapplied(two)).toEqual([]);
  });

  it('do not take a run of another workflow, branch or repository for an apply', async () => {
    const [one, two, three] = [commit('one'), commit('two'), commit('three')];
    pushToMain(fake.world, one, two, three);
    for (const [index, of] of [one, two, three].entries()) merged(index + 1, of);
    applied(one, 'success');
    applied(two, 'success', { path: '.github/workflows/evil/rollcall-apply.yml' });
    applied(two, 'success', { headRepository: 'mallory/team' });
    applied(two, 'success', { event: 'pull_request' });
    expect(await unapplied(three)).toEqual([2, 3]);
  });

  it('are not asked for when main has moved on: the newer run applies them', async () => {
    pushToMain(fake.world, commit('one'), commit('two'));
    await expect(unapplied(commit('one'))).rejects.toThrow(`main has moved on to ${commit('two')}`);
  });
});

function summary(more: Partial<RunSummary> = {}): RunSummary {
  return {
    format: 'rollcall-run',
    version: 1,
    command: 'plan',
    team: 'team',
    outcome: 'changes',
    exitCode: 0,
    failureReason: null,
    isComplete: true,
    digest: 'a'.repeat(64),
    counts: { changes: 1, adds: 1, removes: 0, roleChanges: 0, destructive: 0, gains: 0, failed: 0 },
    head: commit('head 7'),
    base: null,
    pullRequest: 7,
    ...more,
  };
}

function upload(run: FakeRun, plan: string | null, more: Partial<RunSummary> = {}, isExpired = false): void {
  const files = { 'run.json': JSON.stringify(summary(more)), 'comment.md': '## x\n' };
  const zip = zipOf(plan === null ? files : { ...files, 'plan.json': plan });
  fake.world.addArtefact(run.id, 'rollcall-plan-team', zip, isExpired);
}

async function planOf(number = 7): Promise<string> {
  const pull = await github.pullRequests.find(number);
  if (pull === null) throw new Error('no such pull request');
  const { plan, what } = await findReviewedPlan(github, pull, search);
  return plan === null ? what : Buffer.from(plan.bytes).toString('utf8');
}

describe('the reviewed plan of a pull request', () => {
  beforeEach(() => merged(7, commit('merged')));
  const planned = (more: Partial<FakeRun> = {}) => fake.world.addRun({ headCommit: commit('head 7'), ...more });

  it('is what the newest completed run of its last commit left', async () => {
    upload(planned(), 'old');
    upload(planned(), 'new');
    expect(await planOf()).toBe('new');
  });

  it.each([
    ['a run of a fork', { headRepository: 'mallory/team' }],
    ['a run of another workflow', { path: '.github/workflows/mine.yml' }],
    ['a workflow of the same name elsewhere', { path: '.github/workflows/x/rollcall-plan.yml' }],
    ['a run of another commit', { headCommit: commit('head 6') }],
    ['a run that is not completed', { status: 'in_progress', conclusion: null }],
    ['a run that somebody started by hand on a branch of theirs', { event: 'workflow_dispatch', headBranch: 'mine' }],
    ['a run of a push', { event: 'push' }],
  ])('is not taken from %s, whatever its artefact is called', async (_, wrong) => {
    upload(planned(), 'right');
    upload(planned(wrong), 'wrong');
    expect(await planOf()).toBe('right');
    fake.world.runs.shift();
    expect(await planOf()).toBe('no run of rollcall-plan.yml planned its last commit, 6865616');
  });

  it('is not an older one where the newest run made none', async () => {
    upload(planned(), 'old');
    const newest = planned({ conclusion: 'failure' });
    upload(newest, null, { outcome: 'invalid' });
    expect(await planOf()).toBe(`https://github.com/acme/team/actions/runs/${newest.id} made no plan of this team`);
  });

  it('is not hidden by a newer run that was cancelled', async () => {
    upload(planned(), 'right');
    planned({ conclusion: 'cancelled' });
    expect(await planOf()).toBe('right');
  });

  it.each([
    ['another team', { team: 'other' }],
    ['another pull request of the same commit', { pullRequest: 8 }],
    ['another commit', { head: commit('head 6') }],
    ['another command', { command: 'drift' } as const],
  ])('is not one that was made for %s', async (_, wrong) => {
    upload(planned(), 'right');
    upload(planned(), 'wrong', wrong);
    expect(await planOf()).toBe('right');
  });

  it('may be one that somebody started by hand on main, for a fork', async () => {
    const byHand = { event: 'workflow_dispatch', headBranch: 'main', headCommit: commit('main') };
    upload(planned(byHand), 'right');
    upload(planned(byHand), 'of another', { pullRequest: 9, head: commit('head 9') });
    expect(await planOf()).toBe('right');
  });

  it('is told to have expired', async () => {
    upload(planned(), 'gone', {}, true);
    expect(await planOf()).toMatch(/^the plan of .* has expired$/);
  });

  it('is one that was made by hand after it expired, for a run cannot be started again for ever', async () => {
    const byHand = { event: 'workflow_dispatch', headBranch: 'main', headCommit: commit('main') };
    upload(planned(byHand), 'of an earlier day');
    upload(planned(), 'gone', {}, true);
    expect(await planOf()).toMatch(/^the plan of .* has expired$/);
    upload(planned(byHand), 'again');
    expect(await planOf()).toBe('again');
  });

  it('is none where the comment could not show all of it: nobody reviewed the rest', async () => {
    upload(planned(), 'old');
    upload(planned({ conclusion: 'failure' }), 'too long', { isComplete: false, failureReason: 'too-large' });
    expect(await planOf()).toMatch(/^the comment of .* could not show all that has to be reviewed$/);
  });

  it('is none in an artefact that is no run folder', async () => {
    const run = planned();
    fake.world.addArtefact(run.id, 'rollcall-plan-team', zipOf({ 'plan.json': 'forged' }));
    expect(await planOf()).toContain('made no plan of this team');
  });

  it('is sealed where both a sealed and a plain one are there', async () => {
    const files = { 'run.json': JSON.stringify(summary()), 'comment.md': '## x\n', 'plan.json': 'plain' };
    const run = planned();
    fake.world.addArtefact(run.id, 'rollcall-plan-team', zipOf({ ...files, 'plan.json.age': 'sealed' }));
    expect(await planOf()).toBe('sealed');
  });
});
