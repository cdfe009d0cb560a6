import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeBrokenOffResult } from '../../src/app/broken-off.js';
import {
  findStrangers,
  makeRunFolder,
  type RunFolder,
  type RunResult,
  writeRunFolder,
} from '../../src/app/run-folder.js';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rollcall-run-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const identity = { command: 'plan', team: 'team', exitCode: 0, head: null, base: null, pullRequest: null } as const;
const surroundings = { identity, now: Date.UTC(2026, 10, 22), redact: (text: string) => text };
const result: RunResult = {
  outcome: 'changes',
  failureReason: null,
  digest: `sha256:${'a'.repeat(64)}`,
  counts: { changes: 1 },
  render: ({ mostBytes }) => ({ text: `at most ${mostBytes}`, isComplete: true }),
  annotations: [],
};

describe('what a run folder holds', () => {
  it('is written for a comment and, with more room, for the summary of a job', () => {
    const { texts, summary } = makeRunFolder(result, surroundings);
    expect(texts.get('comment.md')).toBe('at most 58000');
    expect(texts.get('summary.md')).toBe('at most 1000000');
    expect(summary).toMatchObject({ digest: 'a'.repeat(64), counts: { changes: 1, adds: 0 } });
  });

  it('makes a failure of a plan that a comment cannot show', () => {
    const cut = { ...result, render: () => ({ text: 'cut', isComplete: false }) };
    const { summary } = makeRunFolder(cut, surroundings);
    expect(summary).toMatchObject({ isComplete: false, exitCode: 1, failureReason: 'too-large' });
  });

  it('keeps the reason and the exit code of a run that failed anyway', () => {
    const cut = { ...result, failureReason: 'guard' as const, render: () => ({ text: 'cut', isComplete: false }) };
    const { summary } = makeRunFolder(cut, { ...surroundings, identity: { ...identity, exitCode: 3 } });
    expect(summary).toMatchObject({ isComplete: false, exitCode: 3, failureReason: 'guard' });
  });

  it('has secrets taken out wherever people read, though a message repeats them', () => {
    const leaking: RunResult = {
      ...result,
      render: () => ({ text: 'sl.secret', isComplete: true }),
      annotations: [{ path: 'team.yaml', line: 1, level: 'error', title: 'x', message: 'sl.secret' }],
      report: 'sl.secret',
    };
    const redact = (text: string) => text.replaceAll('sl.secret', '[redacted]');
    const { texts } = makeRunFolder(leaking, { ...surroundings, redact });
    expect(JSON.stringify([...texts])).not.toContain('sl.secret');
    expect([...texts.values()].filter((text) => String(text).includes('[redacted]'))).toHaveLength(4);
  });
});

describe('the run folder of a fault of ours', () => {
  it.each(['plan', 'apply'] as const)('says nothing of %s but that nobody knows how far it came', (command) => {
    const broken = makeBrokenOffResult(command, null);
    expect(broken.outcome).toBe(command === 'apply' ? 'applied-in-part' : 'unread');
    const { text } = broken.render({ now: 0, rollcallVersion: '1.0.0' });
    expect(text).not.toMatch(/nothing was changed|no change/i);
  });
});

describe('a run folder that is written', () => {
  const folder = () => join(parent, 'run');
  const holding = (text: string): RunFolder => ({
    summary: makeRunFolder(result, surroundings).summary,
    texts: new Map([['run.json', text]]),
  });

  it('replaces that of an earlier run, and leaves nothing beside it', async () => {
    await writeRunFolder(folder(), holding('one'));
    await writeRunFolder(folder(), { ...holding('two'), texts: new Map([['comment.md', 'two']]) });
    expect(readdirSync(folder())).toEqual(['comment.md']);
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('is as it was when the new one cannot be written', async () => {
    await writeRunFolder(folder(), holding('one'));
    const impossible: RunFolder = { ...holding('two'), texts: new Map([['no/such/folder.md', 'two']]) };
    await expect(writeRunFolder(folder(), impossible)).rejects.toThrow('ENOENT');
    expect(readFileSync(join(folder(), 'run.json'), 'utf8')).toBe('one');
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('has strangers only where something else lies in it', async () => {
    expect(await findStrangers(folder())).toEqual([]);
    await writeRunFolder(folder(), holding('one'));
    expect(await findStrangers(folder())).toEqual([]);
    mkdirSync(join(folder(), 'more'));
    writeFileSync(join(folder(), 'letter.txt'), '');
    expect(await findStrangers(folder())).toEqual(['letter.txt', 'more']);
    await expect(findStrangers(join(folder(), 'run.json'))).rejects.toThrow('ENOTDIR');
  });
});
