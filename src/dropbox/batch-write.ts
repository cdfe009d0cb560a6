import type { Operation } from '../model/operation.js';
import type { FailureReason, OperationOutcome } from '../provider.js';
import type { Answered, CallAnswer, Lost, Refused, RouteError } from './call-answer.js';
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
  const run: BatchRun<Op> = { scope, write, outcomes };
  let mayRepeat = canRepeat;
  for (let open = operations; open.length > 0; open = stillOpen(open, outcomes)) {
    const answer = await write.send(open);
    let parts: Parts<Op> = [];
    switch (answer.tag) {
      case 'answered':
        await takeAnswer(run, answer, open);
        break;
      case 'refused':
        parts = await takeRefusal(run, answer, open);
        break;
      case 'rejected':
        // The schema refused one value, and with it the whole call: nothing was done, and apart the others may pass.
        if (answer.kind === 'bad-request' && open.length > 1) parts = halves(open);
        else failAll(run, open, answer.failure);
        break;
      case 'lost':
        await takeLoss(run, answer, open, mayRepeat && answer.mayRepeat);
        mayRepeat = false;
        break;
    }
    for (const part of parts) await performBatch(scope, write, part, outcomes, mayRepeat);
  }
}

interface BatchRun<Op extends Operation> {
  readonly scope: PerformScope;
  readonly write: BatchWrite<Op>;
  readonly outcomes: Outcomes;
}

function stillOpen<Op extends Operation>(operations: readonly Op[], outcomes: Outcomes): readonly Op[] {
  return operations.filter((operation) => !outcomes.has(operation.id));
}

function failAll<Op extends Operation>(run: BatchRun<Op>, operations: readonly Op[], reason: FailureReason): void {
  for (const operation of operations) run.outcomes.set(operation.id, failed(reason));
}

/** Ends every operation: what the answer says of it, or what reading says where the answer is silent or doubtful. */
async function takeAnswer<Op extends Operation>(
  run: BatchRun<Op>,
  answer: Answered,
  open: readonly Op[],
): Promise<void> {
  const { write, outcomes } = run;
  const done: EntryAnswer = { tag: 'done' };
  const spoken = write.understand?.(answer.body, open) ?? new Map(open.map((operation) => [operation.id, done]));
  const failures = new Map<string, FailureReason>();
  for (const operation of open) {
    const entry = spoken.get(operation.id);
    if (entry?.tag === 'done') outcomes.set(operation.id, withCreatedId(entry.createdId));
    else if (entry === undefined) failures.set(operation.id, silence(answer.requestId));
    else if (write.alreadyTags.has(entry.errorTag)) {
      failures.set(operation.id, refusalReason(entry.errorTag, answer.requestId));
    } else outcomes.set(operation.id, failed(refusalReason(entry.errorTag, answer.requestId)));
  }
  await settle(run, stillOpen(open, outcomes), WAITS_AFTER_REFUSAL_MS, false);
  for (const operation of stillOpen(open, outcomes)) {
    outcomes.set(operation.id, failed(failures.get(operation.id) ?? silence(answer.requestId)));
  }
}

/** Ends those who explain the refusal, so that the rest can be sent again; else the parts to send apart; else all. */
async function takeRefusal<Op extends Operation>(
  run: BatchRun<Op>,
  answer: Refused,
  open: readonly Op[],
): Promise<Parts<Op>> {
  const { write, outcomes } = run;
  if (write.alreadyTags.has(answer.error.tag)) await settle(run, open, WAITS_AFTER_REFUSAL_MS, true);
  const rest = stillOpen(open, outcomes);
  const culprits = rest.filter((operation) => write.isAtFault?.(answer.error, operation) === true);
  failAll(run, culprits, failureOf(answer));
  if (stillOpen(open, outcomes).length < open.length) return [];
  const parts = open.length > 1 ? write.split?.(answer.error, open) : null;
  if (parts) return parts;
  failAll(run, open, failureOf(answer));
  return [];
}

/** Ends what reading shows to be done. The rest stays open to be sent once more, or fails when that is not allowed. */
async function takeLoss<Op extends Operation>(
  run: BatchRun<Op>,
  answer: Lost,
  open: readonly Op[],
  mayRepeat: boolean,
): Promise<void> {
  const isRead = await settle(run, open, WAITS_AFTER_LOSS_MS, false);
  if (isRead && mayRepeat) return;
  const { failure } = answer;
  const message = isRead ? `${failure.message} Reading afterwards does not show it done.` : failure.message;
  failAll(run, stillOpen(open, run.outcomes), { ...failure, message });
}

/** Ends what reading shows to be done, reading again while nothing shows; false when reading failed. */
async function settle<Op extends Operation>(
  { scope, write, outcomes }: BatchRun<Op>,
  candidates: readonly Op[],
  waits: readonly number[],
  isOneEnough: boolean,
): Promise<boolean> {
  let open = candidates;
  for (const waitMs of waits) {
    if (open.length === 0 || (isOneEnough && open.length < candidates.length)) return true;
    if (waitMs > 0) await scope.clock.sleep(waitMs, scope.context.signal);
    const reading = await write.read(open);
    if (!reading.ok) return false;
    for (const operation of open) {
      const reached = reading.value.get(operation.id);
      if (reached !== undefined) outcomes.set(operation.id, { tag: 'already_done', ...reached });
    }
    open = stillOpen(open, outcomes);
  }
  return true;
}

function silence(requestId: string | null): FailureReason {
  return unknownOutcome('Dropbox answered the call but said nothing of this part of it.', requestId);
}

function withCreatedId(createdId: string | undefined): OperationOutcome {
  return createdId === undefined ? { tag: 'succeeded' } : { tag: 'succeeded', createdId };
}
