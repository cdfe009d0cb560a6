import type { Dependency, Operation, OperationStep, OrderReason } from '../model/operation.js';

/** An operation while the order is being worked out: edges can still be added. */
export interface DraftOperation {
  readonly id: string;
  readonly address: string;
  readonly summary: string;
  readonly step: OperationStep;
  readonly after: Map<string, Dependency>;
}

/** Makes an operation without edges. `name` tells it from the others of the same address. */
export function draft(address: string, name: string, summary: string, step: OperationStep): DraftOperation {
  return { id: `${address}/${name}`, address, summary, step, after: new Map() };
}

/** Lets `later` wait for `earlier`. A hard edge is never weakened by a soft one. */
export function addEdge(
  later: DraftOperation,
  earlier: DraftOperation,
  reason: OrderReason,
  options: { readonly isSoft: boolean } = { isSoft: false },
): void {
  if (later === earlier) return;
  const present = later.after.get(earlier.id);
  if (present !== undefined && (options.isSoft || !present.isSoft)) return;
  later.after.set(earlier.id, { id: earlier.id, reason, isSoft: options.isSoft });
}

export function finish(operation: DraftOperation): Operation {
  return {
    id: operation.id,
    kind: operation.step.kind,
    address: operation.address,
    summary: operation.summary,
    after: [...operation.after.values()],
    step: operation.step,
  };
}
