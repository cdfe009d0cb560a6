import { describe, expect, it } from 'vitest';
import { type ExecuteOptions, execute } from '../../src/apply/execute.js';
import { summariseRun } from '../../src/apply/report.js';
import type { RunEvent } from '../../src/apply/run-event.js';
import type { Operation } from '../../src/model/operation.js';
import { ProviderError } from '../../src/provider.js';
import { hard, makeOperation, soft } from './operation-fixtures.js';
import { RecordingProvider, refused } from './recording-provider.js';

const clock = { now: () => 1000 };

function options(operations: readonly Operation[], provider: ExecuteOptions['provider']): ExecuteOptions {
  return { operations, provider, clock, parallelism: 4, signal: new AbortController().signal };
}

async function run(chosen: ExecuteOptions): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of execute(chosen)) events.push(event);
  return events;
}

function endings(events: readonly RunEvent[]): Record<string, string> {
  const results = summariseRun(events).results.map(({ operation, result }) => {
    if (result.tag === 'failed') return [operation.id, `failed: ${result.reason.tag}`];
    if (result.tag !== 'skipped') return [operation.id, result.tag];
    return [
      operation.id,
      result.cause.tag === 'dependency' ? `skipped for ${result.cause.operationId}` : result.cause.tag,
    ];
  });
  return Object.fromEntries(results);
}

/** Provisions people into groups, as the planner would order it. */
function provisioning(people: number, groups: number): Operation[] {
  const adds = Array.from({ length: people }, (_, index) => makeOperation(`add/${index}`));
  const creations = Array.from({ length: groups }, (_, index) => makeOperation(`create/${index}`));
  const memberships = adds.map((add, index) => {
    const group = index % groups;
    return makeOperation(`join/${group}/${index}`, [hard(add.id), hard(`create/${group}`)]);
  });
  return [...adds, ...creations, ...memberships];
}

function batchLikeDropbox(operation: Operation) {
  const [kind, group] = operation.id.split('/');
  if (kind === 'add') return { key: 'add', limit: 20 };
  return kind === 'join' ? { key: `join ${group}`, limit: 1000 } : { key: operation.id, limit: 1 };
}

describe('a run', () => {
  it('does nothing and ends when there is nothing to do', async () => {
    expect(await run(options([], new RecordingProvider()))).toEqual([]);
  });

  it('starts nothing before anybody reads its events', async () => {
    const provider = new RecordingProvider();
    execute(options([makeOperation('a')], provider));
    await new Promise((resolve) => setImmediate(resolve));
    expect(provider.calls).toEqual([]);
  });

  it('makes 50 add calls, 20 group creations and 20 membership calls for 1,000 people in 20 groups', async () => {
    const provider = new RecordingProvider({ batching: batchLikeDropbox, turns: (call) => call.length % 3 });
    await run(options(provisioning(1000, 20), provider));
    const count = (prefix: string) => provider.calls.filter((call) => call[0]?.startsWith(prefix)).length;
    expect({ add: count('add'), create: count('create'), join: count('join') }).toEqual({
      add: 50,
      create: 20,
      join: 20,
    });
  });

  it('tells each operation of a call that it was started and how it ended, in the order of the plan', async () => {
    const operations = [makeOperation('a'), makeOperation('b')];
    const provider = new RecordingProvider({ batching: () => ({ key: 'all', limit: 10 }) });
    const [a, b] = operations;
    expect(await run(options(operations, provider))).toEqual([
      { tag: 'started', at: 1000, operations: [a, b] },
      { tag: 'ended', at: 1000, operation: a, outcome: { tag: 'succeeded' } },
      { tag: 'ended', at: 1000, operation: b, outcome: { tag: 'succeeded' } },
    ]);
  });

  it('goes on with independent work after a failure and skips only what waits for it', async () => {
    const operations = [
      makeOperation('add'),
      makeOperation('join', [hard('add')]),
      makeOperation('own', [hard('join')]),
      makeOperation('other'),
    ];
    const provider = new RecordingProvider({
      outcome: ({ id }) => (id === 'add' ? refused('team_license_limit') : { tag: 'succeeded' }),
    });
    expect(endings(await run(options(operations, provider)))).toEqual({
      add: 'failed: team_license_limit',
      join: 'skipped for add',
      own: 'skipped for add',
      other: 'succeeded',
    });
  });

  it('goes on after a failure that it only preferred to wait for', async () => {
    const operations = [makeOperation('remove'), makeOperation('add', [soft('remove')])];
    const provider = new RecordingProvider({
      outcome: ({ id }) => (id === 'remove' ? refused('last_admin') : { tag: 'succeeded' }),
    });
    expect(endings(await run(options(operations, provider)))).toEqual({
      remove: 'failed: last_admin',
      add: 'succeeded',
    });
    expect(provider.calls).toEqual([['remove'], ['add']]);
  });

  it('takes what was already so for success', async () => {
    const operations = [makeOperation('a'), makeOperation('b', [hard('a')])];
    const provider = new RecordingProvider({ outcome: () => ({ tag: 'already_done' }) });
    expect(endings(await run(options(operations, provider)))).toEqual({ a: 'already_done', b: 'already_done' });
  });

  it('hands the ids of new members and groups to later calls', async () => {
    const seen: (string | undefined)[] = [];
    const operations = [makeOperation('a'), makeOperation('b', [hard('a')])];
    const provider = new RecordingProvider({
      outcome: (operation, { createdIds }) => {
        seen.push(createdIds.get('group.a'));
        return operation.id === 'a' ? { tag: 'succeeded', createdId: 'g:new' } : { tag: 'succeeded' };
      },
    });
    await run(options(operations, provider));
    expect(seen).toEqual([undefined, 'g:new']);
  });

  it('passes on what the provider tells while it works', async () => {
    const provider = new RecordingProvider({
      outcome: (_, { onEvent }) => {
        onEvent({ tag: 'waiting', reason: 'rate-limit', waitMs: 5000 });
        return { tag: 'succeeded' };
      },
    });
    const events = await run(options([makeOperation('a')], provider));
    expect(events.map((event) => event.tag)).toEqual(['started', 'provider', 'ended']);
  });

  it('flushes calls that wait for each other rather than hanging', async () => {
    // Each of the two calls could be joined by an operation that waits for the other call.
    const operations = [
      makeOperation('x1'),
      makeOperation('y1'),
      makeOperation('x2', [hard('y1')]),
      makeOperation('y2', [hard('x1')]),
    ];
    const provider = new RecordingProvider({ batching: ({ id }) => ({ key: id.charAt(0), limit: 10 }) });
    const events = await run({ ...options(operations, provider), parallelism: 1 });
    expect(new Set(Object.values(endings(events)))).toEqual(new Set(['succeeded']));
    expect(provider.calls).toEqual([['x1'], ['y1', 'y2'], ['x2']]);
  });

  it('flushes only calls that others wait for', async () => {
    const operations = [
      makeOperation('z1'),
      makeOperation('x1'),
      makeOperation('y1'),
      makeOperation('x2', [hard('y1')]),
      makeOperation('y2', [hard('x1')]),
      makeOperation('z2', [hard('x2')]),
    ];
    const provider = new RecordingProvider({ batching: ({ id }) => ({ key: id.charAt(0), limit: 10 }) });
    await run(options(operations, provider));
    expect(provider.calls).toEqual([['x1'], ['y1'], ['y2'], ['x2'], ['z1', 'z2']]);
  });
});

describe('a run with a provider that cannot be trusted', () => {
  it('ends an operation that was not answered for as failed, outcome unknown', async () => {
    const operations = [makeOperation('a'), makeOperation('b'), makeOperation('c', [hard('a')])];
    const provider = new RecordingProvider({
      batching: ({ id }) => (id === 'c' ? { key: 'c', limit: 1 } : { key: 'ab', limit: 2 }),
      outcome: ({ id }) => (id === 'a' ? undefined : { tag: 'succeeded' }),
    });
    expect(endings(await run(options(operations, provider)))).toEqual({
      a: 'failed: unknown-outcome',
      b: 'succeeded',
      c: 'skipped for a',
    });
  });

  it('ends the operations of a call that threw as failed and goes on with the rest', async () => {
    const operations = [makeOperation('a'), makeOperation('b')];
    const provider = new RecordingProvider({
      outcome: ({ id }) => {
        if (id === 'a') throw new ProviderError('the token was revoked', 'Run rollcall login.');
        return { tag: 'succeeded' };
      },
    });
    const events = await run(options(operations, provider));
    expect(endings(events)).toEqual({ a: 'failed: unknown-outcome', b: 'succeeded' });
    const [failed] = summariseRun(events).results.filter(({ result }) => result.tag === 'failed');
    expect(failed?.result).toMatchObject({
      reason: { message: expect.stringContaining('the token was revoked'), advice: 'Run rollcall login.' },
    });
  });

  it('ignores outcomes and events for what it did not ask, or that come too late', async () => {
    let late: (() => void) | undefined;
    const provider = new RecordingProvider();
    const meddling: ExecuteOptions['provider'] = {
      batching: (operation) => provider.batching(operation),
      perform: async (operations, context) => {
        const outcomes = new Map(await provider.perform(operations, context));
        outcomes.set('b', refused('not_asked'));
        late ??= () => context.onEvent({ tag: 'job-polled', jobId: 'j', polls: 1 });
        late();
        return outcomes;
      },
    };
    const events = await run(options([makeOperation('a'), makeOperation('b', [hard('a')])], meddling));
    expect(events.map((event) => event.tag)).toEqual(['started', 'provider', 'ended', 'started', 'ended']);
    expect(endings(events)).toEqual({ a: 'succeeded', b: 'failed: not_asked' });
  });
});

describe('a graph that cannot be carried out', () => {
  const refusals: readonly [string, Operation[], RegExp][] = [
    ['a circle', [makeOperation('a', [hard('b')]), makeOperation('b', [hard('a')])], /in a circle: a after b after a/],
    ['a circle of preferences', [makeOperation('a', [soft('b')]), makeOperation('b', [soft('a')])], /in a circle/],
    ['an operation that waits for itself', [makeOperation('a', [hard('a')])], /in a circle: a after a/],
    [
      'an operation that waits for an unknown one',
      [makeOperation('a', [hard('x')])],
      /a waits for x, which is not in the plan/,
    ],
    ['two operations of one id', [makeOperation('a'), makeOperation('a')], /two operations are called a/],
  ];
  it.each(refusals)('is refused before anything starts: %s', (_, operations, message) => {
    const provider = new RecordingProvider();
    expect(() => execute(options(operations, provider))).toThrow(message);
    expect(provider.calls).toEqual([]);
  });
});

describe('an interrupted run', () => {
  it('finishes the calls in flight, starts no other, and names the rest as interrupted', async () => {
    const abort = new AbortController();
    const operations = [makeOperation('a'), makeOperation('b', [hard('a')]), makeOperation('c')];
    const provider = new RecordingProvider({ turns: () => 2, onCall: () => abort.abort() });
    const events = await run({ ...options(operations, provider), parallelism: 1, signal: abort.signal });
    expect(endings(events)).toEqual({ a: 'succeeded', b: 'interrupted', c: 'interrupted' });
    expect(summariseRun(events).wasInterrupted).toBe(true);
    expect(provider.calls).toEqual([['a']]);
  });

  it('names what a last failure would have stopped anyway as skipped for it', async () => {
    const abort = new AbortController();
    const operations = [makeOperation('a'), makeOperation('b', [hard('a')]), makeOperation('c')];
    const provider = new RecordingProvider({
      turns: () => 2,
      onCall: () => abort.abort(),
      outcome: () => refused('no'),
    });
    const events = await run({ ...options(operations, provider), parallelism: 1, signal: abort.signal });
    expect(endings(events)).toEqual({ a: 'failed: no', b: 'skipped for a', c: 'interrupted' });
  });

  it('starts nothing when it was interrupted before it began', async () => {
    const provider = new RecordingProvider();
    const events = await run({ ...options([makeOperation('a')], provider), signal: AbortSignal.abort() });
    expect(endings(events)).toEqual({ a: 'interrupted' });
    expect(provider.calls).toEqual([]);
  });

  it('waits for its calls when its reader walks away, and starts no other', async () => {
    const provider = new RecordingProvider({ turns: () => 3 });
    const operations = [makeOperation('a'), makeOperation('b')];
    for await (const event of execute({ ...options(operations, provider), parallelism: 1 })) {
      if (event.tag === 'started') break;
    }
    expect(provider.inFlight).toBe(0);
    expect(provider.calls).toEqual([['a']]);
  });
});

describe('a large run', () => {
  it('schedules 100,000 operations in seconds at most, on a busy machine too', async () => {
    const operations = provisioning(49_000, 2_000);
    const provider = new RecordingProvider({ batching: batchLikeDropbox });
    // Processor time: other work on the machine is nothing to this run.
    const before = process.cpuUsage();
    const events = await run(options(operations, provider));
    const { user, system } = process.cpuUsage(before);
    expect(summariseRun(events).counts.succeeded).toBe(100_000);
    expect((user + system) / 1000).toBeLessThan(3_000);
  });

  it('survives a chain of 100,000 operations, whether it succeeds or fails at once', async () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      makeOperation(`${index}`, index === 0 ? [] : [hard(`${index - 1}`)]),
    );
    const good = await run(options(chain, new RecordingProvider()));
    expect(summariseRun(good).counts.succeeded).toBe(100_000);
    const bad = await run(options(chain, new RecordingProvider({ outcome: () => refused('no') })));
    expect(summariseRun(bad).counts).toEqual({ succeeded: 0, alreadyDone: 0, failed: 1, skipped: 99_999 });
  });

  it('flushes 20,000 pairs of calls that wait for each other in linear time', async () => {
    const operations = Array.from({ length: 20_000 }, (_, pair) => [
      makeOperation(`x${pair}/1`),
      makeOperation(`y${pair}/1`),
      makeOperation(`x${pair}/2`, [hard(`y${pair}/1`)]),
      makeOperation(`y${pair}/2`, [hard(`x${pair}/1`)]),
    ]).flat();
    const provider = new RecordingProvider({ batching: ({ id }) => ({ key: id.split('/')[0] ?? id, limit: 10 }) });
    // Processor time: other work on the machine is nothing to this run.
    const before = process.cpuUsage();
    const events = await run(options(operations, provider));
    expect(summariseRun(events).counts.succeeded).toBe(80_000);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(5_000);
  });
});
