import { type OperationResult, REPORT_FORMAT_VERSION, type Report } from '../apply/report.js';
import type { JsonObject, Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { changeToJson } from './plan-json.js';

export interface ReportJsonOptions {
  readonly rollcallVersion: string;
  /** What was carried out; its changes are kept in the report, because undoing needs what was before. */
  readonly plan: Plan;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The guards that this run lifted. */
  readonly overriddenGuards: readonly GuardName[];
}

/** Writes what a run did as data, for `--report FILE`, `comment` and `undo`. Times are ISO 8601 in UTC. */
export function reportToJson(report: Report, options: ReportJsonOptions): JsonObject {
  const { plan, rollcallVersion, startedAt, endedAt, overriddenGuards } = options;
  const { succeeded, alreadyDone, failed, skipped } = report.counts;
  return {
    format_version: REPORT_FORMAT_VERSION,
    rollcall_version: rollcallVersion,
    team: { id: plan.team.id, name: plan.team.name },
    file: plan.file,
    digest: plan.digest,
    started: formatInstant(startedAt),
    ended: formatInstant(endedAt),
    interrupted: report.wasInterrupted,
    overridden_guards: overriddenGuards,
    counts: { succeeded, already_done: alreadyDone, failed, skipped },
    operations: report.results.map(resultToJson),
    changes: plan.changes.map(changeToJson),
  };
}

function resultToJson({ operation, result, startedAt, endedAt }: OperationResult): JsonObject {
  const { id, kind, address, summary } = operation;
  return {
    id,
    kind,
    address,
    summary,
    result: result.tag,
    failure:
      result.tag === 'failed'
        ? {
            tag: result.reason.tag,
            message: result.reason.message,
            advice: result.reason.advice,
            request_id: result.reason.requestId,
          }
        : null,
    skipped_because: result.tag === 'skipped' ? describeSkip(result.cause) : null,
    started: startedAt === null ? null : formatInstant(startedAt),
    ended: formatInstant(endedAt),
  };
}

function describeSkip(cause: Extract<OperationResult['result'], { tag: 'skipped' }>['cause']): JsonObject {
  return cause.tag === 'interrupted'
    ? { tag: 'interrupted', operation: null }
    : { tag: 'dependency', operation: cause.operationId };
}

function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
