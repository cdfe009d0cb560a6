import { execute } from '../apply/execute.js';
import type { RunEvent } from '../apply/run-event.js';
import type { Operation } from '../model/operation.js';
import type { Clock, Provider } from '../provider.js';
import type { Journal } from './journal.js';
import { journalledPerformer } from './journalled-performer.js';
import type { LeftOut } from './reviewed-gate.js';

export interface RunOptions {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly parallelism: number;
  readonly signal: AbortSignal;
  /** Where jobs and ends are written down; null keeps none. */
  readonly journal: Journal | null;
  readonly onStart?: (operationCount: number) => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** Tells of operations that are not even tried, because nobody reviewed them. */
export function tellLeftOut(
  leftOut: readonly LeftOut[],
  { at, onEvent }: Pick<RunOptions, 'onEvent'> & { readonly at: number },
): RunEvent[] {
  const events = leftOut.map(({ operation, cause }): RunEvent => ({ tag: 'skipped', at, operation, cause }));
  for (const event of events) onEvent?.(event);
  return events;
}

/** Carries out operations and answers with everything that happened. */
export async function runOperations(operations: readonly Operation[], options: RunOptions): Promise<RunEvent[]> {
  const { clock, parallelism, signal, journal, onStart, onEvent } = options;
  onStart?.(operations.length);
  const provider = journal === null ? options.provider : journalledPerformer(options.provider, journal);
  const events: RunEvent[] = [];
  for await (const event of execute({ operations, provider, clock, parallelism, signal })) {
    events.push(event);
    onEvent?.(event);
  }
  return events;
}
