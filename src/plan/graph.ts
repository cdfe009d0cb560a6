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
 * Ties keep the given order, so equal plans print equally. Linear in operations and edges, and again in what is left
 * for every circle that a soft edge closes.
 */
export function orderOperations(drafts: readonly DraftOperation[]): Ordered {
  const sorter = new Sorter(drafts);
  sorter.run();
  while (sorter.dropSoftEdges()) sorter.run();
  // The plan is refused for a circle; printing it still needs every operation.
  return {
    operations: [...sorter.ordered, ...sorter.left()],
    dropped: sorter.dropped,
    circle: sorter.inCircles().map((operation) => operation.id),
  };
}

class Sorter {
  readonly ordered: DraftOperation[] = [];
  readonly dropped: { readonly id: string; readonly reason: OrderReason }[] = [];
  /** What is not sorted yet, with the number of edges that hold it back. */
  private readonly waiting = new Map<DraftOperation, number>();
  private readonly followers = new Map<string, DraftOperation[]>();
  private readonly byId = new Map<string, DraftOperation>();
  private ready: DraftOperation[] = [];

  constructor(drafts: readonly DraftOperation[]) {
    for (const one of drafts) {
      if (this.byId.has(one.id)) throw new Error(`two operations are called ${one.id}`);
      this.byId.set(one.id, one);
    }
    for (const one of drafts) {
      for (const id of one.after.keys()) {
        if (!this.byId.has(id)) throw new Error(`operation ${one.id} waits for ${id}, which is not in the plan`);
        const list = this.followers.get(id);
        if (list === undefined) this.followers.set(id, [one]);
        else list.push(one);
      }
      if (one.after.size === 0) this.ready.push(one);
      else this.waiting.set(one, one.after.size);
    }
  }

  left(): DraftOperation[] {
    return [...this.waiting.keys()];
  }

  run(): void {
    for (let index = 0; index < this.ready.length; index += 1) {
      const done = this.ready[index] as DraftOperation;
      this.ordered.push(done);
      // Whoever does not wait for it any more gave up a preference.
      for (const follower of this.followers.get(done.id) ?? []) if (follower.after.has(done.id)) this.release(follower);
    }
    this.ready = [];
  }

  /** Frees the first operation in a circle that is held back by preferences alone; says whether there was one. */
  dropSoftEdges(): boolean {
    for (const one of this.inCircles()) {
      const open = this.openEdges(one);
      if (!open.every((earlier) => one.after.get(earlier.id)?.isSoft)) continue;
      for (const { id } of open) {
        const reason = one.after.get(id)?.reason;
        one.after.delete(id);
        if (reason !== undefined) this.dropped.push({ id: one.id, reason });
      }
      this.waiting.delete(one);
      this.ready.push(one);
      return true;
    }
    return false;
  }

  /** What is left without those that merely wait for a circle: giving up their preferences would free nothing. */
  inCircles(): DraftOperation[] {
    const followed = new Map<DraftOperation, number>();
    for (const one of this.waiting.keys()) {
      for (const earlier of this.openEdges(one)) followed.set(earlier, (followed.get(earlier) ?? 0) + 1);
    }
    const ends = [...this.waiting.keys()].filter((one) => !followed.has(one));
    const peeled = new Set(ends);
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      for (const earlier of this.openEdges(end)) {
        const count = (followed.get(earlier) ?? 0) - 1;
        followed.set(earlier, count);
        if (count > 0 || peeled.has(earlier)) continue;
        peeled.add(earlier);
        ends.push(earlier);
      }
    }
    return [...this.waiting.keys()].filter((one) => !peeled.has(one));
  }

  /** What an operation still waits for. */
  private openEdges(one: DraftOperation): DraftOperation[] {
    return [...one.after.keys()].flatMap((id) => {
      const earlier = this.byId.get(id);
      return earlier !== undefined && this.waiting.has(earlier) ? [earlier] : [];
    });
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
