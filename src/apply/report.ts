import { assertNever } from '../model/assert-never.js';
import type { Operation } from '../model/operation.js';
import type { FailureReason } from '../provider.js';
import type { RunEvent, SkipCause } from './run-event.js';

/** How one operation ended, for people and for `--report`. */
export interface OperationResult {
  readonly operation: Operation;
  readonly result:
    | { readonly tag: 'succeeded' }
    | { readonly tag: 'already_done' }
    | { readonly tag: 'failed'; readonly reason: FailureReason }
    | { readonly tag: 'skipped'; readonly cause: SkipCause };
  readonly startedAt: number | null;
  readonly endedAt: number;
  /** Dropbox's ids of the requests that were made for it, those that read what became of it included. */
  readonly requestIds: readonly string[];
  /** How many of the requests were made again, after faults and throttles. */
  readonly retries: number;
}

/** One request of the run, in the order in which they were answered. */
export interface ReportedCall {
  readonly route: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly requestId: string | null;
  /** When the answer came, or the waiting for it ended. */
  readonly at: number;
  readonly ms: number;
  /** From 1; higher for a request that was made again. */
  readonly attempt: number;
}

/** A time in which the run had to wait. */
export interface ReportedWait {
  readonly at: number;
  readonly reason: 'rate-limit' | 'server-error';
  readonly waitMs: number;
}

/** What a run did: every operation of the plan, in the order in which they ended. */
export interface Report {
  readonly results: readonly OperationResult[];
  readonly counts: {
    readonly succeeded: number;
    readonly alreadyDone: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly wasInterrupted: boolean;
  readonly calls: readonly ReportedCall[];
  readonly waits: readonly ReportedWait[];
}

/** Folds what happened into what a person wants to know. */
export function summariseRun(events: Iterable<RunEvent>): Report {
  const fold = new ReportFold();
  for (const event of events) fold.add(event);
  return fold.report();
}

/**
 * The same while it happens, so that a run keeps what its report tells of an operation, and not all that happened. Pure
 * but for what it gathers.
 */
export class ReportFold {
  /** Of operations that have not ended. */
  readonly #startedAt = new Map<string, number>();
  readonly #requestIds = new Map<string, string[]>();
  readonly #retries = new Map<string, number>();
  readonly #calls: ReportedCall[] = [];
  readonly #waits: ReportedWait[] = [];
  readonly #results: OperationResult[] = [];
  readonly #counts = { succeeded: 0, alreadyDone: 0, failed: 0, skipped: 0 };
  #wasInterrupted = false;

  add(event: RunEvent): void {
    switch (event.tag) {
      case 'started':
        for (const operation of event.operations) this.#startedAt.set(operation.id, event.at);
        break;
      case 'ended':
        this.#addEnd(event);
        break;
      case 'skipped':
        this.#counts.skipped += 1;
        if (event.cause.tag === 'interrupted') this.#wasInterrupted = true;
        this.#results.push({
          operation: event.operation,
          result: { tag: 'skipped', cause: event.cause },
          startedAt: null,
          endedAt: event.at,
          requestIds: [],
          retries: 0,
        });
        break;
      case 'provider':
        this.#addTold(event);
        break;
      default:
        assertNever(event);
    }
  }

  /** What was added so far. */
  report(): Report {
    return {
      results: [...this.#results],
      counts: { ...this.#counts },
      wasInterrupted: this.#wasInterrupted,
      calls: [...this.#calls],
      waits: [...this.#waits],
    };
  }

  #addEnd({ operation, outcome, at }: Extract<RunEvent, { tag: 'ended' }>): void {
    if (outcome.tag === 'succeeded') this.#counts.succeeded += 1;
    else if (outcome.tag === 'already_done') this.#counts.alreadyDone += 1;
    else this.#counts.failed += 1;
    this.#results.push({
      operation,
      result: outcome.tag === 'failed' ? outcome : { tag: outcome.tag },
      startedAt: this.#startedAt.get(operation.id) ?? null,
      endedAt: at,
      requestIds: this.#requestIds.get(operation.id) ?? [],
      retries: this.#retries.get(operation.id) ?? 0,
    });
    for (const open of [this.#startedAt, this.#requestIds, this.#retries]) open.delete(operation.id);
  }

  #addTold({ at, event }: Extract<RunEvent, { tag: 'provider' }>): void {
    if (event.tag === 'waiting') this.#waits.push({ at, reason: event.reason, waitMs: event.waitMs });
    if (event.tag !== 'called') return;
    const { operationIds, route, status, requestId, ms, attempt } = event;
    this.#calls.push({ route, status, requestId, at, ms, attempt });
    if (attempt > 1) for (const id of operationIds) this.#retries.set(id, (this.#retries.get(id) ?? 0) + 1);
    if (requestId === null) return;
    for (const id of operationIds) {
      const ids = this.#requestIds.get(id);
      if (ids === undefined) this.#requestIds.set(id, [requestId]);
      else ids.push(requestId);
    }
  }
}
