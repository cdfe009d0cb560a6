import type { Operation } from '../model/operation.js';
import type { OperationOutcome, ProviderEvent } from '../provider.js';

/** Why an operation was not started. */
export type SkipCause =
  /** It waits for an operation that failed or was itself skipped. */
  | { readonly tag: 'dependency'; readonly operationId: string }
  | { readonly tag: 'interrupted' }
  /** Only what was reviewed is carried out, and nobody saw this in a plan. */
  | { readonly tag: 'unreviewed' }
  /** It was reviewed, but starts from another value now. */
  | { readonly tag: 'conflict' };

/** What happens in a run, in order. Every operation ends exactly once: succeeded, already done, failed or skipped. */
export type RunEvent =
  | { readonly tag: 'started'; readonly at: number; readonly operations: readonly Operation[] }
  | { readonly tag: 'ended'; readonly at: number; readonly operation: Operation; readonly outcome: OperationOutcome }
  | { readonly tag: 'skipped'; readonly at: number; readonly operation: Operation; readonly cause: SkipCause }
  | { readonly tag: 'provider'; readonly at: number; readonly event: ProviderEvent };
