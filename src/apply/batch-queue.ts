import type { Operation } from '../model/operation.js';
import type { Batching } from '../provider.js';

/** Operations that share a call. */
interface Batch {
  readonly key: string;
  limit: number;
  /** Ready operations from `head` on; those before it have been taken. */
  ready: Operation[];
  head: number;
  /** Operations of this key that may still become ready. */
  expected: number;
  isQueued: boolean;
}

/** From here on the taken front of a batch is cut off, so that taking stays linear. */
const COMPACT_AT = 1024;

/**
 * Gathers ready operations into calls. A call that is full, or that nothing can join any more, is due; one that is
 * neither is held back so that whatever is still to come can share it.
 */
export class BatchQueue {
  readonly #batches = new Map<Operation, Batch>();
  /** Batches with a due call, oldest first, from `#head` on. */
  #due: Batch[] = [];
  #head = 0;
  /** Held-back batches that other operations wait for, oldest first. */
  readonly #awaited = new Set<Batch>();

  constructor(operations: readonly Operation[], batching: (operation: Operation) => Batching) {
    const byKey = new Map<string, Batch>();
    for (const operation of operations) {
      const { key, limit } = batching(operation);
      if (!Number.isInteger(limit) || limit < 1) throw new Error(`the batch ${key} has the limit ${limit}`);
      let batch = byKey.get(key);
      if (batch === undefined) {
        batch = { key, limit, ready: [], head: 0, expected: 0, isQueued: false };
        byKey.set(key, batch);
      }
      batch.limit = Math.min(batch.limit, limit);
      batch.expected += 1;
      this.#batches.set(operation, batch);
    }
  }

  /** Takes in an operation that can start. `isAwaited`: others wait for it. */
  add(operation: Operation, isAwaited: boolean): void {
    const batch = this.#batchOf(operation);
    batch.expected -= 1;
    batch.ready.push(operation);
    if (isAwaited) this.#awaited.add(batch);
    this.#queueIfDue(batch);
  }

  /** Forgets an operation that will never become ready. */
  drop(operation: Operation): void {
    const batch = this.#batchOf(operation);
    batch.expected -= 1;
    this.#queueIfDue(batch);
  }

  /** The operations of the call that has been due for longest, or null when none is. */
  takeDue(): Operation[] | null {
    const batch = this.#due[this.#head];
    if (batch === undefined) return null;
    this.#head += 1;
    if (this.#head >= COMPACT_AT && this.#head * 2 > this.#due.length) {
      this.#due = this.#due.slice(this.#head);
      this.#head = 0;
    }
    batch.isQueued = false;
    return this.#take(batch);
  }

  /**
   * Part of a call, although others could still join it: the one held back for longest among those that others wait for.
   * For when nothing else can go on, because batches wait for each other.
   */
  takeEarly(): Operation[] | null {
    for (const batch of this.#awaited) return this.#take(batch);
    return null;
  }

  #take(batch: Batch): Operation[] {
    const taken = batch.ready.slice(batch.head, batch.head + batch.limit);
    batch.head += taken.length;
    if (batch.head === batch.ready.length) {
      batch.ready = [];
      batch.head = 0;
      this.#awaited.delete(batch);
    } else if (batch.head >= COMPACT_AT && batch.head * 2 > batch.ready.length) {
      batch.ready = batch.ready.slice(batch.head);
      batch.head = 0;
    }
    this.#queueIfDue(batch);
    return taken;
  }

  #queueIfDue(batch: Batch): void {
    if (batch.isQueued) return;
    const waiting = batch.ready.length - batch.head;
    if (waiting < batch.limit && (waiting === 0 || batch.expected > 0)) return;
    batch.isQueued = true;
    this.#due.push(batch);
  }

  #batchOf(operation: Operation): Batch {
    const batch = this.#batches.get(operation);
    if (batch === undefined) throw new Error(`operation ${operation.id} is not in the plan`);
    return batch;
  }
}
