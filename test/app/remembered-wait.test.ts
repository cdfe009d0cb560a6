import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRememberedWait, rememberedWaitPath, rememberWait } from '../../src/app/remembered-wait.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = (now: number) => ({ now: () => now });
const owner = (accessToken: string, apiUrl = 'https://api.dropboxapi.com') => ({
  apiUrl,
  credentials: { tag: 'access-token' as const, accessToken },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-wait-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'state', 'wait.json');

describe('a wait that Dropbox asked for', () => {
  it('is known to the next command until it is over', () => {
    rememberWait(path(), at(NOW), 30_000);
    expect(readRememberedWait(path(), at(NOW + 1))).toBe(NOW + 30_000);
    expect(readRememberedWait(path(), at(NOW + 30_000))).toBeNull();
  });

  it('is not shortened by a shorter one', () => {
    rememberWait(path(), at(NOW), 300_000);
    rememberWait(path(), at(NOW + 1000), 1000);
    expect(readRememberedWait(path(), at(NOW + 2000))).toBe(NOW + 300_000);
  });

  it('is forgotten when the clock was put back: nobody would wait for a day', () => {
    rememberWait(path(), at(NOW + 86_400_000), 30_000);
    expect(readRememberedWait(path(), at(NOW))).toBeNull();
  });

  it('is for the eyes of its owner only, and leaves nothing half-written', () => {
    rememberWait(path(), at(NOW), 1000);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'state'))).toEqual(['wait.json']);
  });

  it.each(['', '{', 'null', '{"until":"soon"}'])('is none where its file holds %j', (text) => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, text);
    expect(readRememberedWait(file, at(NOW))).toBeNull();
    rememberWait(file, at(NOW), 1000);
    expect(readRememberedWait(file, at(NOW))).toBe(NOW + 1000);
  });

  it('that cannot be kept says why', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => rememberWait(join(folder, 'file', 'wait.json'), at(NOW), 1000)).toThrow(/EEXIST|ENOTDIR/);
  });
});

describe('where a wait is kept', () => {
  const env = { XDG_STATE_HOME: '/state' };

  it('differs by token and by API, since Dropbox counts their calls apart', () => {
    const paths = [
      rememberedWaitPath(env, owner('sl.one-token')),
      rememberedWaitPath(env, owner('sl.other-token')),
      rememberedWaitPath(env, owner('sl.one-token', 'http://127.0.0.1:4000')),
    ];
    expect(new Set(paths).size).toBe(3);
    for (const each of paths) expect(each).toMatch(/^\/state\/rollcall\/wait-[0-9a-f]{16}\.json$/);
  });

  it('is nowhere without a state folder', () => {
    expect(rememberedWaitPath({}, owner('sl.one-token'))).toBeNull();
  });

  it('holds nothing of the token', () => {
    const kept = rememberedWaitPath({ XDG_STATE_HOME: folder }, owner('sl.one-token')) ?? '';
    rememberWait(kept, at(NOW), 1000);
    expect(kept + readFileSync(kept, 'utf8')).not.toMatch(/one|token/);
  });
});
