import type { Operation } from '../../src/model/operation.js';

/** How operations went: each is in exactly one of the lists. */
export interface RandomRun {
  readonly done: readonly Operation[];
  readonly failed: readonly { readonly operation: Operation; readonly error: unknown }[];
  readonly skipped: readonly Operation[];
}

/**
 * Carries out operations one at a time in an order that the graph permits, picked by `pick`; nothing but the edges
 * holds an operation back, so a missing edge shows. What waits for a failure is skipped; a soft edge only waits.
 */
export function runInAnyOrder(
  operations: readonly Operation[],
  pick: (count: number) => number,
  perform: (operation: Operation) => void,
  /** Looks at the team after each operation, however it ended; what it throws is no failure of the operation. */
  observe: () => void = () => undefined,
): RandomRun {
  const ended = new Map<string, 'done' | 'failed' | 'skipped'>();
  const done: Operation[] = [];
  const failed: { operation: Operation; error: unknown }[] = [];
  const skipped: Operation[] = [];
  let waiting = [...operations];
  while (waiting.length > 0) {
    const doomed = waiting.filter((operation) =>
      operation.after.some((edge) => !edge.isSoft && ['failed', 'skipped'].includes(ended.get(edge.id) ?? '')),
    );
    for (const operation of doomed) {
      ended.set(operation.id, 'skipped');
      skipped.push(operation);
    }
    waiting = waiting.filter((operation) => !ended.has(operation.id));
    // What was skipped just now may hold others back in turn.
    if (doomed.length > 0) continue;
    const ready = waiting.filter((operation) => operation.after.every((edge) => ended.has(edge.id)));
    if (waiting.length === 0) break;
    if (ready.length === 0) throw new Error('operations wait for each other in a circle');
    const operation = ready[pick(ready.length)] as Operation;
    waiting = waiting.filter((other) => other !== operation);
    try {
      perform(operation);
      ended.set(operation.id, 'done');
      done.push(operation);
    } catch (error) {
      ended.set(operation.id, 'failed');
      failed.push({ operation, error });
    }
    observe();
  }
  return { done, failed, skipped };
}
