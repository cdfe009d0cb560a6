import type { GroupRef, MemberRef, Operation, OperationKind, OperationStep } from '../model/operation.js';
import type { Clock, FailureReason, OperationOutcome, PerformContext } from '../provider.js';
import { refusalReason } from './failure-reasons.js';
import type { Call } from './read-route.js';

/** What carrying out operations needs, for one call of `perform`. */
export interface PerformScope {
  readonly call: Call;
  readonly clock: Clock;
  readonly context: PerformContext;
  /** How long a job may take before its end is settled by reading. */
  readonly jobDeadlineMs: number;
}

/** An operation whose step is of one kind. */
export type OperationOf<Kind extends OperationKind> = Operation & {
  readonly step: Extract<OperationStep, { kind: Kind }>;
};

/** How operations ended, by operation id. */
export type Outcomes = Map<string, OperationOutcome>;

/** The member's id: known from the plan, or made by this run; null when making it failed. */
export function memberIdOf(scope: PerformScope, member: MemberRef): string | null {
  return member.id ?? scope.context.createdIds.get(member.address) ?? null;
}

/** As {@link memberIdOf}, for a group. */
export function groupIdOf(scope: PerformScope, group: GroupRef): string | null {
  return group.id ?? scope.context.createdIds.get(group.address) ?? null;
}

export function failed(reason: FailureReason): OperationOutcome {
  return { tag: 'failed', reason };
}

/** The failure of an operation whose member or group has no id. The executor skips such operations, so it is rare. */
export function withoutId(): OperationOutcome {
  return failed(refusalReason('precondition-missing', null));
}

/** The failure of an operation whose ground has changed since the plan was made. */
export function preconditionChanged(message: string): OperationOutcome {
  return failed({
    tag: 'precondition-changed',
    message,
    advice: 'Nothing was done. Run plan again to see how things are now, then apply.',
    requestId: null,
  });
}

/** Sorts out the operations that have no id to act on; the rest keep theirs beside them. */
export function withIds<Op extends Operation>(
  operations: readonly Op[],
  idOf: (operation: Op) => string | null,
  outcomes: Outcomes,
): { readonly ready: readonly Op[]; readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map<string, string>();
  const ready = operations.filter((operation) => {
    const id = idOf(operation);
    if (id === null) outcomes.set(operation.id, withoutId());
    else ids.set(operation.id, id);
    return id !== null;
  });
  return { ready, ids };
}
