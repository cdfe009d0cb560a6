import type { Report } from '../apply/report.js';
import type { JsonObject } from '../model/plan.js';
import { type ReportJsonOptions, reportToJson } from '../render/report-json.js';
import { rollcallVersion } from './rollcall-version.js';

/** A run's report as data, as `--report` writes it. */
export function makeReportJson(report: Report, options: Omit<ReportJsonOptions, 'rollcallVersion'>): JsonObject {
  return reportToJson(report, { ...options, rollcallVersion });
}
