import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { routes } from '../../src/dropbox/routes.js';
import { type CallRecord, createTransport, type TransportOptions } from '../../src/dropbox/transport.js';
import { FakeClock } from './fake-clock.js';
import { type Script, serveScript } from './scripted-api.js';

const TOKEN = 'sl.a-very-secret-token';
const read = routes.listGroups;
const write = routes.suspendMember;

function open(url: string, options: Partial<TransportOptions> = {}) {
  const clock = new FakeClock();
  const transport = createTransport({
    apiUrl: url,
    credentials: { tag: 'access-token', accessToken: TOKEN },
    clock,
    random: () => 0.5,
    timeoutMs: 200,
    connections: 4,
    ...options,
  });
  onTestFinished(() => transport.close());
  return { transport, clock };
}

async function serve(script: Script, options: Partial<TransportOptions> = {}) {
  const api = await serveScript(script);
  return { ...api, ...open(api.url, options) };
}

describe('one call', () => {
  it('posts JSON with the token in its header and the route under /2', async () => {
    const { transport, seen } = await serve(() => ({ body: { groups: [] } }));
    await transport.call(read, { limit: 3 });
    await transport.call(routes.teamInfo, null);
    expect(seen[0]).toMatchObject({
      path: '/2/team/groups/list',
      body: '{"limit":3}',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^rollcall\//),
      },
    });
    expect(seen[1]?.body).toBe('null');
  });

  it("goes to a path under a host, where the API's URL has one", async () => {
    const api = await serveScript(() => ({ body: null }));
    const { transport } = open(`${api.url}/proxied/`);
    await transport.call(write, {});
    expect(api.seen[0]?.path).toBe('/proxied/2/team/members/suspend');
  });

  it('refuses a URL that is none', () => {
    for (const url of ['api.dropboxapi.com', 'ftp://x', ''])
      expect(() => open(url)).toThrow(/not an http or https URL/);
  });
});

describe('a read', () => {
  it.each([
    ['a server error', { status: 500 }],
    ['a page of HTML', { status: 502, body: '<html>bad gateway</html>' }],
    ['a broken connection', 'reset'],
    ['no answer in time', 'hang'],
    ['an answer cut short', { body: '{"groups": [' }],
  ] as const)('is repeated after %s, with growing waits', async (_, fault) => {
    const { transport, clock, seen } = await serve((_request, number) =>
      number <= 2 ? fault : { body: { ok: true } },
    );
    expect(await transport.call(read, {})).toMatchObject({ tag: 'answered', body: { ok: true } });
    expect(seen).toHaveLength(3);
    expect(clock.sleeps).toEqual([375, 750]);
  });

  it('is given up after some tries, and the failure says why', async () => {
    const { transport, seen } = await serve(() => ({ status: 503 }));
    const answer = await transport.call(read, {});
    expect(answer).toMatchObject({
      tag: 'lost',
      failure: { message: expect.stringContaining('HTTP 503'), requestId: 'r6' },
    });
    expect(seen).toHaveLength(6);
  });
});

describe('a write', () => {
  it.each([
    ['a server error', { status: 500 }],
    ['a broken connection', 'reset'],
    ['no answer in time', 'hang'],
    ['an answer cut short', { body: '{"complete": [' }],
  ] as const)('is never blindly repeated after %s', async (_, fault) => {
    const { transport, seen } = await serve(() => fault);
    expect(await transport.call(write, {})).toMatchObject({
      tag: 'lost',
      mayRepeat: true,
      failure: { tag: 'unknown-outcome' },
    });
    expect(seen).toHaveLength(1);
  });

  it('is repeated after a throttle, which means that it was not done', async () => {
    const { transport, seen, clock } = await serve((_request, number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '17' }, body: 'slow down' } : { body: null },
    );
    expect(await transport.call(write, {})).toMatchObject({ tag: 'answered' });
    expect(seen).toHaveLength(2);
    expect(clock.sleeps).toEqual([17_000]);
  });

  it('is tried again, a few times, when it could not be sent at all', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const calls: CallRecord[] = [];
    const { transport } = open(`http://127.0.0.1:${port}`, { onCall: (call) => calls.push(call) });
    const answer = await transport.call(write, {});
    expect(answer).toMatchObject({
      tag: 'rejected',
      kind: 'unreachable',
      failure: { tag: 'transport', message: expect.stringContaining('ECONNREFUSED') },
    });
    expect(calls.map((call) => call.attempt)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a throttle', () => {
  it('holds back every call, not only the one that was told', async () => {
    const clock = new FakeClock();
    const arrivals: number[] = [];
    const { transport } = await serve(
      (_request, number) => {
        arrivals.push(clock.now());
        return number === 1 ? { status: 429, headers: { 'retry-after': '60' }, body: { error: {} } } : { body: null };
      },
      { clock },
    );
    const startedAt = clock.now();
    await transport.call(write, {});
    await Promise.all([transport.call(write, {}), transport.call(read, {})]);
    expect(arrivals.map((at) => at - startedAt >= 60_000)).toEqual([false, true, true, true]);
  });

  it('is heard even if its answer is cut in half', async () => {
    const clock = new FakeClock();
    const { transport, seen } = await serve(
      (_request, number) =>
        number > 1
          ? { body: null }
          : (response) => {
              response.writeHead(429, { 'retry-after': '17', 'content-length': '100' });
              response.write('{"error_summary":', () => response.destroy());
            },
      { clock },
    );
    expect(await transport.call(write, {})).toMatchObject({ tag: 'answered' });
    expect(seen).toHaveLength(2);
    expect(clock.sleeps).toEqual([17_000]);
  });

  it('is told to whoever waits, once', async () => {
    const waits: unknown[] = [];
    const { transport } = await serve((_request, number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '5' }, body: '' } : { body: null },
    );
    await transport.call(write, {}, { onWait: (reason, ms) => waits.push([reason, ms]) });
    expect(waits).toEqual([['rate-limit', 5000]]);
  });

  it('that never ends is a failure in the end', async () => {
    const { transport } = await serve(() => ({ status: 429, body: '' }));
    expect(await transport.call(write, {})).toMatchObject({ tag: 'rejected', kind: 'rate-limit' });
  });

  it('does not keep an interrupted run waiting, and nothing new is written', async () => {
    const abort = new AbortController();
    const { transport, seen } = await serve(() => {
      abort.abort();
      return { status: 429, headers: { 'retry-after': '300' }, body: '' };
    });
    expect(await transport.call(write, {}, { signal: abort.signal })).toMatchObject({
      tag: 'rejected',
      kind: 'interrupted',
    });
    expect(await transport.call(write, {}, { signal: abort.signal })).toMatchObject({
      tag: 'rejected',
      kind: 'interrupted',
    });
    expect(seen).toHaveLength(1);
  });
});

describe('secrets', () => {
  it('never reach a message, even when the server repeats them', async () => {
    const { transport } = await serve(() => ({ status: 400, body: `Your token ${TOKEN} is odd` }));
    const answer = await transport.call(write, {});
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
    expect(JSON.stringify(answer)).toContain('[secret]');
  });

  it('never reach the verbose log, which tells each request once', async () => {
    const calls: CallRecord[] = [];
    const { transport } = await serve((_request, number) => (number === 1 ? { status: 500 } : { body: { ok: 1 } }), {
      onCall: (call) => calls.push(call),
    });
    await transport.call(read, { secret: TOKEN });
    expect(calls).toEqual([
      { route: 'team/groups/list', status: 500, ms: 0, attempt: 1, requestId: 'r1', bytes: 4 },
      { route: 'team/groups/list', status: 200, ms: 0, attempt: 2, requestId: 'r2', bytes: 8 },
    ]);
    expect(JSON.stringify(calls)).not.toContain(TOKEN);
  });

  it('that HTTP cannot carry are refused without being shown', async () => {
    const { transport, seen } = await serve(() => ({ body: null }), {
      credentials: { tag: 'access-token', accessToken: 'line one\nline two' },
    });
    const answer = await transport.call(write, {});
    expect(answer).toMatchObject({
      tag: 'rejected',
      failure: { advice: expect.stringContaining('one unbroken line') },
    });
    expect(JSON.stringify(answer)).not.toContain('line one');
    expect(seen).toHaveLength(0);
  });
});
