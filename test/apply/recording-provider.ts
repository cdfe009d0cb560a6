import type { Operation } from '../../src/model/operation.js';
import type { Batching, OperationOutcome, PerformContext, Provider } from '../../src/provider.js';

export type Call = readonly string[];

export interface RecordingOptions {
  readonly batching?: (operation: Operation) => Batching;
  /** `undefined` leaves the operation unanswered; a throw ends the whole call. */
  readonly outcome?: (operation: Operation, context: PerformContext) => OperationOutcome | undefined;
  /** How many turns of the event loop a call takes; 0 answers in the same turn. */
  readonly turns?: (call: Call) => number;
  readonly onCall?: (call: Call) => void;
}

/** A provider that keeps account of what it was asked, and of how much at once. */
export class RecordingProvider implements Pick<Provider, 'batching' | 'perform'> {
  readonly calls: Call[] = [];
  inFlight = 0;
  mostInFlight = 0;
  readonly #options: RecordingOptions;

  constructor(options: RecordingOptions = {}) {
    this.#options = options;
  }

  batching(operation: Operation): Batching {
    return this.#options.batching?.(operation) ?? { key: operation.id, limit: 1 };
  }

  async perform(operations: readonly Operation[], context: PerformContext) {
    const call = operations.map((operation) => operation.id);
    this.calls.push(call);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      this.#options.onCall?.(call);
      const turns = this.#options.turns?.(call) ?? 0;
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      const outcomes = new Map<string, OperationOutcome>();
      for (const operation of operations) {
        const answer = this.#options.outcome ?? (() => ({ tag: 'succeeded' as const }));
        const outcome = answer(operation, context);
        if (outcome !== undefined) outcomes.set(operation.id, outcome);
      }
      return outcomes;
    } finally {
      this.inFlight -= 1;
    }
  }
}

/** An outcome as the API would refuse. */
export function refused(tag: string): OperationOutcome {
  return { tag: 'failed', reason: { tag, message: `Dropbox answered ${tag}.`, advice: 'Try again.', requestId: 'r1' } };
}
