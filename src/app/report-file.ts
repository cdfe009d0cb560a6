import { type Report, summariseRun } from '../apply/report.js';
import { type ApplyReport, applyReportSchema, REPORT_FORMAT_VERSION, readApplyReport } from '../model/apply-report.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import type { GuardName } from '../model/policy.js';
import { parseJsonObject } from '../plan/parse-json-object.js';
import { type ReportJsonOptions, reportToJson } from '../render/report-json.js';
import type { Applied, ApplyOutcome } from './apply-team.js';
import { rollcallVersion } from './rollcall-version.js';

/** A run's report as data, as `--report` writes it. */
export function makeReportJson(report: Report, options: Omit<ReportJsonOptions, 'rollcallVersion'>): ApplyReport {
  return reportToJson(report, { ...options, rollcallVersion });
}

/** How an apply ended that has a report: it was carried out, or there was nothing to do. */
export type Reportable = Applied | Extract<ApplyOutcome, { tag: 'nothing-to-do' }>;

/**
 * The report of an apply; of one that found nothing to do as well, so that whatever reads reports always finds one.
 * @param now when the run ended, for one that had nothing to do; in milliseconds since the epoch.
 */
export function makeApplyReport(
  outcome: Reportable,
  { overrides, now }: { readonly overrides: readonly GuardName[]; readonly now: number },
): ApplyReport {
  const { plan, earlierJobs } = outcome;
  const base = { plan, overriddenGuards: overrides, earlierJobs };
  if (outcome.tag === 'nothing-to-do')
    return makeReportJson(summariseRun([]), { ...base, startedAt: now, endedAt: now });
  const { report, followUp, startedAt, endedAt } = outcome;
  return makeReportJson(report, { ...base, startedAt, endedAt, notInLine: followUp?.tag === 'left' ? followUp : null });
}

/** Reads what `apply --report FILE` wrote. */
export function parseReport(text: string, file: string): Parsed<ApplyReport> {
  const json = parseJsonObject(text);
  if (json === null) return refuse(file, 'not-a-report', 'is not whole JSON: it was cut short or edited');
  const version = json.format_version;
  if (version !== REPORT_FORMAT_VERSION || !('operations' in json && 'counts' in json)) {
    const found = 'desired' in json ? 'is a saved plan' : 'is not the report of an apply';
    return refuse(file, 'not-a-report', `${found}, or one of another version`);
  }
  const parsed = applyReportSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    return refuse(file, 'report-shape', `is not the report of an apply${where}: ${issue?.message ?? 'unknown shape'}`);
  }
  return { ok: true, value: readApplyReport(parsed.data), diagnostics: [] };
}

function refuse(file: string, code: string, found: string): { ok: false; diagnostics: Diagnostic[] } {
  const message = `the report ${file} ${found}.`;
  const advice = 'Name the file that rollcall apply --report FILE wrote.';
  return { ok: false, diagnostics: [{ code, severity: 'error', message, advice, position: null }] };
}
