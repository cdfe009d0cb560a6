import { describe, expect, it, onTestFinished } from 'vitest';
import type { DropboxCredentials } from '../../src/dropbox/index.js';
import { routes } from '../../src/dropbox/routes.js';
import { createTransport } from '../../src/dropbox/transport.js';
import { FakeClock } from './fake-clock.js';
import { type Script, serveScript } from './scripted-api.js';

const credentials: DropboxCredentials = {
  tag: 'refresh-token',
  refreshToken: 'refresh-token-1',
  appKey: 'app-key',
  appSecret: 'app-secret-1',
};

async function serve(script: Script, wanted: DropboxCredentials = credentials) {
  const api = await serveScript(script);
  const clock = new FakeClock();
  const transport = createTransport({
    apiUrl: api.url,
    credentials: wanted,
    clock,
    random: () => 0.5,
    timeoutMs: 500,
    connections: 4,
  });
  onTestFinished(() => transport.close());
  const renewals = () => api.seen.filter((request) => request.path === '/oauth2/token');
  return { ...api, transport, clock, renewals, call: () => transport.call(routes.teamInfo, null) };
}

/** Answers every renewal with a new token, good for `seconds`. */
function renewing(seconds = 14_400, api: Script = () => ({ body: {} })): Script {
  let made = 0;
  return (request, number) => {
    if (request.path !== '/oauth2/token') return api(request, number);
    made += 1;
    return { body: { access_token: `access-token-${made}`, token_type: 'bearer', expires_in: seconds } };
  };
}

describe('a refresh token', () => {
  it('is exchanged in a form, with no secret in the URL', async () => {
    const { call, renewals, seen } = await serve(renewing());
    await call();
    expect(Object.fromEntries(new URLSearchParams(renewals()[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-token-1',
      client_id: 'app-key',
      client_secret: 'app-secret-1',
    });
    expect(renewals()[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(seen.map((request) => request.path).join()).not.toMatch(/token-1|secret/);
    expect(seen[1]?.headers.authorization).toBe('Bearer access-token-1');
  });

  it('needs no secret for an app that was authorized with PKCE', async () => {
    const { call, renewals } = await serve(renewing(), { ...credentials, appSecret: null });
    await call();
    expect(renewals()[0]?.body).not.toContain('client_secret');
  });

  it('is exchanged once for all calls, and again five minutes before the end', async () => {
    const { call, renewals, clock } = await serve(renewing(14_400));
    await Promise.all([call(), call(), call()]);
    clock.advance((14_400 - 301) * 1000);
    await call();
    expect(renewals()).toHaveLength(1);
    clock.advance(2000);
    await call();
    expect(renewals()).toHaveLength(2);
  });

  it('is exchanged once when calls side by side learn that the token has expired', async () => {
    const expired = { status: 401, body: { error: { '.tag': 'expired_access_token' } } };
    const { call, renewals } = await serve(
      renewing(14_400, (request) =>
        request.headers.authorization === 'Bearer access-token-1' ? expired : { body: {} },
      ),
    );
    expect((await Promise.all([call(), call(), call()])).map((answer) => answer.tag)).toEqual([
      'answered',
      'answered',
      'answered',
    ]);
    expect(renewals()).toHaveLength(2);
  });

  it('is not exchanged while Dropbox asks for a pause', async () => {
    const throttled = { status: 429, headers: { 'retry-after': '60' }, body: '' };
    const arrivals: number[] = [];
    let calls = 0;
    const { call, clock, renewals } = await serve((request, number) => {
      arrivals.push(clock.now());
      // Good for ten seconds more than what calls for a new one.
      return renewing(310, () => {
        calls += 1;
        return calls === 1 ? throttled : { body: {} };
      })(request, number);
    });
    const startedAt = clock.now();
    expect(await call()).toMatchObject({ tag: 'answered' });
    expect(renewals()).toHaveLength(2);
    expect(arrivals.map((at) => at - startedAt >= 60_000)).toEqual([false, false, true, true]);
  });

  it('is not exchanged for ever when every token is called expired', async () => {
    const { call, renewals } = await serve(
      renewing(14_400, () => ({ status: 401, body: { error: { '.tag': 'expired_access_token' } } })),
    );
    expect(await call()).toMatchObject({ tag: 'rejected', kind: 'token' });
    expect(renewals()).toHaveLength(2);
  });

  it('that was revoked ends with words that help and show nothing', async () => {
    const { call } = await serve(() => ({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'refresh token is invalid' },
    }));
    const answer = await call();
    expect(answer).toMatchObject({
      tag: 'rejected',
      kind: 'token',
      failure: { tag: 'invalid_grant', advice: expect.stringContaining('rollcall login') },
    });
    expect(JSON.stringify(answer)).not.toMatch(/refresh-token-1|app-secret-1/);
  });

  it('is tried again when the exchange meets a passing fault', async () => {
    let tries = 0;
    const ok = renewing();
    const { call } = await serve((request, number) => {
      if (request.path === '/oauth2/token' && ++tries <= 2) return tries === 1 ? { status: 503 } : 'reset';
      return ok(request, number);
    });
    expect(await call()).toMatchObject({ tag: 'answered' });
  });
});

describe('an access token by itself', () => {
  it('cannot be renewed, and the failure says what can', async () => {
    const { call, seen } = await serve(() => ({ status: 401, body: { error: { '.tag': 'expired_access_token' } } }), {
      tag: 'access-token',
      accessToken: 'sl.expired-token',
    });
    expect(await call()).toMatchObject({
      tag: 'rejected',
      failure: { tag: 'expired_access_token', advice: expect.stringContaining('DROPBOX_REFRESH_TOKEN') },
    });
    expect(seen).toHaveLength(1);
  });
});
