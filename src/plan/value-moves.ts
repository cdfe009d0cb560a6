import { addEdge, type DraftOperation } from './draft.js';

/** An operation that gives up one unique value (an address, an id, a name) and takes another. */
export interface Taking {
  readonly gives: string | null;
  readonly takes: string | null;
  readonly operation: DraftOperation;
  /** What must be done before a value can be given up early: the person's arrival. */
  readonly first: DraftOperation | null;
  /** Makes the operation that gives the value up early, for cycles; null where it cannot be part of one. */
  readonly makeRoom: (() => DraftOperation) | null;
}

/**
 * Lets whoever takes a value wait for whoever gives it up, and breaks each cycle with one temporary value.
 * Answers with the operations that were added for that. Linear: every value has one holder and one taker.
 */
export function freeBeforeTaken(takings: readonly Taking[]): readonly DraftOperation[] {
  const giver = new Map<string, Taking>();
  for (const taking of takings) {
    if (taking.gives !== null && taking.gives !== '') giver.set(taking.gives, taking);
  }
  const waitsFor = (taking: Taking) => (taking.takes === null ? undefined : giver.get(taking.takes));
  const added: DraftOperation[] = [];
  const freedEarly = new Map<Taking, DraftOperation>();
  for (const cycle of findCycles(takings, waitsFor)) {
    const opened = cycle.find((taking) => taking.makeRoom !== null);
    const room = opened?.makeRoom?.();
    if (opened === undefined || room === undefined) continue;
    if (opened.first !== null) addEdge(room, opened.first, 'member-before-attributes');
    addEdge(opened.operation, room, 'value-freed-before-taken');
    freedEarly.set(opened, room);
    added.push(room);
  }
  for (const taking of takings) {
    const holder = waitsFor(taking);
    if (holder === undefined || holder === taking) continue;
    addEdge(taking.operation, freedEarly.get(holder) ?? holder.operation, 'value-freed-before-taken');
  }
  return added;
}

/** The cycles of a graph in which everything waits for at most one other. */
function findCycles(takings: readonly Taking[], waitsFor: (taking: Taking) => Taking | undefined): Taking[][] {
  const cycles: Taking[][] = [];
  const seen = new Map<Taking, number>();
  takings.forEach((start, walk) => {
    let current: Taking | undefined = start;
    while (current !== undefined && !seen.has(current)) {
      seen.set(current, walk);
      current = waitsFor(current);
    }
    if (current === undefined || seen.get(current) !== walk) return;
    const cycle: Taking[] = [];
    let member: Taking | undefined = current;
    do {
      cycle.push(member);
      member = waitsFor(member);
    } while (member !== undefined && member !== current);
    if (cycle.length > 1) cycles.push(cycle);
  });
  return cycles;
}
