import { describe, expect, it } from 'vitest';
import { classifyResponse } from '../../src/dropbox/classify-response.js';
import { routes } from '../../src/dropbox/routes.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function classify(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const all: Record<string, string> = { 'x-dropbox-request-id': 'req-1', ...headers };
  return classifyResponse(routes.suspendMember, { status, text, header: (name) => all[name] ?? null }, NOW);
}

describe('what an answer means', () => {
  it('takes the literal null for the answer that it is', () => {
    expect(classify(200, 'null')).toEqual({ tag: 'answered', body: null, requestId: 'req-1' });
  });

  it('does not know what became of a call whose 200 is cut short or empty', () => {
    for (const text of ['', '{"members": [', '<html>']) {
      expect(classify(200, text)).toMatchObject({ tag: 'lost', failure: { tag: 'unknown-outcome' } });
    }
  });

  it('reads the tag of a refusal, never the summary with its dots of chance', () => {
    const body = {
      error_summary: 'members_not_in_team/...',
      error: { '.tag': 'members_not_in_team', members_not_in_team: ['a'] },
      user_message: { locale: 'en', text: 'Sorry.' },
    };
    expect(classify(409, body)).toMatchObject({
      tag: 'refused',
      error: { tag: 'members_not_in_team', userMessage: 'Sorry.' },
      requestId: 'req-1',
    });
  });

  it('takes a tag that it does not know, and a missing one, as they come', () => {
    expect(classify(409, { error: { '.tag': 'brand_new' } })).toMatchObject({ error: { tag: 'brand_new' } });
    expect(classify(409, { error: {} })).toMatchObject({ error: { tag: 'other' } });
  });

  it.each([
    [
      'the header first',
      { 'retry-after': '30' },
      { error: { reason: { '.tag': 'too_many_requests' }, retry_after: 5 } },
      30_000,
    ],
    ['else the body', {}, { error: { reason: { '.tag': 'too_many_requests' }, retry_after: 5 } }, 5000],
    ['else one second', {}, { error: { reason: { '.tag': 'too_many_write_operations' } } }, 1000],
    ['a text without any hint', {}, 'slow down', 1000],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:01:00 GMT' }, 'slow down', 60_000],
    ['at least a second, so that nothing spins', { 'retry-after': '0' }, 'slow down', 1000],
  ])('waits as long as it is told: %s', (_, headers, body, retryAfterMs) => {
    expect(classify(429, body, headers)).toMatchObject({ tag: 'rate-limited', retryAfterMs });
  });

  it.each([
    'Error in call to API function "x": Must provide HTTP header "Authorization" or URL parameter "authorization".',
    'Error in call to API function "x": The given OAuth 2 access token is malformed.',
  ])('finds token trouble in a 400 text: %s', (text) => {
    expect(classify(400, text)).toMatchObject({ tag: 'rejected', kind: 'token' });
  });

  it('names the scope that the app lacks, and the one that the token lacks', () => {
    const text = `Error in call to API function "x": Your app (ID: 1) is not permitted to access this endpoint because it does not have the required scope 'members.write'. The owner of the app can enable the scope.`;
    const app = classify(400, text);
    const token = classify(401, { error: { '.tag': 'missing_scope', required_scope: 'members.write' } });
    expect(app).toMatchObject({ tag: 'rejected', kind: 'scope', failure: { tag: 'missing_scope' } });
    expect(token).toMatchObject({ tag: 'rejected', kind: 'scope', failure: { tag: 'missing_scope' } });
    for (const meaning of [app, token]) expect(JSON.stringify(meaning)).toContain('members.write');
  });

  it("repeats the server's own sentence about a request that it does not accept", () => {
    const text = `Error in call to API function "x": request body: wipe_data: 1 is not a valid boolean`;
    expect(classify(400, text)).toMatchObject({
      kind: 'bad-request',
      failure: { message: expect.stringContaining(text) },
    });
  });

  it('takes a 400 page of the edge, like every 5xx and a success that is no 200, for a fault that says nothing of the call', () => {
    for (const [status, body] of [
      [204, ''],
      [400, '<html>'],
      [500, ''],
      [502, '<html>'],
      [503, '{}'],
    ] as const) {
      expect(classify(status, body)).toMatchObject({ tag: 'lost', mayRepeat: true });
    }
  });

  it('tells an expired token from one that will never do', () => {
    expect(classify(401, { error: { '.tag': 'expired_access_token' } })).toMatchObject({ tag: 'token-expired' });
    expect(classify(401, { error: { '.tag': 'invalid_access_token' } })).toMatchObject({
      tag: 'rejected',
      kind: 'token',
    });
    expect(classify(401, 'nonsense')).toMatchObject({ tag: 'rejected', kind: 'token' });
    expect(classify(403, { error: { '.tag': 'team_access_denied' } })).toMatchObject({
      tag: 'rejected',
      kind: 'access',
    });
  });

  it('does not follow a redirect, and says where to look', () => {
    expect(classify(302, '')).toMatchObject({
      tag: 'rejected',
      failure: { advice: expect.stringContaining('--api-url') },
    });
  });
});
