import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execute } from '../../src/apply/execute.js';
import type { RunEvent } from '../../src/apply/run-event.js';
import type { Operation } from '../../src/model/operation.js';
import { makeOperation } from './operation-fixtures.js';
import { RecordingProvider, refused } from './recording-provider.js';

type Fate = 'succeeds' | 'already' | 'fails' | 'unanswered' | 'throws';

interface Story {
  readonly operations: readonly Operation[];
  readonly fates: ReadonlyMap<string, Fate>;
  readonly keys: ReadonlyMap<string, string>;
  readonly limits: ReadonlyMap<string, number>;
  readonly turns: readonly number[];
  readonly parallelism: number;
  /** After how many calls the run is interrupted; null for never. */
  readonly abortAfter: number | null;
}

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Fate>('succeeds') },
  { weight: 2, arbitrary: fc.constant<Fate>('already') },
  { weight: 2, arbitrary: fc.constant<Fate>('fails') },
  { weight: 1, arbitrary: fc.constant<Fate>('unanswered') },
  { weight: 1, arbitrary: fc.constant<Fate>('throws') },
);

const oneOperation = fc.record({
  // Pointers to operations before it in some hidden order, so that the graph has no circle.
  after: fc.array(fc.record({ back: fc.nat(60), isSoft: fc.boolean() }), { maxLength: 4 }),
  fate: fates,
  key: fc.nat(5),
  rank: fc.nat(1000),
});

const stories: fc.Arbitrary<Story> = fc
  .record({
    list: fc.array(oneOperation, { maxLength: 60 }),
    limits: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 6, maxLength: 6 }),
    turns: fc.array(fc.nat(3), { minLength: 1, maxLength: 8 }),
    parallelism: fc.integer({ min: 1, max: 5 }),
    abortAfter: fc.option(fc.nat(20), { freq: 3 }),
  })
  .map(({ list, limits, ...rest }) => {
    const made = list.map(({ after }, index) =>
      makeOperation(
        `o${index}`,
        after
          .filter(() => index > 0)
          .map(({ back, isSoft }) => ({
            id: `o${index - 1 - (back % index)}`,
            reason: isSoft ? ('seats-freed-before-taken' as const) : ('group-before-memberships' as const),
            isSoft,
          })),
      ),
    );
    // The plan need not list operations in the order in which they run.
    const rankOf = (operation: Operation) => list[Number(operation.id.slice(1))]?.rank ?? 0;
    return {
      operations: [...made].sort((a, b) => rankOf(a) - rankOf(b)),
      fates: new Map(list.map(({ fate }, index) => [`o${index}`, fate])),
      keys: new Map(list.map(({ key }, index) => [`o${index}`, `k${key}`])),
      limits: new Map(limits.map((limit, index) => [`k${index}`, limit])),
      ...rest,
    };
  });

interface Run {
  readonly events: readonly RunEvent[];
  readonly provider: RecordingProvider;
}

async function play(story: Story): Promise<Run> {
  const abort = new AbortController();
  if (story.abortAfter === 0) abort.abort();
  let calls = 0;
  const provider = new RecordingProvider({
    batching: ({ id }) => {
      const key = story.keys.get(id) ?? id;
      return { key, limit: story.limits.get(key) ?? 1 };
    },
    outcome: ({ id }) => {
      switch (story.fates.get(id)) {
        case 'already':
          return { tag: 'already_done' };
        case 'fails':
          return refused('no');
        case 'unanswered':
          return undefined;
        case 'throws':
          throw new Error('broke off');
        default:
          return { tag: 'succeeded' };
      }
    },
    turns: () => story.turns[calls % story.turns.length] ?? 0,
    onCall: () => {
      calls += 1;
      if (calls === story.abortAfter) abort.abort();
    },
  });
  const events: RunEvent[] = [];
  const clock = { now: () => 0 };
  const { operations, parallelism } = story;
  for await (const event of execute({ operations, provider, clock, parallelism, signal: abort.signal })) {
    events.push(event);
  }
  return { events, provider };
}

function law(check: (story: Story, run: Run) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(stories, async (story) => check(story, await play(story))),
    { numRuns: 300 },
  );
}

type End = { readonly tag: 'good' | 'failed' | 'interrupted' } | { readonly tag: 'skipped'; readonly rootId: string };

function endOf(event: RunEvent): [string, End] | null {
  if (event.tag === 'ended') return [event.operation.id, { tag: event.outcome.tag === 'failed' ? 'failed' : 'good' }];
  if (event.tag !== 'skipped') return null;
  const { cause, operation } = event;
  return [
    operation.id,
    cause.tag === 'dependency' ? { tag: 'skipped', rootId: cause.operationId } : { tag: 'interrupted' },
  ];
}

describe('in every run', () => {
  it('every operation ends exactly once, and nothing else does', () =>
    law(({ operations }, { events }) => {
      const ended = events.flatMap((event) => endOf(event)?.[0] ?? []);
      expect([...ended].sort()).toEqual(operations.map(({ id }) => id).sort());
    }));

  it('every operation that is started is in one call, and ends as done or failed after its start', () =>
    law((_, { events, provider }) => {
      const started: string[] = [];
      const ended: string[] = [];
      for (const event of events) {
        if (event.tag === 'started') started.push(...event.operations.map(({ id }) => id));
        if (event.tag !== 'ended') continue;
        ended.push(event.operation.id);
        expect(started).toContain(event.operation.id);
      }
      expect([...started].sort()).toEqual([...ended].sort());
      expect(provider.calls.flat()).toEqual(started);
    }));

  it('nothing starts before its hard predecessors are done and its soft ones have ended', () =>
    law((_, { events }) => {
      const ends = new Map<string, End>();
      for (const event of events) {
        const end = endOf(event);
        if (end !== null) ends.set(...end);
        if (event.tag !== 'started') continue;
        for (const { after } of event.operations) {
          for (const { id, isSoft } of after) {
            if (isSoft) expect(ends.has(id)).toBe(true);
            else expect(ends.get(id)?.tag).toBe('good');
          }
        }
      }
    }));

  it('a failure skips exactly its transitive hard followers, each told the failure at the root', () =>
    law(({ operations }, { events }) => {
      const ends = new Map(events.map(endOf).filter((end) => end !== null));
      const operationOf = new Map(operations.map((operation) => [operation.id, operation]));
      const roots = (id: string, seen = new Set<string>()): Set<string> => {
        const found = new Set<string>();
        if (seen.has(id)) return found;
        seen.add(id);
        for (const edge of operationOf.get(id)?.after ?? []) {
          if (edge.isSoft) continue;
          if (ends.get(edge.id)?.tag === 'failed') found.add(edge.id);
          for (const root of roots(edge.id, seen)) found.add(root);
        }
        return found;
      };
      for (const { id } of operations) {
        const end = ends.get(id);
        const causes = roots(id);
        expect(end?.tag === 'skipped').toBe(causes.size > 0);
        if (end?.tag === 'skipped') expect(causes).toContain(end.rootId);
      }
    }));

  it('never are more calls in flight than allowed', () =>
    law(({ parallelism }, { provider }) => {
      expect(provider.mostInFlight).toBeLessThanOrEqual(parallelism);
      expect(provider.inFlight).toBe(0);
    }));

  it('no call is empty, exceeds its limit or mixes keys', () =>
    law(({ keys, limits }, { provider }) => {
      for (const call of provider.calls) {
        const [key, ...others] = new Set(call.map((id) => keys.get(id) ?? ''));
        expect(others).toEqual([]);
        expect(call.length).toBeGreaterThan(0);
        expect(call.length).toBeLessThanOrEqual(limits.get(key ?? '') ?? 0);
      }
    }));

  it('an interruption starts no further call, and only an interruption interrupts', () =>
    law(({ abortAfter }, { events, provider }) => {
      if (abortAfter !== null) expect(provider.calls.length).toBeLessThanOrEqual(abortAfter);
      const wasInterrupted = events.some((event) => endOf(event)?.[1].tag === 'interrupted');
      if (wasInterrupted) expect(provider.calls.length).toBe(abortAfter);
    }));
});
