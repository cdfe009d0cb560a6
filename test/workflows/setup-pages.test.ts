import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialsPath, writeProfiles } from '../../src/app/stored-credentials.js';
import { readHelp } from '../docs/command-help.js';
import { readText } from '../docs/document.js';

const pages = ['docs/pull-requests.md', 'docs/fleet.md'] as const;
const scripts = pages.flatMap((page) =>
  [...readText(page).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script = ''], index) => ({
    name: `${page}, script ${index + 1}`,
    script,
  })),
);

function runShell(argv: readonly string[], script: string, env: Readonly<Record<string, string | undefined>> = {}) {
  return spawnSync('bash', [...argv], { input: script, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
}

describe.each(scripts)('$name', ({ script }) => {
  it('is one that a shell can read', () => {
    expect(runShell(['-n'], script)).toMatchObject({ status: 0, stderr: '' });
  });

  it('calls rollcall as it can be called', async () => {
    const help = await readHelp();
    const offences = [...script.matchAll(/\brollcall ([a-z]+)((?: (?!#)[^\n]+)?)$/gm)].flatMap(
      ([, name = '', rest]) => {
        const known = help.get(name);
        if (known === undefined) return [`rollcall ${name}`];
        const options = [...(rest ?? '').matchAll(/(?<= )--[a-z-]+/g)].map(([option]) => option);
        return options.filter((option) => !known.includes(option)).map((option) => `rollcall ${name} ${option}`);
      },
    );
    expect(offences).toEqual([]);
  });
});

describe('docs/pull-requests.md', () => {
  it('finds the refresh tokens where login keeps them', async () => {
    const home = mkdtempSync(join(tmpdir(), 'rollcall-home-'));
    try {
      const profile = {
        appKey: 'key',
        teamId: 'dbtid:AAH',
        scopes: [],
        apiUrl: 'https://api.dropboxapi.com',
        created: '',
      };
      const path = credentialsPath({ HOME: home }) ?? '';
      await writeProfiles(path, new Map([['plan', { ...profile, refreshToken: 'refresh-token-for-planning' }]]));
      const definition = scripts.flatMap(({ script }) => /^token\(\).*$/m.exec(script) ?? [])[0] ?? '';
      const { stdout, stderr } = runShell([], `${definition}\ntoken plan\n`, { HOME: home });
      expect(stderr).toBe('');
      expect(stdout).toBe('refresh-token-for-planning\n');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
