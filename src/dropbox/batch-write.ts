import type { Operation } from '../model/operation.js';
import type { FailureReason, OperationOutcome } from '../provider.js';
import type { CallAnswer, RouteError } from './call-answer.js';
import { unknownOutcome } from './classify-response.js';
import { refusalReason } from './failure-reasons.js';
import { failed, type Outcomes, type PerformScope } from './perform-scope.js';
import { failureOf, type ReadResult } from './read-route.js';

/** What a 200 says of one operation. An operation that it does not speak of is settled by reading. */
export type EntryAnswer =
  | { readonly tag: 'done'; readonly createdId?: string }
  | { readonly tag: 'refused'; readonly errorTag: string };

/** What reading says of operations: only those whose goal is reached are in it. */
export type Reached = ReadonlyMap<string, { readonly createdId?: string }>;

/** One kind of call that carries out several operations at once. */
export interface BatchWrite<Op extends Operation> {
  readonly send: (operations: readonly Op[]) => Promise<CallAnswer>;
  /** Reads a 200 entry by entry. Left out: the call does all or nothing, and a 200 means all. */
  readonly understand?: (body: unknown, operations: readonly Op[]) => ReadonlyMap<string, EntryAnswer>;
  /** Reads which operations have reached their goal. */
  readonly read: (operations: readonly Op[]) => Promise<ReadResult<Reached>>;
  /** Error tags that may mean "it is so already": checked by reading, never believed. */
  readonly alreadyTags: ReadonlySet<string>;
  /** Whether a refusal of the whole call is this operation's fault. */
  readonly isAtFault?: (error: RouteError, operation: Op) => boolean;
  /**
   * For a refusal that is the fault of some operation without naming it: the parts to send apart, so that the rest may
   * pass. Null where sending parts cannot help.
   */
  readonly split?: (error: RouteError, operations: readonly Op[]) => Parts<Op> | null;
}

export type Parts<Op> = readonly (readonly Op[])[];

/** Every operation by itself: for the few of one member or group. */
export function oneEach<Op>(operations: readonly Op[]): Parts<Op> {
  return operations.map((operation) => [operation]);
}

/** Two halves, which find one culprit among 1,000 in some twenty calls. */
export function halves<Op>(operations: readonly Op[]): Parts<Op> {
  const middle = Math.ceil(operations.length / 2);
  return [operations.slice(0, middle), operations.slice(middle)];
}

/** Waits between readings: what was written may show a little later. */
const WAITS_AFTER_LOSS_MS = [0, 1000, 3000];
const WAITS_AFTER_REFUSAL_MS = [0, 1000];

/**
 * Carries out operations in as few calls as the answers allow, and ends every one of them.
 *
 * A refusal that names its culprits fails those and sends the rest again. A tag that may mean "already so" is checked by
 * reading. A call whose answer was lost is settled by reading; what is proved not to be there is sent once more, and
 * never again. The loop ends because every round ends an operation, or uses up the one repetition.
 */
export async function performBatch<Op extends Operation>(
  scope: PerformScope,
  write: BatchWrite<Op>,
  operations: readonly Op[],
  outcomes: Outcomes,
  canRepeat = true,
): Promise<void> {
  let pending = operations;
  let mayRepeat = canRepeat;
  const end = (operation: Op, outcome: OperationOutcome): void => {
    outcomes.set(operation.id, outcome);
  };
  const endAll = (reason: FailureReason): void => {
    for (const operation of pending) end(operation, failed(reason));
  };
  const sendApart = async (parts: Parts<Op>): Promise<void> => {
    for (const part of parts) await performBatch(scope, write, part, outcomes, mayRepeat);
  };
  /** Ends what reading shows to be done, reading again while nothing shows; false when reading failed. */
  const settle = async (
    candidates: readonly Op[],
    waits: readonly number[],
    isOneEnough: boolean,
  ): Promise<boolean> => {
    let open = candidates;
    for (const waitMs of waits) {
      if (waitMs > 0) await scope.clock.sleep(waitMs, scope.context.signal);
      const reading = await write.read(open);
      if (!reading.ok) return false;
      for (const operation of open) {
        const reached = reading.value.get(operation.id);
        if (reached !== undefined) end(operation, { tag: 'already_done', ...reached });
      }
      open = open.filter((operation) => !outcomes.has(operation.id));
      if (open.length === 0 || (isOneEnough && open.length < candidates.length)) return true;
    }
    return true;
  };
  const dropEnded = (): void => {
    pending = pending.filter((operation) => !outcomes.has(operation.id));
  };

  while (pending.length > 0) {
    const answer = await write.send(pending);
    switch (answer.tag) {
      case 'answered': {
        const spoken = understandAnswer(write, answer.body, pending);
        const doubtful: Op[] = [];
        for (const operation of pending) {
          const entry = spoken.get(operation.id);
          if (entry?.tag === 'done') end(operation, withCreatedId(entry.createdId));
          else if (entry === undefined || write.alreadyTags.has(entry.errorTag)) doubtful.push(operation);
          else end(operation, failed(refusalReason(entry.errorTag, answer.requestId)));
        }
        if (doubtful.length > 0) await settle(doubtful, WAITS_AFTER_REFUSAL_MS, false);
        dropEnded();
        for (const operation of pending) {
          const entry = spoken.get(operation.id);
          const silence = unknownOutcome(
            'Dropbox answered the call but said nothing of this part of it.',
            answer.requestId,
          );
          const reason = entry?.tag === 'refused' ? refusalReason(entry.errorTag, answer.requestId) : silence;
          end(operation, failed(reason));
        }
        return;
      }
      case 'refused': {
        const { error } = answer;
        const countBefore = pending.length;
        // One that was "already so" explains the refusal, and the rest can be sent again.
        if (write.alreadyTags.has(error.tag)) await settle(pending, WAITS_AFTER_REFUSAL_MS, true);
        dropEnded();
        for (const operation of pending) {
          if (write.isAtFault?.(error, operation) === true) end(operation, failed(failureOf(answer)));
        }
        dropEnded();
        if (pending.length < countBefore) break;
        const parts = pending.length > 1 ? (write.split?.(error, pending) ?? null) : null;
        if (parts !== null) return sendApart(parts);
        return endAll(failureOf(answer));
      }
      case 'rejected':
        // The schema refused one value, and with it the whole call: nothing was done, and alone the others may pass.
        if (answer.kind === 'bad-request' && pending.length > 1) return sendApart(halves(pending));
        return endAll(answer.failure);
      case 'lost': {
        const isRead = await settle(pending, WAITS_AFTER_LOSS_MS, false);
        dropEnded();
        if (!isRead) return endAll(answer.failure);
        if (!mayRepeat || !answer.mayRepeat) return endAll(notFoundDone(answer.failure));
        mayRepeat = false;
        break;
      }
    }
  }
}

function notFoundDone(failure: FailureReason): FailureReason {
  return { ...failure, message: `${failure.message} Reading afterwards does not show it done.` };
}

function understandAnswer<Op extends Operation>(
  write: BatchWrite<Op>,
  body: unknown,
  operations: readonly Op[],
): ReadonlyMap<string, EntryAnswer> {
  if (write.understand !== undefined) return write.understand(body, operations);
  return new Map(operations.map((operation) => [operation.id, { tag: 'done' }]));
}

function withCreatedId(createdId: string | undefined): OperationOutcome {
  return createdId === undefined ? { tag: 'succeeded' } : { tag: 'succeeded', createdId };
}
