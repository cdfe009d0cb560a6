import { type Report, summariseRun } from '../apply/report.js';
import type { JsonObject, Plan } from '../model/plan.js';
import { type ReportJsonOptions, reportToJson } from '../render/report-json.js';
import { rollcallVersion } from './rollcall-version.js';

/** A run's report as data, as `--report` writes it. */
export function makeReportJson(report: Report, options: Omit<ReportJsonOptions, 'rollcallVersion'>): JsonObject {
  return reportToJson(report, { ...options, rollcallVersion });
}

/** The report of an apply that found nothing to do, so that whatever reads reports always finds one. */
export function makeEmptyReportJson(
  plan: Plan,
  now: number,
  earlierJobs: ReportJsonOptions['earlierJobs'] = [],
): JsonObject {
  return makeReportJson(summariseRun([]), { plan, startedAt: now, endedAt: now, overriddenGuards: [], earlierJobs });
}
