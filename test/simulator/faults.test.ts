import { describe, expect, it } from 'vitest';
import { type Fault, parseFaultScript } from '../../src/simulator/index.js';
import { at, type Subject, start } from './harness.js';

const statusOf = async (simulator: Subject, route = 'team/get_info', body: unknown = null): Promise<number> =>
  (await simulator.call(route, body)).status;

describe('when a fault strikes', () => {
  const strikes = async (fault: Partial<Fault>, calls: number): Promise<number[]> => {
    const simulator = await start({ faults: [{ kind: 'status', status: 503, ...fault } as Fault] });
    const struck: number[] = [];
    for (let n = 1; n <= calls; n++) if ((await statusOf(simulator)) === 503) struck.push(n);
    return struck;
  };

  it.each<[Partial<Fault>, number[]]>([
    [{}, [1]],
    [{ nth: 3 }, [3]],
    [{ nth: [2, 4] }, [2, 4]],
    [{ after: 2 }, [3]],
    [{ after: 1, times: 2 }, [2, 3]],
    [{ times: 10 }, [1, 2, 3, 4, 5]],
    [{ probability: 1 }, [1, 2, 3, 4, 5]],
    [{ probability: 0 }, []],
    [{ route: 'get_info' }, [1]],
    [{ route: 'team/get_info' }, [1]],
    [{ route: 'members/*' }, []],
    [{ bodyIncludes: 'nobody' }, []],
  ])('%j: of five calls, these', async (fault, expected) => {
    expect(await strikes(fault, 5)).toEqual(expected);
  });

  it('strikes by chance, but the same way for the same random seed', async () => {
    const first = await strikes({ probability: 0.5 }, 20);
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(17);
    expect(await strikes({ probability: 0.5 }, 20)).toEqual(first);
  });

  it('can be added while the simulator runs, and a bad script is refused with the place', async () => {
    const simulator = await start();
    simulator.addFault({ kind: 'html_error', route: 'get_info' });
    const answer = await simulator.call('team/get_info');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(simulator.log.at(-1)?.faults).toEqual(['html_error']);
    expect(() => parseFaultScript([{ kind: 'nope' }])).toThrow('faults[0].kind: expected one of rate_limit, status');
    expect(() => parseFaultScript({ faults: [{ kind: 'delay' }] })).toThrow('faults[0]: "ms" is missing');
    expect(() => parseFaultScript([{ kind: 'hang', rout: 'x' }])).toThrow('faults[0]: unknown key "rout"');
  });
});

describe('a rate limit', () => {
  it('closes the door until Retry-After is over, and notes who knocks meanwhile', async () => {
    const simulator = await start({ faults: [{ kind: 'rate_limit', retryAfterS: 30, route: 'members/list_v2' }] });
    const refused = await simulator.call('team/members/list_v2', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(refused.json).toMatchObject({ error: { reason: { '.tag': 'too_many_requests' }, retry_after: 30 } });
    expect((refused.json as { error: object }).error).not.toHaveProperty('.tag');

    expect(await statusOf(simulator)).toBe(429);
    expect(simulator.log.map((call) => call.isDuringRetryAfter)).toEqual([false, true]);
    simulator.advance(30_000);
    expect(await statusOf(simulator)).toBe(200);
  });

  it('leaves a waiting time of one second out of the body', async () => {
    const reason = 'too_many_write_operations';
    const simulator = await start({ faults: [{ kind: 'rate_limit', reason }] });
    const { json } = await simulator.call('team/get_info');
    expect((json as { error: object }).error).toEqual({ reason: { '.tag': reason } });
  });

  it('may come as text, without a body, or without the header', async () => {
    const simulator = await start({
      faults: [
        { kind: 'rate_limit', retryAfterS: 0, body: 'text', nth: 1 },
        { kind: 'rate_limit', retryAfterS: 0, body: 'none', header: false, nth: 2 },
      ],
    });
    const text = await simulator.call('team/get_info');
    expect([text.status, text.json, text.headers.get('retry-after')]).toEqual([429, undefined, '0']);
    const nothing = await simulator.call('team/get_info');
    expect([nothing.status, nothing.text, nothing.headers.get('retry-after')]).toEqual([429, '', null]);
  });

  it('comes by itself when calls come too fast', async () => {
    const simulator = await start({ rateLimit: { callsPerSecond: 5 }, clock: () => 1_790_000_000_000 });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push(await statusOf(simulator));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    simulator.advance(1001);
    expect(await statusOf(simulator)).toBe(200);
  });
});

describe('an outcome that the caller cannot know', () => {
  const suspend = { user: at('bob'), wipe_data: false };
  const statusAfter = async (fault: Fault): Promise<[unknown, string | undefined]> => {
    const simulator = await start({ faults: [fault] });
    const outcome = await simulator.call('team/members/suspend', suspend).then(
      (answer) => answer.status,
      () => 'broken',
    );
    return [outcome, simulator.team.member('bob@acme.com')?.status];
  };

  it.each<[Fault, unknown, string]>([
    [{ kind: 'reset_before' }, 'broken', 'active'],
    [{ kind: 'reset_after' }, 'broken', 'suspended'],
    [{ kind: 'status', status: 500 }, 500, 'active'],
    [{ kind: 'status_after' }, 500, 'suspended'],
    [{ kind: 'truncate' }, 'broken', 'suspended'],
    [{ kind: 'error', error: 'other' }, 409, 'active'],
  ])('%j', async (fault, outcome, status) => {
    expect(await statusAfter(fault)).toEqual([outcome, status]);
  });

  it('may be half an answer that ends cleanly', async () => {
    const simulator = await start({ faults: [{ kind: 'truncate', clean: true }] });
    const answer = await simulator.call('team/get_info');
    expect([answer.status, answer.json]).toEqual([200, undefined]);
    expect(answer.text).toMatch(/^{"name":/);
  });

  it('may be no answer at all', async () => {
    const { url, token, log } = await start({ faults: [{ kind: 'hang' }] });
    const signal = AbortSignal.timeout(100);
    const headers = { Authorization: `Bearer ${token}` };
    await expect(fetch(`${url}/2/team/get_info`, { method: 'POST', headers, signal })).rejects.toThrow();
    expect(log[0]?.status).toBeUndefined();
  });

  it('may only be late', async () => {
    const simulator = await start({ faults: [{ kind: 'delay', ms: 60 }] });
    const before = performance.now();
    expect(await statusOf(simulator)).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(55);
  });
});

describe('a run that goes wrong half-way', () => {
  it('finds its token expired, and goes on with a fresh one', async () => {
    const simulator = await start({ faults: [{ kind: 'expire_token', nth: 2 }] });
    expect(await statusOf(simulator)).toBe(200);
    const answer = await simulator.call('team/get_info');
    expect([answer.status, answer.json]).toMatchObject([401, { error: { '.tag': 'expired_access_token' } }]);
    const fresh = await simulator.call('team/get_info', null, simulator.mint());
    expect(fresh.status).toBe(200);
  });

  it('loses its cursor for good', async () => {
    const simulator = await start({ faults: [{ kind: 'invalid_cursor', route: '*/continue_v2' }] });
    const { cursor } = await simulator.ok('members/list_v2', { limit: 1 });
    expect(await simulator.refusal('members/list/continue_v2', { cursor })).toBe('invalid_cursor');
    expect(await simulator.refusal('members/list/continue_v2', { cursor })).toBe('invalid_cursor');
  });

  it('meets empty and short pages with more to come', async () => {
    const simulator = await start({
      faults: [
        { kind: 'empty_page', route: 'members/list_v2' },
        { kind: 'short_page', route: 'members/list/continue_v2', entries: 2 },
      ],
    });
    const empty = await simulator.ok('members/list_v2', {});
    expect([empty.members.length, empty.has_more]).toEqual([0, true]);
    const short = await simulator.ok('members/list/continue_v2', { cursor: empty.cursor });
    expect([short.members.length, short.has_more]).toEqual([2, true]);
    const rest = await simulator.ok('members/list/continue_v2', { cursor: short.cursor });
    expect([rest.members.length, rest.has_more]).toEqual([3, false]);
  });

  it('does not find in the next listing whom it has just added', async () => {
    const simulator = await start({
      faults: [{ kind: 'hidden_from_list', route: 'members/add_v2', listings: 2 }],
    });
    await simulator.ok('members/add_v2', { new_members: [{ member_email: 'new@acme.com' }] });
    const counts: number[] = [];
    for (let n = 0; n < 3; n++) counts.push((await simulator.ok('members/list_v2', {})).members.length);
    expect(counts).toEqual([5, 5, 6]);
    const { members_info } = await simulator.ok('members/get_info_v2', { members: [at('new')] });
    expect(members_info[0]['.tag']).toBe('member_info');
  });

  it('finds that an admin was faster', async () => {
    const simulator = await start({
      faults: [
        {
          kind: 'meanwhile',
          route: 'members/suspend',
          call: 'members/remove',
          arg: { user: at('bob') },
          by: 'grace@acme.com',
        },
      ],
    });
    expect(await simulator.refusal('members/suspend', { user: at('bob') })).toBe('user_not_in_team');
    expect(simulator.team.events().at(-1)).toMatchObject({
      actor: { '.tag': 'admin', admin: { email: 'grace@acme.com' } },
      origin: { access_method: { '.tag': 'admin_console' } },
    });
  });

  it('is answered with any error that the script names', async () => {
    const error = { '.tag': 'members_not_in_team', members_not_in_team: ['x'] };
    const simulator = await start({ faults: [{ kind: 'error', error, route: 'groups/members/add' }] });
    const body = { group: { '.tag': 'group_id', group_id: 'g:eng' }, members: [] };
    const answer = await simulator.call('team/groups/members/add', body);
    expect([answer.status, answer.json]).toMatchObject([409, { error }]);
  });
});

describe('a job that goes wrong', () => {
  const invite = { new_members: [{ member_email: 'new@acme.com' }] };
  const outcome = async (fault: Fault): Promise<[string, string | undefined]> => {
    const simulator = await start({ faults: [fault], jobPolls: 1 });
    const { async_job_id } = await simulator.ok('members/add_v2', invite);
    let answer = await simulator.call('team/members/add/job_status/get_v2', { async_job_id });
    answer = await simulator.call('team/members/add/job_status/get_v2', { async_job_id });
    const json = answer.json as { '.tag'?: string; error?: { '.tag': string } };
    return [json.error?.['.tag'] ?? json['.tag'] ?? '', simulator.team.member('new@acme.com')?.status];
  };

  it.each<[Fault['kind'], string, string | undefined]>([
    ['job_internal_error', 'internal_error', 'invited'],
    ['job_internal_error_unapplied', 'internal_error', undefined],
    ['job_failed', 'failed', undefined],
    ['job_never_ends', 'in_progress', undefined],
  ])('%s: the poll says %s', async (kind, tag, status) => {
    expect(await outcome({ kind, route: 'members/add_v2' } as Fault)).toEqual([tag, status]);
  });

  it('may go wrong at any poll', async () => {
    const simulator = await start({
      asyncJobs: 'always',
      faults: [{ kind: 'job_internal_error', route: 'members/remove/job_status/get' }],
    });
    const { async_job_id } = await simulator.ok('members/remove', { user: at('bob') });
    expect(await simulator.refusal('members/remove/job_status/get', { async_job_id })).toBe('internal_error');
    expect(simulator.team.member('bob@acme.com')?.status).toBe('removed');
  });

  it('leaves somebody on the team when a removal breaks without effect', async () => {
    const simulator = await start({
      faults: [{ kind: 'job_internal_error_unapplied', route: 'members/remove' }],
      jobPolls: 0,
    });
    const { async_job_id } = await simulator.ok('members/remove', { user: at('bob') });
    expect(await simulator.refusal('members/remove/job_status/get', { async_job_id })).toBe('internal_error');
    expect(simulator.team.member('bob@acme.com')?.status).toBe('active');
  });
});
