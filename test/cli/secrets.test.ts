import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialsFromEnv } from '../../src/cli/credentials-from-env.js';
import { makeRedactor } from '../../src/cli/redactor.js';
import { Terminal } from '../../src/cli/terminal.js';
import { makePalette } from '../../src/render/colour.js';
import { changesFile, startTeam } from './command-line.js';
import { startEchoingProxy } from './echoing-proxy.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

describe('a secret', () => {
  it('is never printed or saved, however much is told', async () => {
    const { token, app } = team.simulator;
    const refreshing = {
      DROPBOX_ACCESS_TOKEN: '',
      DROPBOX_APP_KEY: app.key,
      DROPBOX_REFRESH_TOKEN: app.refreshToken,
      DROPBOX_APP_SECRET: app.secret,
    };
    const results = [
      await team.workplace.run(['plan', '--verbose', '--out', 'plan.json'], { env: refreshing }),
      await team.workplace.run(['export', '--snapshot', '--verbose']),
      await team.workplace.run(['apply', '--auto-approve', '--verbose', '--report', 'report.json']),
    ];
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    const printed = results.flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const saved = [team.workplace.read('plan.json'), team.workplace.read('report.json')];
    for (const text of [...printed, ...saved]) {
      for (const secret of [token, app.refreshToken, app.secret]) expect(text).not.toContain(secret);
      expect(text).not.toContain('Bearer');
    }
  });

  it.each([
    ['in its headers', () => false],
    ['when it refuses to write', (path: string) => /suspend|set_profile|add_v2/.test(path)],
    ['when it refuses anything', (path: string) => !path.includes('oauth2')],
    ['when it refuses to renew a token', (path: string) => path.includes('oauth2')],
  ] as const)('is not printed or saved though the server tells it back: %s', async (_, isStruck) => {
    const { app, url } = team.simulator;
    const proxy = await startEchoingProxy(url, isStruck);
    const env = {
      DROPBOX_API_URL: proxy.url,
      DROPBOX_ACCESS_TOKEN: '',
      DROPBOX_APP_KEY: app.key,
      DROPBOX_REFRESH_TOKEN: app.refreshToken,
      DROPBOX_APP_SECRET: app.secret,
    };
    const argv = ['apply', '--auto-approve', '--verbose', '--report', 'report.json', '--journal', 'journal.ndjson'];
    const { stdout, stderr } = await team.workplace.run(argv, { env });
    const saved = ['report.json', 'journal.ndjson'].filter((name) => existsSync(team.workplace.path(name)));
    expect(proxy.heard.size).toBeGreaterThan(0);
    expect(stdout + stderr).toContain('[secret]');
    for (const text of [stdout, stderr, ...saved.map((name) => team.workplace.read(name))]) {
      for (const secret of proxy.heard) expect(text).not.toContain(secret);
    }
  });

  it('is not printed when it is refused, expired or mangled', async () => {
    const expired = team.simulator.mint({ expiresInMs: -1 });
    const noScopes = team.simulator.mint({ scopes: [] });
    for (const secret of ['sl.wrong-token-0123', expired, noScopes, 'sl.two words-4567', 'sl.line\nbreak-89']) {
      const result = await team.workplace.run(['plan', '--verbose'], { env: { DROPBOX_ACCESS_TOKEN: secret } });
      expect(result.code).toBe(1);
      expect(result.stderr).toContain('Error: ');
      for (const part of secret.split(/\s/)) expect(result.stderr + result.stdout).not.toContain(part);
    }
  });

  it('is taken out of whatever would be printed', async () => {
    let written = '';
    const stream = new Writable({
      write: (chunk, _, done) => {
        written += String(chunk);
        done();
      },
    });
    const redact = await makeRedactor({ env: { DROPBOX_ACCESS_TOKEN: 'sl.secret-token' } });
    new Terminal({ stream, palette: makePalette(0), redact }).line('a bug said sl.secret-token here');
    expect(written).toBe('a bug said [secret] here\n');
  });
});

describe('credentials from the environment', () => {
  it('names all ways to set them when there are none', async () => {
    const { code, stderr } = await team.workplace.run(['plan'], { env: { DROPBOX_ACCESS_TOKEN: ' ' } });
    for (const name of ['DROPBOX_ACCESS_TOKEN', 'DROPBOX_APP_KEY', 'DROPBOX_REFRESH_TOKEN', 'DROPBOX_APP_SECRET']) {
      expect(stderr).toContain(name);
    }
    expect(code).toBe(1);
  });

  it.each([
    [{ DROPBOX_REFRESH_TOKEN: 'r' }, 'set DROPBOX_APP_KEY too'],
    [{ DROPBOX_APP_KEY: 'k' }, 'Set DROPBOX_REFRESH_TOKEN too'],
  ])('says which half of %j is missing', (env, advice) => {
    expect(() => credentialsFromEnv(env)).toThrow(expect.objectContaining({ advice: expect.stringContaining(advice) }));
  });

  it('prefers an access token, and takes an app without a secret', () => {
    const env = { DROPBOX_APP_KEY: 'k', DROPBOX_REFRESH_TOKEN: 'r' };
    expect(credentialsFromEnv(env)).toEqual({ tag: 'refresh-token', refreshToken: 'r', appKey: 'k', appSecret: null });
    expect(credentialsFromEnv({ ...env, DROPBOX_ACCESS_TOKEN: ' a\n' })).toEqual({
      tag: 'access-token',
      accessToken: 'a',
    });
  });
});
