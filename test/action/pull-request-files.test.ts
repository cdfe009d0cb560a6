import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPullRequestFiles } from '../../src/action/pull-request-files.js';
import { openGitHub } from '../../src/github/index.js';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.js';
import { commit, makeWorld, tokens } from './github-world.js';

let fake: FakeGitHub;
let into: string;

beforeEach(async () => {
  fake = await startFakeGitHub(makeWorld());
  into = mkdtempSync(join(tmpdir(), 'rollcall-files-'));
  put('base', { 'team.yaml': 'version: 1\n' });
  fake.world.addPull({ number: 1, head: commit('head'), base: commit('base') });
});
afterEach(() => {
  rmSync(into, { recursive: true, force: true });
  return fake.close();
});

function put(word: string, files: Readonly<Record<string, string>>): void {
  fake.world.files.set(commit(word), new Map(Object.entries(files)));
}

function read(config = 'team.yaml', expectedHead = commit('head'), number = 1) {
  const github = openGitHub({ token: tokens.plan, apiUrl: fake.url, owner: 'acme', repo: 'team', secondMs: 1 });
  return readPullRequestFiles(github, { number, expectedHead, config, into });
}

const blobs = () => fake.calls.filter((call) => call.includes('/git/blobs/')).length;

describe('the files of a pull request', () => {
  it('are the team file, what it includes, and the team file before; read as data', async () => {
    put('head', {
      'teams/emea.yaml': 'version: 1\ninclude: [people/*.yaml]\n',
      'teams/people/tom.yaml': 'members: [{email: tom@acme.com}]\n',
      'teams/people/notes.txt': 'x',
      'teams/other.yaml': 'x',
      'package.json': '{}',
    });
    put('base', { 'teams/emea.yaml': 'version: 1\n' });
    const { folder, baseCommit, baseFile } = await read('teams/emea.yaml');
    expect(readFileSync(join(folder, 'teams/people/tom.yaml'), 'utf8')).toContain('tom@acme.com');
    expect(existsSync(join(folder, 'package.json'))).toBe(false);
    expect(baseCommit).toBe(commit('base'));
    expect(readFileSync(join(folder, baseFile ?? ''), 'utf8')).toBe('version: 1\n');
    // Two at the head, one at the base.
    expect(blobs()).toBe(3);
  });

  it('have no file before where the team file is new', async () => {
    put('head', { 'new.yaml': 'version: 1\n' });
    expect((await read('new.yaml')).baseFile).toBeNull();
  });

  it('may have names that only look as if they led out of the repository', async () => {
    put('head', { 'team.yaml': 'version: 1\n', '..notes/x': 'x', '...': 'x' });
    expect(existsSync(join((await read()).folder, 'team.yaml'))).toBe(true);
  });

  it('are nothing where the team file was deleted, which the plan then tells', async () => {
    put('head', { 'README.md': '#' });
    const { folder } = await read();
    expect(existsSync(join(folder, 'team.yaml'))).toBe(false);
  });

  it('are not read where the pull request has moved on, or is not there', async () => {
    put('head', { 'team.yaml': 'version: 1\n' });
    await expect(read('team.yaml', commit('older'))).rejects.toThrow(`its head is ${commit('head')}`);
    await expect(read('team.yaml', commit('head'), 9)).rejects.toThrow('has no pull request #9');
    expect(blobs()).toBe(0);
  });

  it('are read of one that was merged, whose plan may have expired before it was applied', async () => {
    put('head', { 'team.yaml': 'version: 1\n' });
    const [pull] = fake.world.pulls;
    if (pull !== undefined) pull.mergeCommit = commit('merged');
    expect((await read()).baseCommit).toBe(commit('base'));
  });

  it('are those of the merge, so that what was merged meanwhile is not taken back', async () => {
    put('head', { 'team.yaml': 'version: 1\n# of this pull request\n' });
    put('tip', { 'team.yaml': 'version: 1\n# merged meanwhile\n' });
    put('both', { 'team.yaml': 'version: 1\n# merged meanwhile\n# of this pull request\n' });
    fake.world.pulls.length = 0;
    const pull = fake.world.addPull({ number: 1, head: commit('head'), base: commit('base') });
    fake.world.testMerges.set(pull.number, commit('both'));
    fake.world.history.push(commit('tip'), commit('head'), commit('both'));
    fake.world.branches.set('main', commit('tip'));
    const { folder, baseCommit, baseFile } = await read();
    expect(readFileSync(join(folder, 'team.yaml'), 'utf8')).toContain('merged meanwhile\n# of this');
    expect(baseCommit).toBe(commit('tip'));
    expect(readFileSync(join(folder, baseFile ?? ''), 'utf8')).toContain('merged meanwhile');
  });

  it('are those of the head, where the merge is of another head or of an older branch', async () => {
    put('head', { 'team.yaml': 'version: 1\n# head\n' });
    fake.world.testMerges.set(1, commit('stale'));
    fake.world.history.push(commit('head'), commit('stale'), commit('tip'));
    fake.world.branches.set('main', commit('tip'));
    const { folder, baseCommit } = await read();
    expect(readFileSync(join(folder, 'team.yaml'), 'utf8')).toContain('# head');
    expect(baseCommit).toBe(commit('base'));
  });
});
