import { describe, expect, it } from 'vitest';
import { summariseRun } from '../../src/apply/report.js';
import type { RunEvent } from '../../src/apply/run-event.js';
import type { ProviderEvent } from '../../src/provider.js';
import { makeOperation } from './operation-fixtures.js';

const [ada, bob] = [makeOperation('ada'), makeOperation('bob')];

function called(operationIds: readonly string[], requestId: string | null, attempt = 1): RunEvent {
  const event: ProviderEvent = {
    tag: 'called',
    operationIds,
    route: 'team/members/add_v2',
    status: requestId === null ? null : 200,
    requestId,
    ms: 5,
    attempt,
  };
  return { tag: 'provider', at: 10, event };
}

const done = (operation: typeof ada): RunEvent => ({
  tag: 'ended',
  at: 20,
  operation,
  outcome: { tag: 'succeeded' },
});

describe('a report', () => {
  it('names for each operation the requests that were made for it', () => {
    const report = summariseRun([
      { tag: 'started', at: 0, operations: [ada, bob] },
      called(['ada', 'bob'], 'r1'),
      called(['bob'], 'r2'),
      done(ada),
      done(bob),
    ]);
    expect(report.results.map(({ requestIds }) => requestIds)).toEqual([['r1'], ['r1', 'r2']]);
  });

  it('holds every request, those without an answer and those made again included, and every wait', () => {
    const report = summariseRun([
      { tag: 'started', at: 0, operations: [ada] },
      called(['ada'], null),
      { tag: 'provider', at: 11, event: { tag: 'waiting', reason: 'server-error', waitMs: 500 } },
      called(['ada'], 'r2', 2),
      done(ada),
    ]);
    expect(report.calls.map(({ requestId, attempt, status }) => [requestId, attempt, status])).toEqual([
      [null, 1, null],
      ['r2', 2, 200],
    ]);
    expect(report.waits).toEqual([{ at: 11, reason: 'server-error', waitMs: 500 }]);
    expect(report.results[0]).toMatchObject({ requestIds: ['r2'], retries: 1 });
  });
});
