import type { OperationResult } from '../apply/report.js';
import type { ApplyReport, ReportedOperation } from '../model/apply-report.js';
import type { ShownResult, ShownRun } from './report-view.js';

/** A result as the report's file tells it. */
export interface ReadResult extends ShownResult {
  readonly operation: ReportedOperation;
}

/** The run that a report's file tells of. */
export function runOfReport({ operations, interrupted }: ApplyReport): ShownRun<ReadResult> {
  return {
    results: operations.map((operation) => ({ operation, result: resultOf(operation) })),
    wasInterrupted: interrupted,
  };
}

function resultOf({ result, failure, skipped_because: cause }: ReportedOperation): OperationResult['result'] {
  if (result === 'failed') {
    const { request_id: requestId = null, ...told } = failure ?? UNTOLD;
    return { tag: 'failed', reason: { ...told, requestId } };
  }
  if (result !== 'skipped') return { tag: result };
  if (cause === null) return { tag: 'skipped', cause: { tag: 'interrupted' } };
  if (cause.tag !== 'dependency') return { tag: 'skipped', cause: { tag: cause.tag } };
  return { tag: 'skipped', cause: { tag: 'dependency', operationId: cause.operation ?? '' } };
}

const UNTOLD = {
  tag: 'unknown-outcome',
  message: 'The report does not say why.',
  advice: 'Run rollcall plan to see what is still missing.',
  request_id: null,
};
