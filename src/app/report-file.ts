import { type Report, summariseRun } from '../apply/report.js';
import { type ApplyReport, applyReportSchema, REPORT_FORMAT_VERSION, readApplyReport } from '../model/apply-report.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import type { Plan } from '../model/plan.js';
import { type ReportJsonOptions, reportToJson } from '../render/report-json.js';
import { rollcallVersion } from './rollcall-version.js';

/** A run's report as data, as `--report` writes it. */
export function makeReportJson(report: Report, options: Omit<ReportJsonOptions, 'rollcallVersion'>): ApplyReport {
  return reportToJson(report, { ...options, rollcallVersion });
}

/** The report of an apply that found nothing to do, so that whatever reads reports always finds one. */
export function makeEmptyReportJson(
  plan: Plan,
  now: number,
  earlierJobs: ReportJsonOptions['earlierJobs'] = [],
): ApplyReport {
  return makeReportJson(summariseRun([]), { plan, startedAt: now, endedAt: now, overriddenGuards: [], earlierJobs });
}

/** Reads what `apply --report FILE` wrote. */
export function parseReport(text: string, file: string): Parsed<ApplyReport> {
  const json = parseJson(text);
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

function parseJson(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function refuse(file: string, code: string, found: string): { ok: false; diagnostics: Diagnostic[] } {
  const message = `the report ${file} ${found}.`;
  const advice = 'Name the file that rollcall apply --report FILE wrote.';
  return { ok: false, diagnostics: [{ code, severity: 'error', message, advice, position: null }] };
}
