import type { JournalledJob } from '../apply/journal-format.js';
import type { OperationResult, Report } from '../apply/report.js';
import { type ApplyReport, REPORT_FORMAT_VERSION, type ReportedOperation } from '../model/apply-report.js';
import type { Change, Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import type { FailureReason, JobEnd } from '../provider.js';
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
  /** Jobs of earlier runs that were waited for first. */
  readonly earlierJobs?: readonly { readonly job: JournalledJob; readonly end: JobEnd }[];
  /** Whoever was recovered and could not be looked at again afterwards. */
  readonly notInLine?: { readonly people: readonly string[]; readonly reason: string; readonly advice: string } | null;
}

/** Writes what a run did as data, for `--report FILE`, `comment` and `undo`. Times are ISO 8601 in UTC. */
export function reportToJson(report: Report, options: ReportJsonOptions): ApplyReport {
  const { plan, rollcallVersion, startedAt, endedAt, overriddenGuards, earlierJobs = [], notInLine = null } = options;
  const { succeeded, alreadyDone, failed, skipped } = report.counts;
  return {
    format_version: REPORT_FORMAT_VERSION,
    rollcall_version: rollcallVersion,
    privacy: 'full',
    team: { id: plan.team.id, name: plan.team.name },
    file: plan.file,
    digest: plan.digest,
    started: formatInstant(startedAt),
    ended: formatInstant(endedAt),
    interrupted: report.wasInterrupted,
    overridden_guards: [...overriddenGuards],
    counts: { succeeded, already_done: alreadyDone, failed, skipped },
    not_in_line:
      notInLine === null ? null : { people: [...notInLine.people], reason: notInLine.reason, advice: notInLine.advice },
    earlier_jobs: earlierJobs.map(({ job, end }) => ({
      job_id: job.jobId,
      launched: formatInstant(job.launchedAt),
      operations: job.operations.map(({ id, address, summary }) => ({ id, address, summary })),
      result: end.tag,
      failure: end.tag === 'complete' ? null : failureToJson(end.reason),
    })),
    operations: report.results.map(resultToJson),
    calls: report.calls.map(({ route, status, requestId, at, ms, attempt }) => ({
      route,
      status,
      request_id: requestId,
      ended: formatInstant(at),
      ms,
      attempt,
    })),
    waits: report.waits.map(({ at, reason, waitMs }) => ({ started: formatInstant(at), reason, ms: waitMs })),
    // JSON that stands for changes; reading a report makes them of it again.
    changes: plan.changes.map(changeToJson) as unknown as readonly Change[],
  };
}

function resultToJson({
  operation,
  result,
  startedAt,
  endedAt,
  requestIds,
  retries,
}: OperationResult): ReportedOperation {
  const { id, kind, address, summary, after } = operation;
  return {
    id,
    kind,
    address,
    summary,
    after: after.map(({ id: first, reason, isSoft }) => ({ id: first, reason, soft: isSoft })),
    result: result.tag,
    failure: result.tag === 'failed' ? failureToJson(result.reason) : null,
    skipped_because: result.tag === 'skipped' ? describeSkip(result.cause) : null,
    started: startedAt === null ? null : formatInstant(startedAt),
    ended: formatInstant(endedAt),
    request_ids: [...requestIds],
    retries,
  };
}

function failureToJson({ tag, message, advice, requestId }: FailureReason): NonNullable<ReportedOperation['failure']> {
  return { tag, message, advice, request_id: requestId };
}

function describeSkip(
  cause: Extract<OperationResult['result'], { tag: 'skipped' }>['cause'],
): NonNullable<ReportedOperation['skipped_because']> {
  return { tag: cause.tag, operation: cause.tag === 'dependency' ? cause.operationId : null };
}

function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
