import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readText, root } from '../docs/document.js';
import { copied, readReleased } from './workflow-files.js';

const COMMIT = '1'.repeat(40);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-release-'));
  for (const name of ['scripts/prepare-release.js', '.github/workflows']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.0.0', type: 'module' }));
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## 1.1.0 - unreleased\n\n- Soon.\n\n## 1.0.0 - 2026-12-01\n\n### Added\n\n- All.\n\n## 0.1.0 - 2026-11-01\n\n- Less.\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function prepare(...argv: readonly string[]) {
  const script = join(folder, 'scripts/prepare-release.js');
  const { status, stderr } = spawnSync(process.execPath, [script, ...argv], { cwd: folder, encoding: 'utf8' });
  return { status, stderr };
}

describe('a release', () => {
  it('offers the three workflow files, pinned to its commit, and what is new', () => {
    expect(prepare('acme/rollcall', COMMIT, 'v1.0.0', 'release')).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(join(folder, 'release')).sort()).toEqual([...copied, 'notes.md'].sort());
    for (const [name, text] of readReleased()) {
      expect(readFileSync(join(folder, 'release', name), 'utf8')).toBe(
        text.replaceAll("'OWNER/rollcall'", "'acme/rollcall'"),
      );
    }
    expect(readFileSync(join(folder, 'release/notes.md'), 'utf8')).toBe('### Added\n\n- All.\n');
  });

  it.each([
    ['a tag that is not the version', ['acme/rollcall', COMMIT, 'v1.0.1', 'release'], 'package.json says 1.0.0'],
    ['a commit that is cut short', ['acme/rollcall', '1234567', 'v1.0.0', 'release'], 'write all 40 digits'],
    ['a repository without an owner', ['rollcall', COMMIT, 'v1.0.0', 'release'], 'write owner/name'],
  ])('is refused for %s', (_, argv, told) => {
    const { status, stderr } = prepare(...argv);
    expect(stderr).toContain(told);
    expect(status).toBe(1);
  });

  it('is refused for a version that the changelog gives no date', () => {
    writeFileSync(join(folder, 'CHANGELOG.md'), '## 1.0.0 - unreleased\n\n- All.\n');
    const { status, stderr } = prepare('acme/rollcall', COMMIT, 'v1.0.0', 'release');
    expect(stderr).toContain('CHANGELOG.md has no section');
    expect(status).toBe(1);
  });

  it('is refused for a placeholder that it would not fill in', () => {
    const path = join(folder, '.github/workflows/rollcall-plan.yml');
    mkdirSync(join(folder, 'release'));
    writeFileSync(path, readText('.github/workflows/rollcall-plan.yml').replace('# vX.Y.Z', '# later'));
    const { status, stderr } = prepare('acme/rollcall', COMMIT, 'v1.0.0', 'release');
    expect(stderr).toContain('rollcall-plan.yml holds a placeholder');
    expect(status).toBe(1);
  });
});
