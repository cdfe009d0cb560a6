import { execute } from '../apply/execute.js';
import type { RunEvent } from '../apply/run-event.js';
import type { Operation } from '../model/operation.js';
import type { Clock, Provider } from '../provider.js';

export interface RunOptions {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly parallelism: number;
  readonly signal: AbortSignal;
  readonly onStart?: (operationCount: number) => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Carries out operations and answers with everything that happened. */
export async function runOperations(operations: readonly Operation[], options: RunOptions): Promise<RunEvent[]> {
  const { provider, clock, parallelism, signal, onStart, onEvent } = options;
  onStart?.(operations.length);
  const events: RunEvent[] = [];
  for await (const event of execute({ operations, provider, clock, parallelism, signal })) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}
