import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { acme, Workplace } from './command-line.js';
import { copyCode, findAddress, giveConsent, logIn, logInByCode, pressButton, startProxy } from './consent.js';

const READ = ['team_info.read', 'members.read', 'groups.read', 'events.read'];
const WRITE = ['members.write', 'groups.write', 'members.delete'];

let simulator: Simulator;
let workplace: Workplace;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ seed: acme, jobPolls: 1 });
  workplace = makeWorkplace(simulator.url);
});
afterEach(async () => {
  workplace.remove();
  await Promise.all([simulator.close(), ...closing.splice(0).map((close) => close())]);
});

function makeWorkplace(apiUrl: string): Workplace {
  const made: Workplace = new Workplace({ DROPBOX_API_URL: apiUrl, DROPBOX_APP_KEY: simulator.app.key });
  const run = made.run.bind(made);
  made.run = (argv, surroundings = {}) =>
    run(argv, { ...surroundings, env: { XDG_CONFIG_HOME: made.path('config'), ...surroundings.env } });
  return made;
}

const STORE = 'config/rollcall/credentials.json';

interface Stored {
  readonly app_key: string;
  readonly refresh_token: string;
  readonly scopes: readonly string[];
}

function readStore(): Record<string, Stored> {
  return (JSON.parse(workplace.read(STORE)) as { profiles: Record<string, Stored> }).profiles;
}

/** How the simulator answers to a refresh token now. */
async function refreshStatus(refreshToken: string): Promise<number> {
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: simulator.app.key,
  });
  return (await fetch(`${simulator.url}/oauth2/token`, { method: 'POST', body })).status;
}

describe('login', () => {
  it('lets an admin allow the app in the browser, and later commands use what it stored', async () => {
    const { code, stdout, page } = await logIn(workplace);
    expect(code).toBe(0);
    expect(stdout).toContain('It acts for ada@acme.com on the team Acme Inc.');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('You can close this page')]);
    expect(readStore()).toEqual({
      default: {
        app_key: simulator.app.key,
        refresh_token: expect.stringMatching(/^\S{20,}$/),
        team_id: 'dbtid:AAHacme',
        scopes: [...READ, ...WRITE],
        api_url: simulator.url,
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
    const exported = await workplace.run(['export', '--out', 'team.yaml'], { env: { DROPBOX_API_URL: '' } });
    expect(exported.code).toBe(0);
    expect(workplace.read('team.yaml')).toContain('ada@acme.com');
  });

  it('asks for PKCE, a lasting token and exactly the scopes that are needed', async () => {
    let asked = new URLSearchParams();
    await logIn(workplace, ['--read-only'], (address) => {
      asked = new URL(address).searchParams;
      return giveConsent(address);
    });
    expect(Object.fromEntries(asked)).toEqual({
      client_id: simulator.app.key,
      response_type: 'code',
      token_access_type: 'offline',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      scope: READ.join(' '),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(readStore().default?.scopes).toEqual(READ);
  });

  it('takes a code that is pasted, for machines without a browser', async () => {
    const { code, stdout } = await logInByCode(workplace, ['--profile', 'server'], copyCode);
    expect(code).toBe(0);
    expect(stdout).toContain('Signed in. The token is profile server');
    expect((await workplace.run(['plan', '--profile', 'server'], { stdin: '' })).stderr).toContain('team.yaml');
    const who = await workplace.run(['whoami'], { env: { ROLLCALL_PROFILE: 'server' } });
    expect(who.stdout).toContain('profile server');
  });

  it('sends people to the web site of Dropbox where no other API is set', async () => {
    let told = '';
    const { code } = await workplace.run(['login', '--no-browser'], {
      env: { DROPBOX_API_URL: '' },
      stdin: '',
      interruptWhen: (stderr) => {
        told = stderr;
        return false;
      },
    });
    expect(new URL(findAddress(told) ?? '').origin).toBe('https://www.dropbox.com');
    expect([code, told]).toEqual([1, expect.stringContaining('No code was given. Nothing was stored.')]);
  });

  it('opens the browser when asked to', async () => {
    const { page, code } = await openedByCommand();
    expect([code, page]).toEqual([0, 'opened']);
  });

  it('goes on without a browser that cannot be opened', async () => {
    const { code, stderr } = await logIn(workplace, ['--open'], undefined, { PATH: workplace.folder });
    expect(stderr).toContain('Warning: no browser could be opened');
    expect(code).toBe(0);
  });

  it('turns away what is no answer to it, and still takes the one that is', async () => {
    const statuses: number[] = [];
    const { code } = await logIn(workplace, [], async (address) => {
      const { searchParams } = new URL(address);
      const back = searchParams.get('redirect_uri') ?? '';
      const forged = [`${back}?code=mine&state=guessed`, `${back}?code=mine`, `${back}favicon.ico`, back];
      for (const url of forged) statuses.push((await fetch(url)).status);
      return giveConsent(address);
    });
    expect(statuses).toEqual([400, 400, 404, 400]);
    expect(code).toBe(0);
  });

  it.each([
    ['is not allowed', 'deny', 'The access was not allowed.'],
    ['goes wrong', 'allow', 'Dropbox refused the sign-in (invalid_scope).'],
  ] as const)('stores nothing, and says why on both sides, when it %s', async (_, decision, message) => {
    const break_ = (redirect: string) => {
      const url = new URL(redirect);
      if (decision === 'allow') url.search = `?error=invalid_scope&state=${url.searchParams.get('state')}`;
      return url.href;
    };
    const { code, stderr, page } = await logIn(workplace, [], (address) => giveConsent(address, decision, break_));
    expect(stderr).toContain(message);
    expect([code, page.status, page.text]).toEqual([1, 400, expect.stringContaining('You are not signed in')]);
    expect(() => workplace.read(STORE)).toThrow('ENOENT');
  });

  it('says that a code is wrong, and that an app is unknown', async () => {
    const wrong = await logInByCode(workplace, [], async (address) => `${await copyCode(address)}x`);
    expect(wrong.stderr).toContain('Dropbox does not accept the code');
    const secret = { DROPBOX_APP_SECRET: 'not-the-right-secret' };
    const unknown = await logInByCode(workplace, [], copyCode, secret);
    expect(unknown.stderr).toContain('does not accept the app key or secret');
    expect([wrong.code, unknown.code]).toEqual([1, 1]);
  });

  it('refuses and revokes a token that is for one person', async () => {
    let handedOut = '';
    const proxy = await startProxy(simulator.url, ({ team_id: _, ...answer }) => {
      handedOut = String(answer.refresh_token);
      return { ...answer, account_id: 'dbid:person' };
    });
    closing.push(proxy.close);
    const env = { DROPBOX_API_URL: proxy.url };
    const { code, stderr } = await logInByCode(workplace, [], copyCode, env);
    expect(stderr).toContain('for one person, and not for a team. It was revoked');
    expect(code).toBe(1);
    expect(await refreshStatus(handedOut)).toBe(400);
    expect(() => workplace.read(STORE)).toThrow('ENOENT');
  });

  it('works for an app with a secret, which is never stored', async () => {
    const env = { DROPBOX_APP_SECRET: simulator.app.secret };
    expect((await logInByCode(workplace, [], copyCode, env)).code).toBe(0);
    expect(workplace.read(STORE)).not.toContain(simulator.app.secret);
    expect((await workplace.run(['whoami'], { env })).code).toBe(0);
    const without = await workplace.run(['whoami']);
    expect(without.stderr).toContain('DROPBOX_APP_SECRET');
  });

  it('revokes the token that a profile held before', async () => {
    await logIn(workplace);
    const before = readStore().default?.refresh_token ?? '';
    const { stderr } = await logIn(workplace);
    expect(stderr).toContain('The token that this profile held before was revoked.');
    expect(await refreshStatus(before)).toBe(400);
    expect(await refreshStatus(readStore().default?.refresh_token ?? '')).toBe(200);
  });

  it('ends at an interrupt, and says that nothing was stored', async () => {
    const { code, stderr } = await workplace.run(['login', '--port', '0'], {
      interruptWhen: (text) => findAddress(text) !== null,
    });
    expect([code, stderr]).toEqual([130, expect.stringContaining('Nothing was stored.')]);
  });

  it('says what to do without an app key, and where the port is taken', async () => {
    const without = await workplace.run(['login'], { env: { DROPBOX_APP_KEY: '' } });
    expect(without.stderr).toContain('Add --app-key');
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const address = squatter.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const taken = await workplace.run(['login', '--port', port]);
    expect(taken.stderr).toContain(`Port ${port} of this machine cannot be used`);
    await new Promise((resolve) => squatter.close(resolve));
  });
});

/** Puts an `xdg-open` of our own on the path, which gives consent. */
async function openedByCommand(): Promise<{ code: number; page: string }> {
  mkdirSync(workplace.path('bin'));
  const script = `#!${process.execPath}
const address = process.argv[2];
const fields = [...new URL(address).searchParams, ['decision', 'allow']];
const body = new URLSearchParams(fields);
Promise.all([import('node:fs'), fetch(new URL('/oauth2/authorize', address), { method: 'POST', body })]).then(
  ([{ writeFileSync }, page]) =>
    writeFileSync(${JSON.stringify(workplace.path('opened'))}, page.ok ? 'opened' : 'failed'),
);
`;
  for (const name of ['xdg-open', 'open']) writeFileSync(workplace.path(`bin/${name}`), script, { mode: 0o755 });
  const env = { PATH: `${workplace.path('bin')}${delimiter}${process.env.PATH ?? ''}` };
  const { code } = await workplace.run(['login', '--port', '0', '--open'], { env });
  for (let tries = 0; tries < 100 && !readdirSync(workplace.folder).includes('opened'); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { code, page: workplace.read('opened') };
}

describe('what login stores', () => {
  it('is for its owner alone', async () => {
    await logIn(workplace);
    expect(statSync(workplace.path(STORE)).mode & 0o777).toBe(0o600);
    expect(statSync(workplace.path('config/rollcall')).mode & 0o777).toBe(0o700);
    expect(readdirSync(workplace.path('config/rollcall'))).toEqual(['credentials.json']);
  });

  it('is not used when others may read it; the error says how to mend that', async () => {
    await logIn(workplace);
    chmodSync(workplace.path(STORE), 0o640);
    for (const command of ['whoami', 'export', 'login', 'logout']) {
      const { code, stderr } = await workplace.run([command]);
      expect([command, code, stderr]).toEqual([
        command,
        1,
        expect.stringContaining(`Run chmod 600 ${workplace.path(STORE)}`),
      ]);
    }
  });

  it('is never repeated in an error when it is broken', async () => {
    await logIn(workplace);
    const secret = readStore().default?.refresh_token ?? '';
    writeFileSync(workplace.path(STORE), workplace.read(STORE).replace('"scopes"', 'scopes'));
    const { code, stderr } = await workplace.run(['whoami']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('is not what rollcall login writes')]);
    expect(stderr).not.toContain(secret.slice(0, 10));
  });

  it('gives way to the environment', async () => {
    await logIn(workplace, ['--read-only']);
    const env = { DROPBOX_ACCESS_TOKEN: simulator.mint({ actingAdmin: 'grace@acme.com' }) };
    expect((await workplace.run(['whoami'], { env })).stdout).toContain('grace@acme.com');
    const both = await workplace.run(['whoami', '--profile', 'default'], { env });
    expect(both.stderr).toContain('the token of the environment is used, and not --profile');
  });

  it('is sent to no other API than its own', async () => {
    await logIn(workplace);
    const other = await startSimulator({ seed: acme });
    closing.push(other.close);
    const { code, stderr } = await workplace.run(['whoami', '--api-url', other.url]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('The token of profile default is for')]);
    expect(other.log).toEqual([]);
  });

  it('is found by name; an unknown one names those that there are', async () => {
    await logIn(workplace, ['--profile', 'plans', '--read-only']);
    const { code, stderr } = await workplace.run(['whoami', '--profile', 'apply']);
    expect(stderr).toContain('Sign in with rollcall login --profile apply, or use one of: plans.');
    expect(code).toBe(1);
    expect((await workplace.run(['whoami', '--profile', '../x'])).stderr).toContain('cannot be the name of a profile');
    expect((await workplace.run(['whoami'])).stderr).toContain('or sign in with rollcall login.');
  });
});

describe('whoami', () => {
  it('names team, admin, scopes, and what each command lacks', async () => {
    await logIn(workplace, ['--read-only']);
    const { code, stdout } = await workplace.run(['whoami']);
    expect(code).toBe(0);
    expect(stdout).toBe(`Team    Acme Inc (dbtid:AAHacme)
Admin   ada@acme.com
Token   profile default
Scopes  events.read, groups.read, members.read, team_info.read

plan, export, report: allowed.
log: allowed.
apply: lacks members.write, groups.write.
apply that removes or recovers people: lacks members.write, groups.write, members.delete.
To get what is lacking, tick it in the App Console (Permissions), then run rollcall login.
`);
  });

  it('finds out the scopes of a bare token by trying, and changes nothing', async () => {
    const token = simulator.mint({ scopes: ['team_info.read', 'members.read', 'members.write'] });
    const { stdout } = await workplace.run(['whoami', '--format', 'json'], { env: { DROPBOX_ACCESS_TOKEN: token } });
    expect(JSON.parse(stdout)).toMatchObject({
      format_version: 1,
      team: { id: 'dbtid:AAHacme', name: 'Acme Inc' },
      admin: { email: 'ada@acme.com' },
      profile: null,
      scopes: {
        granted: ['members.read', 'members.write', 'team_info.read'],
        missing: ['groups.read', 'events.read', 'groups.write', 'members.delete'],
        unknown: [],
      },
      lacks: { 'plan, export, report': ['groups.read'], apply: ['groups.read', 'groups.write'] },
    });
    expect(simulator.team.events()).toEqual([]);
  });

  it('still tells the scopes of a token that may not read the team', async () => {
    const token = simulator.mint({ scopes: ['members.read'] });
    const { code, stdout } = await workplace.run(['whoami'], { env: { DROPBOX_ACCESS_TOKEN: token } });
    expect(code).toBe(0);
    expect(stdout).toContain('Team    not known: the token lacks team_info.read');
    expect(stdout).toContain('plan, export, report: lacks team_info.read, groups.read.');
  });

  it.each([
    ['is unknown to Dropbox', () => 'sl.nobody-knows-this-token', 'Dropbox does not accept the access token'],
    ['is for one person', () => simulator.mint({ kind: 'user' }), 'team'],
  ])('is an error when the token %s', async (_, makeToken, message) => {
    const { code, stderr, stdout } = await workplace.run(['whoami'], { env: { DROPBOX_ACCESS_TOKEN: makeToken() } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});

describe('logout', () => {
  it('revokes the token, and forgets this profile alone', async () => {
    await logIn(workplace);
    await logIn(workplace, ['--profile', 'plans', '--read-only']);
    const token = readStore().default?.refresh_token ?? '';
    const { code, stdout } = await workplace.run(['logout']);
    expect([code, stdout]).toEqual([0, 'Signed out: the token was revoked, and profile default deleted.\n']);
    expect(await refreshStatus(token)).toBe(400);
    expect(Object.keys(readStore())).toEqual(['plans']);
    expect((await workplace.run(['logout'])).stderr).toContain('Nobody is signed in.');
  });

  it('forgets a token that Dropbox knows no more', async () => {
    await logIn(workplace);
    const form = { grant_type: 'refresh_token', refresh_token: readStore().default?.refresh_token ?? '' };
    const body = new URLSearchParams({ ...form, client_id: simulator.app.key });
    const answer = await fetch(`${simulator.url}/oauth2/token`, { method: 'POST', body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    await fetch(`${simulator.url}/2/auth/token/revoke`, { method: 'POST', headers, body: 'null' });
    const { code, stdout } = await workplace.run(['logout']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('did not accept its token any more')]);
    expect(readStore()).toEqual({});
  });

  it('keeps a token that cannot be revoked now, unless it is forced', async () => {
    await logIn(workplace);
    await simulator.close();
    const kept = await workplace.run(['logout']);
    expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining('add --force')]);
    expect(Object.keys(readStore())).toEqual(['default']);
    const forced = await workplace.run(['logout', '--force']);
    expect([forced.code, forced.stderr]).toEqual([0, expect.stringContaining('its token may still work')]);
    expect(readStore()).toEqual({});
  });
});

it('no secret of a sign-in is printed, or travels in an address of the API', async () => {
  let code = '';
  const first = await logIn(workplace, ['--verbose'], async (address) => {
    const page = await giveConsent(address);
    code = new URL(page.address).searchParams.get('code') ?? '';
    return page;
  });
  const second = await logInByCode(workplace, ['--verbose', '--profile', 'b'], async (address) => {
    const text = await (await pressButton(address, 'allow')).text();
    return /id="code">(.+?)</.exec(text)?.[1] ?? '';
  });
  const tokens = Object.values(readStore()).map(({ refresh_token: token }) => token);
  const others = [
    await workplace.run(['whoami', '--verbose']),
    await workplace.run(['whoami', '--format', 'json']),
    await workplace.run(['logout', '--verbose']),
  ];
  const printed = [first, second, ...others].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect([code.length > 20, tokens.length]).toEqual([true, 2]);
  for (const secret of [code, ...tokens, 'Bearer', 'sl.u.']) expect(printed).not.toContain(secret);
  expect(simulator.log.map(({ route }) => route).filter((route) => route.includes('?'))).toEqual([]);
});
