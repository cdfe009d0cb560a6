import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFolder } from '../../src/app/replace-folder.js';

let parent = '';
const folder = () => join(parent, 'people');

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe('a folder that is replaced', () => {
  const fail = () => Promise.reject(new Error('no room for what includes it'));

  it('comes back when what belongs to it cannot be written', async () => {
    await replaceFolder(folder(), [['a.yaml', 'old']]);
    await expect(replaceFolder(folder(), [['b.yaml', 'new']], fail)).rejects.toThrow('no room');
    expect(readFileSync(join(folder(), 'a.yaml'), 'utf8')).toBe('old');
    expect(readdirSync(parent, { recursive: true })).toEqual(['people', join('people', 'a.yaml')]);
  });

  it('is not left behind where there was none before', async () => {
    await expect(replaceFolder(folder(), [['b.yaml', 'new']], fail)).rejects.toThrow('no room');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('has the new files already when what belongs to them is written', async () => {
    await replaceFolder(folder(), [['a.yaml', 'old']]);
    let seen: readonly string[] = [];
    await replaceFolder(folder(), [['b.yaml', 'new']], async () => {
      seen = readdirSync(folder());
    });
    expect(seen).toEqual(['b.yaml']);
    expect(readdirSync(parent)).toEqual(['people']);
  });
});
