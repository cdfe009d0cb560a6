import type { Operation } from '../model/operation.js';
import type { OperationOutcome } from '../provider.js';
import { performBatch } from './batch-write.js';
import type { CallAnswer } from './call-answer.js';
import type { Outcomes, PerformScope } from './perform-scope.js';
import type { ReadResult } from './read-route.js';

/** A call that carries out one operation. */
export interface SingleWrite {
  readonly send: () => Promise<CallAnswer>;
  /** The id of what a 200 says was made. */
  readonly createdId?: (body: unknown) => string | null;
  /** Whether the goal is reached; with the id of what was to be made. */
  readonly isReached: () => Promise<ReadResult<{ readonly createdId?: string } | null>>;
  /** Error tags that may mean "it is so already". */
  readonly alreadyTags?: readonly string[];
}

/** Carries out one operation under the same rules as a batch; see {@link performBatch}. */
export async function performSingle(
  scope: PerformScope,
  operation: Operation,
  write: SingleWrite,
): Promise<OperationOutcome | undefined> {
  const outcomes: Outcomes = new Map();
  const { createdId } = write;
  await performBatch(
    scope,
    {
      send: () => write.send(),
      ...(createdId !== undefined && {
        understand: (body: unknown) => {
          const id = createdId(body);
          return new Map(id === null ? [] : [[operation.id, { tag: 'done', createdId: id }]]);
        },
      }),
      async read() {
        const reading = await write.isReached();
        if (!reading.ok) return reading;
        return { ok: true, value: new Map(reading.value === null ? [] : [[operation.id, reading.value]]) };
      },
      alreadyTags: new Set(write.alreadyTags ?? []),
    },
    [operation],
    outcomes,
  );
  return outcomes.get(operation.id);
}

/** Performs operations that each take a call of their own, one after the other. */
export async function performEach<Op extends Operation>(
  operations: readonly Op[],
  perform: (operation: Op) => Promise<OperationOutcome | undefined>,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const operation of operations) {
    const outcome = await perform(operation);
    if (outcome !== undefined) outcomes.set(operation.id, outcome);
  }
  return outcomes;
}
