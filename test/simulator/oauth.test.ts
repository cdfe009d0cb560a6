import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ALL_SCOPES } from '../../src/simulator/index.js';
import { type Subject, start } from './harness.js';

const VERIFIER = 'a-verifier-that-is-long-enough-to-be-one-0123456789';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

async function consent(simulator: Subject, wish: Record<string, string>, decision = 'allow'): Promise<Response> {
  const body = new URLSearchParams({ client_id: simulator.app.key, response_type: 'code', ...wish, decision });
  return fetch(`${simulator.url}/oauth2/authorize`, { method: 'POST', body, redirect: 'manual' });
}

async function askToken(
  simulator: Subject,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const body = new URLSearchParams(form);
  const answer = await fetch(`${simulator.url}/oauth2/token`, { method: 'POST', body, headers });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

describe('signing in', () => {
  it('asks for consent on a page that names the app, the team and the scopes', async () => {
    const simulator = await start();
    const query = new URLSearchParams({ client_id: simulator.app.key, response_type: 'code', state: '<s>' });
    const page = await (await fetch(`${simulator.url}/oauth2/authorize?${query}`)).text();
    expect(page).toContain('Simulated app would like to manage Test team');
    for (const scope of ALL_SCOPES) expect(page).toContain(scope);
    expect(page).toContain('value="&lt;s&gt;"');
  });

  it('shows the code where there is nowhere to go back to, and changes it for tokens with PKCE', async () => {
    const simulator = await start();
    const wish = { token_access_type: 'offline', code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    const page = await (await consent(simulator, wish)).text();
    const code = /<code id="code">(.+?)<\/code>/.exec(page)?.[1] ?? '';
    const form = { grant_type: 'authorization_code', code, client_id: simulator.app.key };
    expect(await askToken(simulator, { ...form, code_verifier: 'wrong' })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
    const { status, json } = await askToken(simulator, { ...form, code_verifier: VERIFIER });
    expect([status, json]).toMatchObject([
      200,
      { token_type: 'bearer', expires_in: 14400, uid: '', team_id: 'dbtid:test', scope: ALL_SCOPES.join(' ') },
    ]);
    expect(json).not.toHaveProperty('account_id');
    expect((await simulator.call('team/get_info', null, String(json.access_token))).status).toBe(200);
    expect((await askToken(simulator, { ...form, code_verifier: VERIFIER })).json.error).toBe('invalid_grant');
    const refreshed = await askToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: String(json.refresh_token),
      client_id: simulator.app.key,
    });
    expect(refreshed.status).toBe(200);
    expect(refreshed.json).not.toHaveProperty('refresh_token');
  });

  it('goes back to the app with the code and the state, or with a refusal', async () => {
    const simulator = await start();
    const wish = { redirect_uri: 'http://localhost:1/back', state: 'xyz' };
    const allowed = new URL((await consent(simulator, wish)).headers.get('location') ?? '');
    expect([allowed.host, allowed.searchParams.get('state')]).toEqual(['localhost:1', 'xyz']);
    const denied = new URL((await consent(simulator, wish, 'deny')).headers.get('location') ?? '');
    expect(denied.searchParams.get('error')).toBe('access_denied');
    const form = { grant_type: 'authorization_code', code: allowed.searchParams.get('code') ?? '' };
    const basic = Buffer.from(`${simulator.app.key}:${simulator.app.secret}`).toString('base64');
    const headers = { Authorization: `Basic ${basic}` };
    expect((await askToken(simulator, form, headers)).json.error).toBe('invalid_grant');
    const online = await askToken(simulator, { ...form, redirect_uri: wish.redirect_uri }, headers);
    expect(online.status).toBe(200);
    expect(online.json).not.toHaveProperty('refresh_token');
  });

  it('is refused for an app, a response type or a scope that does not exist', async () => {
    const simulator = await start();
    for (const wish of [{ client_id: 'x' }, { response_type: 'token' }, { scope: 'files.everything' }]) {
      expect((await consent(simulator, wish)).status).toBe(400);
    }
  });
});

describe('refreshing a token', () => {
  it('can narrow the scopes, never widen them', async () => {
    const simulator = await start();
    const form = {
      grant_type: 'refresh_token',
      refresh_token: simulator.app.refreshToken,
      client_id: simulator.app.key,
    };
    const narrow = await askToken(simulator, { ...form, scope: 'members.read' });
    expect(narrow.json.scope).toBe('members.read');
    expect((await simulator.call('team/get_info', null, String(narrow.json.access_token))).status).toBe(401);
    expect((await askToken(simulator, { ...form, scope: 'files.read' })).json.error).toBe('invalid_scope');
  });

  it.each([
    [{ grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token', client_id: 'x' }, 'invalid_client'],
    [{ grant_type: 'refresh_token', client_secret: 'x' }, 'invalid_client'],
  ])('is refused as JSON with 400: %j', async (form, error) => {
    const simulator = await start();
    const answer = await askToken(simulator, { client_id: simulator.app.key, ...form });
    expect([answer.status, answer.json.error]).toEqual([400, error]);
  });

  it('ends when the token is revoked', async () => {
    const simulator = await start();
    const form = {
      grant_type: 'refresh_token',
      refresh_token: simulator.app.refreshToken,
      client_id: simulator.app.key,
    };
    const first = String((await askToken(simulator, form)).json.access_token);
    const second = String((await askToken(simulator, form)).json.access_token);
    await simulator.call('auth/token/revoke', null, first);
    expect((await simulator.call('team/get_info', null, second)).status).toBe(401);
    expect((await askToken(simulator, form)).json.error).toBe('invalid_grant');
  });

  it('leaves no secret in the log', async () => {
    const simulator = await start();
    await askToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: simulator.app.refreshToken,
      client_id: simulator.app.key,
      client_secret: simulator.app.secret,
    });
    const log = JSON.stringify(simulator.log);
    expect(log).toContain('oauth2/token');
    expect(log).not.toContain(simulator.app.refreshToken);
    expect(log).not.toContain(simulator.app.secret);
  });
});
