import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGitHubOrigin, parseOrigin } from '../../src/app/github-origin.js';

describe('the repository that a folder was cloned from', () => {
  it.each([
    ['git@github.com:acme/dropbox-team.git', 'acme/dropbox-team'],
    ['https://github.com/acme/dropbox-team', 'acme/dropbox-team'],
    ['https://github.com/acme/dropbox.team.git', 'acme/dropbox.team'],
    ['https://ada:secret@GitHub.com/acme/team.git/', 'acme/team'],
    ['ssh://git@github.com:22/acme/team.git', 'acme/team'],
    ['git@gitlab.com:acme/team.git', null],
    ['https://evil.example/github.com/acme/team', null],
    ['../team.git', null],
    ['', null],
  ])('is read from %j as %j', (url, name) => {
    expect(parseOrigin(url, 'github.com')).toBe(name);
  });

  it('is what git calls origin, and nothing where there is no repository', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-origin-'));
    try {
      expect(await findGitHubOrigin(folder, 'github.com')).toBe(null);
      execFileSync('git', ['-C', folder, 'init', '--quiet']);
      execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', 'git@github.com:acme/team.git']);
      expect(await findGitHubOrigin(folder, 'github.com')).toBe('acme/team');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
