import { describe, expect, it } from 'vitest';
import { at, start } from './harness.js';

describe('a token', () => {
  it('must be there and be one', async () => {
    const { url } = await start();
    const ask = async (headers: Record<string, string>): Promise<string> => {
      const answer = await fetch(`${url}/2/team/get_info`, { method: 'POST', headers });
      expect(answer.status).toBe(400);
      return answer.text();
    };
    expect(await ask({})).toBe(
      'Error in call to API function "team/get_info": Must provide HTTP header "Authorization" or URL parameter "authorization".',
    );
    expect(await ask({ Authorization: 'Bearer not a token' })).toContain(
      'The given OAuth 2 access token is malformed.',
    );
    expect(await ask({ Authorization: 'Basic abc' })).toContain('Invalid authorization value');
  });

  it.each([
    ['unknown', 'invalid_access_token'],
    ['expired', 'expired_access_token'],
    ['revoked', 'invalid_access_token'],
  ])('that is %s is answered with 401 %s', async (kind, tag) => {
    const simulator = await start();
    const token = kind === 'unknown' ? 'sl.u.never-issued' : simulator.mint({ expiresInMs: 1000 });
    if (kind === 'expired') simulator.advance(1000);
    if (kind === 'revoked') expect((await simulator.call('auth/token/revoke', null, token)).text).toBe('null');
    const answer = await simulator.call('team/get_info', null, token);
    expect(answer.status).toBe(401);
    expect(answer.json).toMatchObject({ error: { '.tag': tag } });
  });

  it('of a user is refused by team routes', async () => {
    const simulator = await start();
    const answer = await simulator.call('team/get_info', null, simulator.mint({ kind: 'user' }));
    expect([answer.status, answer.json]).toEqual([400, undefined]);
    expect(answer.text).toContain('is not associated with a team');
  });

  it('is not asked for its scope before the body is right', async () => {
    const simulator = await start();
    const token = simulator.mint({ scopes: [] });
    expect((await simulator.call('team/get_info', {}, token)).status).toBe(400);
    expect((await simulator.call('team/get_info', null, token)).status).toBe(401);
  });
});

describe('the admin behind the token', () => {
  const whoami = 'team/token/get_authenticated_admin';

  it('is told', async () => {
    const simulator = await start();
    expect((await simulator.ok('token/get_authenticated_admin')).admin_profile.email).toBe('ada@acme.com');
    const other = await simulator.call(whoami, null, simulator.mint({ actingAdmin: 'grace@acme.com' }));
    expect(other.json).toMatchObject({ admin_profile: { email: 'grace@acme.com' } });
    const unmapped = await simulator.call(whoami, null, simulator.mint({ actingAdmin: null }));
    expect(unmapped.json).toMatchObject({ error: { '.tag': 'mapping_not_found' } });
  });

  it.each([
    ['members/suspend', 'user_suspended'],
    ['members/remove', 'invalid_access_token'],
  ])('takes the token along after %s', async (route, tag) => {
    const simulator = await start();
    await simulator.ok(route, { user: at('ada') });
    expect((await simulator.call(whoami)).json).toMatchObject({ error: { '.tag': 'admin_not_active' } });
    const answer = await simulator.call('team/get_info');
    expect([answer.status, answer.json]).toMatchObject([401, { error: { '.tag': tag } }]);
  });

  it('is no active admin any more once demoted', async () => {
    const simulator = await start();
    await simulator.ok('members/set_admin_permissions_v2', { user: at('ada'), new_roles: [] });
    expect(await simulator.refusal('token/get_authenticated_admin')).toBe('admin_not_active');
  });
});

describe('answers', () => {
  it('end their summaries in no to three dots, at random', async () => {
    const simulator = await start();
    const endings = new Set<string>();
    for (let n = 0; n < 40; n++) {
      const { json } = await simulator.call('team/members/suspend', { user: at('nobody') });
      const summary = (json as { error_summary: string }).error_summary;
      expect(summary).toMatch(/^user_not_found\/\.{0,3}$/);
      endings.add(summary);
    }
    expect(endings.size).toBe(4);
  });

  it('all carry a request id, which the log and the team log know too', async () => {
    const simulator = await start();
    const answer = await simulator.call('team/members/suspend', { user: at('bob') });
    const id = answer.headers.get('x-dropbox-request-id');
    expect(simulator.log.at(-1)?.requestId).toBe(id);
    expect(simulator.team.events().at(-1)).toMatchObject({
      origin: { access_method: { '.tag': 'api', request_id: `dbarid:${id}` } },
    });
  });

  it('are the same again for the same random seed', async () => {
    const transcript = async (randomSeed: number): Promise<string> => {
      const simulator = await start({ randomSeed, asyncJobs: 'random', clock: () => 1_790_000_000_000 });
      const answers: string[] = [];
      for (const name of ['a', 'b', 'c', 'd']) {
        const body = { new_members: [{ member_email: `${name}@acme.com` }] };
        answers.push((await simulator.call('team/members/add_v2', body)).text);
      }
      return answers.join('\n');
    };
    expect(await transcript(3)).toBe(await transcript(3));
    expect(await transcript(3)).not.toBe(await transcript(4));
  });
});
