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
  readonly onEvent: (event: RunEvent) => void;
}

/** Tells of operations that are not even tried, because nobody reviewed them. */
export function tellLeftOut(
  leftOut: readonly LeftOut[],
  { at, onEvent }: Pick<RunOptions, 'onEvent'> & { readonly at: number },
): void {
  for (const { operation, cause } of leftOut) onEvent({ tag: 'skipped', at, operation, cause });
}

/** Carries out operations, and tells everything that happens. Keeps nothing of it: a run may have a great many. */
export async function runOperations(operations: readonly Operation[], options: RunOptions): Promise<void> {
  const { clock, parallelism, signal, journal, onStart, onEvent } = options;
  onStart?.(operations.length);
  const provider = journal === null ? options.provider : journalledPerformer(options.provider, journal);
  for await (const event of execute({ operations, provider, clock, parallelism, signal })) onEvent(event);
}
