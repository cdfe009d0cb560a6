import type { Operation } from '../model/operation.js';
import { type Clock, type FailureReason, type OperationOutcome, type Provider, ProviderError } from '../provider.js';
import { BatchQueue } from './batch-queue.js';
import type { RunEvent, SkipCause } from './run-event.js';
import { Schedule } from './schedule.js';

export interface ExecuteOptions {
  /** The whole plan; every id in an `after` is among them. */
  readonly operations: readonly Operation[];
  readonly provider: Pick<Provider, 'batching' | 'perform'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The most calls in flight at once, at least 1. */
  readonly parallelism: number;
  /** Aborting starts no further call: those in flight are finished, the rest is skipped as interrupted. */
  readonly signal: AbortSignal;
}

/**
 * Carries out a plan's operations in an order that their edges permit, and tells what happens. Every operation ends
 * exactly once, whatever the provider does. A failure skips what waits for it by a hard edge; everything else goes on.
 * Nothing starts before the first event is asked for; after that, calls go on however slowly the events are read.
 * @throws Error at once, before any call, when the operations wait for each other in a circle or for unknown ones.
 */
export function execute(options: ExecuteOptions): AsyncIterable<RunEvent> {
  return new Run(options).events();
}

const RUN_AGAIN = 'Run rollcall apply again: it reads the team first and does only what is still missing.';

class Run {
  readonly #options: ExecuteOptions;
  readonly #schedule: Schedule;
  readonly #queue: BatchQueue;
  readonly #createdIds = new Map<string, string>();
  #inFlight = 0;
  #events: RunEvent[] = [];
  #wake: (() => void) | null = null;
  #isAbandoned = false;
  /** A bug of ours; ends the iteration instead of hanging it. */
  #bug: { readonly error: unknown } | null = null;

  constructor(options: ExecuteOptions) {
    const { operations, provider, parallelism } = options;
    if (!Number.isInteger(parallelism) || parallelism < 1) throw new RangeError(`parallelism is ${parallelism}`);
    this.#options = options;
    this.#schedule = new Schedule(operations);
    this.#queue = new BatchQueue(operations, (operation) => provider.batching(operation));
  }

  async *events(): AsyncGenerator<RunEvent, void, void> {
    const { signal } = this.#options;
    const onAbort = () => this.#dispatch();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#makeReady(this.#schedule.initial());
      this.#dispatch();
      for (;;) {
        const events = this.#events;
        this.#events = [];
        yield* events;
        if (this.#bug !== null) throw this.#bug.error;
        if (this.#events.length > 0) continue;
        if (this.#schedule.left === 0) return;
        await this.#news();
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      // Whoever stops reading must not leave calls behind that nobody waits for.
      this.#isAbandoned = true;
      while (this.#inFlight > 0) await this.#news();
    }
  }

  #makeReady(operations: readonly Operation[]): void {
    for (const operation of operations) this.#queue.add(operation, this.#schedule.isAwaited(operation));
  }

  /** Starts as many calls as may be in flight. */
  #dispatch(): void {
    if (this.#isAbandoned) return;
    if (this.#options.signal.aborted) {
      if (this.#inFlight === 0) this.#skipRest();
      return;
    }
    this.#startFrom(() => this.#queue.takeDue());
    if (this.#inFlight > 0) return;
    // Calls that are held back wait for each other: some have to go before they are full.
    this.#startFrom(() => this.#queue.takeEarly());
    if (this.#inFlight === 0 && this.#schedule.left > 0) throw new Error('the schedule is stuck');
  }

  #startFrom(take: () => Operation[] | null): void {
    const { parallelism, signal } = this.#options;
    // Asked each time: the provider may be what interrupts the run.
    while (this.#inFlight < parallelism && !signal.aborted) {
      const batch = take();
      if (batch === null) return;
      this.#start(batch);
    }
  }

  #start(batch: readonly Operation[]): void {
    this.#tell({ tag: 'started', at: this.#now(), operations: batch });
    this.#inFlight += 1;
    this.#perform(batch)
      .then((outcomes) => {
        this.#inFlight -= 1;
        this.#settle(batch, outcomes);
        this.#dispatch();
      })
      .catch((error: unknown) => {
        this.#bug ??= { error };
        this.#wakeReader();
      });
  }

  /** One outcome per operation of the batch, in its order; never rejects. */
  async #perform(batch: readonly Operation[]): Promise<OperationOutcome[]> {
    const { provider, signal } = this.#options;
    let isOver = false;
    try {
      const outcomes = await provider.perform(batch, {
        createdIds: this.#createdIds,
        onEvent: (event) => {
          if (!isOver) this.#tell({ tag: 'provider', at: this.#now(), event });
        },
        signal,
      });
      return batch.map((operation) => outcomes.get(operation.id) ?? { tag: 'failed', reason: unanswered(operation) });
    } catch (error) {
      return batch.map(() => ({ tag: 'failed', reason: thrown(error) }));
    } finally {
      isOver = true;
    }
  }

  #settle(batch: readonly Operation[], outcomes: readonly OperationOutcome[]): void {
    const at = this.#now();
    for (const [index, operation] of batch.entries()) {
      const outcome = outcomes[index] as OperationOutcome;
      if (outcome.tag !== 'failed' && outcome.createdId !== undefined) {
        this.#createdIds.set(operation.address, outcome.createdId);
      }
      this.#tell({ tag: 'ended', at, operation, outcome });
      const { ready, skipped } = this.#schedule.end(operation, outcome.tag !== 'failed');
      for (const { operation: skip, rootId } of skipped) {
        this.#queue.drop(skip);
        this.#tellSkip(skip, { tag: 'dependency', operationId: rootId });
      }
      this.#makeReady(ready);
    }
  }

  #skipRest(): void {
    for (const operation of this.#schedule.endRest()) this.#tellSkip(operation, { tag: 'interrupted' });
  }

  #tellSkip(operation: Operation, cause: SkipCause): void {
    this.#tell({ tag: 'skipped', at: this.#now(), operation, cause });
  }

  #tell(event: RunEvent): void {
    this.#events.push(event);
    this.#wakeReader();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #wakeReader(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

function unanswered(operation: Operation): FailureReason {
  return {
    tag: 'unknown-outcome',
    message: `Nothing was answered for "${operation.summary}": it may have been done, or not.`,
    advice: RUN_AGAIN,
    requestId: null,
  };
}

function thrown(error: unknown): FailureReason {
  const message = error instanceof Error ? error.message : String(error);
  return {
    tag: 'unknown-outcome',
    message: `The call broke off (${message}): it may have been done, or not.`,
    advice: error instanceof ProviderError ? error.advice : RUN_AGAIN,
    requestId: null,
  };
}
