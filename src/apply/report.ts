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

/** Folds what happened into what a person wants to know. Pure. */
export function summariseRun(events: Iterable<RunEvent>): Report {
  const startedAt = new Map<string, number>();
  const requestIds = new Map<string, string[]>();
  const calls: ReportedCall[] = [];
  const waits: ReportedWait[] = [];
  const results: OperationResult[] = [];
  const counts = { succeeded: 0, alreadyDone: 0, failed: 0, skipped: 0 };
  let wasInterrupted = false;
  for (const event of events) {
    switch (event.tag) {
      case 'started':
        for (const operation of event.operations) startedAt.set(operation.id, event.at);
        break;
      case 'ended': {
        const { operation, outcome, at } = event;
        if (outcome.tag === 'succeeded') counts.succeeded += 1;
        else if (outcome.tag === 'already_done') counts.alreadyDone += 1;
        else counts.failed += 1;
        const result = outcome.tag === 'failed' ? outcome : { tag: outcome.tag };
        results.push({
          operation,
          result,
          startedAt: startedAt.get(operation.id) ?? null,
          endedAt: at,
          requestIds: requestIds.get(operation.id) ?? [],
        });
        break;
      }
      case 'skipped':
        counts.skipped += 1;
        if (event.cause.tag === 'interrupted') wasInterrupted = true;
        results.push({
          operation: event.operation,
          result: { tag: 'skipped', cause: event.cause },
          startedAt: null,
          endedAt: event.at,
          requestIds: [],
        });
        break;
      case 'provider': {
        const { at, event: told } = event;
        if (told.tag === 'waiting') waits.push({ at, reason: told.reason, waitMs: told.waitMs });
        if (told.tag !== 'called') break;
        const { operationIds, route, status, requestId, ms, attempt } = told;
        calls.push({ route, status, requestId, at, ms, attempt });
        if (requestId === null) break;
        for (const id of operationIds) {
          const ids = requestIds.get(id);
          if (ids === undefined) requestIds.set(id, [requestId]);
          else ids.push(requestId);
        }
        break;
      }
    }
  }
  return { results, counts, wasInterrupted, calls, waits };
}
