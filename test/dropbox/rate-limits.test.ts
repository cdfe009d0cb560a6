import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/app/clock.js';
import { createDropboxProvider, type DropboxProviderOptions } from '../../src/dropbox/index.js';
import type { Operation } from '../../src/model/operation.js';
import { type Fault, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FakeClock } from './fake-clock.js';
import { ref, setProfile } from './operations.js';
import { everything, memberOf } from './simulated-team.js';

const people = Array.from({ length: 48 }, (_, index) => ({ email: `p${index}@acme.com` }));
const seed = { members: [{ email: 'ada@acme.com', role: 'Team' }, ...people] };

async function start(options: SimulatorOptions, providerOptions: Partial<DropboxProviderOptions> = {}) {
  const simulator = await startSimulator({ seed, ...options });
  const provider = createDropboxProvider({
    apiUrl: simulator.url,
    credentials: { tag: 'access-token', accessToken: simulator.token },
    clock: systemClock,
    ...providerOptions,
  });
  onTestFinished(async () => {
    await simulator.close();
    await provider.close();
  });
  /** Each in a call of its own, all at the same time: whatever holds them back is the provider. */
  const performAtOnce = (operations: readonly Operation[]) =>
    Promise.all(
      operations.map(async (each) => {
        const context = { createdIds: new Map(), onEvent: () => {}, signal: new AbortController().signal };
        return (await provider.perform([each], context)).get(each.id)?.tag;
      }),
    );
  return { simulator, provider, performAtOnce };
}

async function renameEverybody(options: SimulatorOptions, providerOptions: Partial<DropboxProviderOptions> = {}) {
  const { simulator, provider, performAtOnce } = await start(options, providerOptions);
  const state = await provider.readLiveState(everything);
  const operations = people.map(({ email }) => setProfile(ref(email, memberOf(state, email).id), 'surname', 'New'));
  const callsBefore = simulator.log.length;
  const outcomes = await performAtOnce(operations);
  const calls = simulator.log.slice(callsBefore);
  expect(new Set(outcomes)).toEqual(new Set(['succeeded']));
  return { calls, refused: calls.filter((call) => call.status === 429) };
}

describe('a throttle of the whole team', () => {
  const ways: Fault[] = [
    { kind: 'rate_limit', body: 'json', header: true },
    { kind: 'rate_limit', body: 'json', header: false },
    { kind: 'rate_limit', body: 'text', header: true },
    { kind: 'rate_limit', body: 'none', header: true },
  ];

  it.each(ways)('lets no call be sent inside the wait: %j', async (fault) => {
    const clock = new FakeClock();
    const faults = [{ ...fault, route: 'members/set_profile_v2', nth: 3, times: 1, retryAfterS: 30 }];
    const { calls } = await renameEverybody({ faults, clock: () => clock.now() }, { clock, connections: 1 });
    expect(calls.filter((call) => call.isDuringRetryAfter)).toEqual([]);
    expect((calls.at(-1)?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(30_000);
  });

  it('waits a second where nothing says how long', async () => {
    const clock = new FakeClock();
    const faults: Fault[] = [{ kind: 'rate_limit', body: 'text', header: false, route: 'members/*', nth: 5, times: 1 }];
    const { calls } = await renameEverybody({ faults, clock: () => clock.now() }, { clock, connections: 1 });
    expect(calls.filter((call) => call.isDuringRetryAfter)).toEqual([]);
  });

  it('is heard by calls that were made side by side: only those under way when it came arrive late', async () => {
    const faults: Fault[] = [
      { kind: 'rate_limit', route: 'members/set_profile_v2', nth: 30, times: 1, retryAfterS: 1 },
    ];
    const { calls } = await renameEverybody({ faults, latencyMs: 5 }, { connections: 4 });
    expect(calls.filter((call) => call.isDuringRetryAfter).length).toBeLessThan(4);
    expect(Math.max(...calls.map((call) => call.inFlight))).toBe(4);
  });

  it('halves the calls in flight', async () => {
    const faults: Fault[] = [
      { kind: 'rate_limit', route: 'members/set_profile_v2', nth: 40, times: 1, retryAfterS: 1 },
    ];
    const { calls } = await renameEverybody({ faults, latencyMs: 5 }, { connections: 4 });
    const throttledAt = calls.findIndex((call) => call.faults.includes('rate_limit'));
    const welcomeAt = (calls[throttledAt]?.atMs ?? 0) + 1000;
    const after = calls.slice(throttledAt + 1).filter((call) => call.atMs >= welcomeAt);
    expect(Math.max(...calls.slice(0, throttledAt).map((call) => call.inFlight))).toBe(4);
    expect(Math.max(...after.slice(0, 10).map((call) => call.inFlight))).toBeLessThanOrEqual(2);
  });

  it('is learnt from: a limit of calls a second is hit once, not every second', async () => {
    const { refused, calls } = await renameEverybody(
      { rateLimit: { callsPerSecond: 15 }, latencyMs: 10 },
      { connections: 4 },
    );
    expect(calls.length).toBeLessThanOrEqual(people.length + refused.length);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(4);
  });
});

describe('many calls that wait side by side', () => {
  it('draw no warning of Node’s', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    onTestFinished(() => {
      process.off('warning', listener);
    });
    const faults: Fault[] = [{ kind: 'rate_limit', route: 'members/*', after: 5, times: 1, retryAfterS: 2 }];
    const clock = new FakeClock();
    const { simulator, provider } = await start({ faults, clock: () => clock.now() }, { clock, connections: 16 });
    const state = await provider.readLiveState(everything);
    const context = { createdIds: new Map(), onEvent: () => {}, signal: new AbortController().signal };
    await Promise.all(
      people.map(({ email }) =>
        provider.perform([setProfile(ref(email, memberOf(state, email).id), 'surname', 'New')], context),
      ),
    );
    expect(simulator.log.filter(({ route }) => route === 'team/members/set_profile_v2').length).toBeGreaterThan(
      people.length,
    );
    expect(warnings).toEqual([]);
  });
});

describe('writes that get in each other’s way', () => {
  it('go one at a time if need be', async () => {
    const faults: Fault[] = [
      {
        kind: 'rate_limit',
        reason: 'too_many_write_operations',
        route: 'members/set_profile_v2',
        nth: [8, 20, 30],
        retryAfterS: 1,
      },
    ];
    const clock = new FakeClock();
    const { calls } = await renameEverybody(
      { faults, latencyMs: 2, clock: () => clock.now() },
      { clock, connections: 8 },
    );
    const last = calls.slice(-10).filter((call) => !call.isDuringRetryAfter);
    expect(Math.max(...last.map((call) => call.inFlight))).toBe(1);
  });
});

describe('a token that expires', () => {
  it('for many calls at once is renewed once', async () => {
    const { simulator, provider } = await start({ latencyMs: 5 });
    const renewing = createDropboxProvider({
      apiUrl: simulator.url,
      credentials: {
        tag: 'refresh-token',
        refreshToken: simulator.app.refreshToken,
        appKey: simulator.app.key,
        appSecret: null,
      },
      clock: systemClock,
    });
    onTestFinished(() => renewing.close());
    await provider.readTeamId();
    await renewing.readTeamId();
    simulator.addFault({ kind: 'expire_token', times: 1 });
    await renewing.readLiveState(everything);
    const exchanges = simulator.log.filter((call) => call.route === 'oauth2/token');
    expect(exchanges).toHaveLength(2);
    expect(simulator.log.filter((call) => call.status === 401).length).toBeGreaterThan(1);
  });
});
