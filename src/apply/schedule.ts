import type { Operation } from '../model/operation.js';

/** An operation that will not be done, and the failed one that is to blame in the end. */
export interface Skip {
  readonly operation: Operation;
  readonly rootId: string;
}

/** What the end of one operation sets off. */
export interface Released {
  /** Everything these waited for has ended well enough: they can start. */
  readonly ready: readonly Operation[];
  /** These can never start: the transitive hard followers of a failure. They have ended. */
  readonly skipped: readonly Skip[];
}

interface Node {
  readonly operation: Operation;
  readonly followers: { readonly node: Node; readonly isSoft: boolean }[];
  /** Edges to operations that have not ended. */
  open: number;
  hasEnded: boolean;
}

/**
 * Keeps account of which operations can start, as others end. Holds no promise and no clock. The work over a whole run
 * is linear in operations and edges.
 */
export class Schedule {
  readonly #nodes = new Map<string, Node>();
  #left: number;

  /** @throws Error when the graph is not one that can be carried out: a bug in the planner, found before any call. */
  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      if (this.#nodes.has(operation.id)) throw new Error(`two operations are called ${operation.id}`);
      this.#nodes.set(operation.id, { operation, followers: [], open: operation.after.length, hasEnded: false });
    }
    for (const node of this.#nodes.values()) {
      for (const { id, isSoft } of node.operation.after) {
        const earlier = this.#nodes.get(id);
        if (earlier === undefined) {
          throw new Error(`operation ${node.operation.id} waits for ${id}, which is not in the plan`);
        }
        earlier.followers.push({ node, isSoft });
      }
    }
    refuseCircles(this.#nodes);
    this.#left = this.#nodes.size;
  }

  /** How many operations have not ended. */
  get left(): number {
    return this.#left;
  }

  /** The operations that wait for nothing, in the order of the plan. */
  initial(): Operation[] {
    return [...this.#nodes.values()].filter((node) => node.open === 0).map((node) => node.operation);
  }

  /** Whether any operation of the plan waits for this one. */
  isAwaited(operation: Operation): boolean {
    return this.#node(operation).followers.length > 0;
  }

  /** Marks the end of a started operation. */
  end(operation: Operation, isSuccess: boolean): Released {
    const ready: Operation[] = [];
    const skipped: Skip[] = [];
    const ended = [{ node: this.#close(operation), isSuccess }];
    // A worklist, not recursion: a chain of operations can be as long as the plan.
    for (let next = ended.pop(); next !== undefined; next = ended.pop()) {
      for (const { node, isSoft } of next.node.followers) {
        if (node.hasEnded) continue;
        if (!next.isSuccess && !isSoft) {
          skipped.push({ operation: node.operation, rootId: operation.id });
          ended.push({ node: this.#close(node.operation), isSuccess: false });
          continue;
        }
        node.open -= 1;
        if (node.open === 0) ready.push(node.operation);
      }
    }
    return { ready, skipped };
  }

  /** Ends everything that has not ended, in the order of the plan. */
  endRest(): Operation[] {
    const rest = [...this.#nodes.values()].filter((node) => !node.hasEnded).map((node) => node.operation);
    for (const operation of rest) this.#close(operation);
    return rest;
  }

  #close(operation: Operation): Node {
    const node = this.#node(operation);
    if (node.hasEnded) throw new Error(`operation ${operation.id} ended twice`);
    node.hasEnded = true;
    this.#left -= 1;
    return node;
  }

  #node(operation: Operation): Node {
    const node = this.#nodes.get(operation.id);
    if (node === undefined) throw new Error(`operation ${operation.id} is not in the plan`);
    return node;
  }
}

function refuseCircles(nodes: ReadonlyMap<string, Node>): void {
  const open = new Map([...nodes.values()].map((node) => [node, node.open]));
  const reached = [...nodes.values()].filter((node) => node.open === 0);
  for (let index = 0; index < reached.length; index += 1) {
    for (const { node } of (reached[index] as Node).followers) {
      const left = (open.get(node) ?? 0) - 1;
      open.set(node, left);
      if (left === 0) reached.push(node);
    }
  }
  if (reached.length === nodes.size) return;
  const inCircle = new Set(reached);
  const left = [...nodes.values()].filter((node) => !inCircle.has(node));
  throw new Error(`operations wait for each other in a circle: ${traceCircle(left, nodes).join(' after ')}`);
}

/** Walks backwards among operations that can never start until one comes up again. */
function traceCircle(stuck: readonly Node[], nodes: ReadonlyMap<string, Node>): string[] {
  const isStuck = new Set(stuck);
  const path: Node[] = [];
  const places = new Map<Node, number>();
  let node = stuck[0];
  while (node !== undefined && !places.has(node)) {
    places.set(node, path.length);
    path.push(node);
    node = node.operation.after.map((edge) => nodes.get(edge.id)).find((one) => one !== undefined && isStuck.has(one));
  }
  if (node === undefined) return stuck.map((one) => one.operation.id);
  return [...path.slice(places.get(node)), node].map((one) => one.operation.id);
}
