import type { OrderReason } from '../model/operation.js';
import type { DraftOperation } from './draft.js';

/** Operations in an order that may be carried out. */
export interface Ordered {
  readonly operations: readonly DraftOperation[];
  /** Preferences that had to be given up, because they would close a circle. */
  readonly dropped: readonly { readonly id: string; readonly reason: OrderReason }[];
  /** Ids that wait for each other in a circle; empty unless the plan asks for the impossible. */
  readonly circle: readonly string[];
}

/**
 * Sorts operations so that each comes after what it waits for, and drops soft edges that would close a circle.
 * Ties keep the given order, so equal plans print equally. Linear in operations and edges.
 */
export function orderOperations(drafts: readonly DraftOperation[]): Ordered {
  const sorter = new Sorter(drafts);
  sorter.run();
  while (sorter.hasLeft && sorter.dropSoftEdge()) sorter.run();
  const circle = sorter.left();
  // The plan is refused for the circle; printing it still needs every operation.
  return {
    operations: [...sorter.ordered, ...circle],
    dropped: sorter.dropped,
    circle: circle.map((operation) => operation.id),
  };
}

class Sorter {
  readonly ordered: DraftOperation[] = [];
  readonly dropped: { readonly id: string; readonly reason: OrderReason }[] = [];
  private readonly waiting = new Map<DraftOperation, number>();
  private readonly followers = new Map<string, DraftOperation[]>();
  private ready: DraftOperation[] = [];

  constructor(drafts: readonly DraftOperation[]) {
    const known = new Set(drafts.map((one) => one.id));
    for (const one of drafts) {
      for (const id of one.after.keys()) {
        if (!known.has(id)) throw new Error(`operation ${one.id} waits for ${id}, which is not in the plan`);
        const list = this.followers.get(id);
        if (list === undefined) this.followers.set(id, [one]);
        else list.push(one);
      }
      if (one.after.size === 0) this.ready.push(one);
      else this.waiting.set(one, one.after.size);
    }
  }

  get hasLeft(): boolean {
    return this.waiting.size > 0;
  }

  left(): DraftOperation[] {
    return [...this.waiting.keys()];
  }

  run(): void {
    for (let index = 0; index < this.ready.length; index += 1) {
      const done = this.ready[index] as DraftOperation;
      this.ordered.push(done);
      for (const follower of this.followers.get(done.id) ?? []) this.release(follower);
    }
    this.ready = [];
  }

  /** Frees one operation that is held back by preferences alone; says whether there was one. */
  dropSoftEdge(): boolean {
    const done = new Set(this.ordered.map((one) => one.id));
    for (const one of this.waiting.keys()) {
      const open = [...one.after.values()].filter((edge) => !done.has(edge.id));
      if (!open.every((edge) => edge.isSoft)) continue;
      for (const edge of open) {
        one.after.delete(edge.id);
        this.dropped.push({ id: one.id, reason: edge.reason });
        const list = this.followers.get(edge.id) ?? [];
        this.followers.set(
          edge.id,
          list.filter((follower) => follower !== one),
        );
      }
      this.waiting.delete(one);
      this.ready.push(one);
      return true;
    }
    return false;
  }

  private release(follower: DraftOperation): void {
    const open = this.waiting.get(follower);
    if (open === undefined) return;
    if (open > 1) {
      this.waiting.set(follower, open - 1);
      return;
    }
    this.waiting.delete(follower);
    this.ready.push(follower);
  }
}
