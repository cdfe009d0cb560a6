import type { ApplyReport } from '../model/apply-report.js';
import { escapeText } from '../render/escape-text.js';
import { renderJson } from '../render/json-text.js';
import type { Session } from './session.js';

export const applyReportFormats = ['text', 'markdown', 'html', 'json'] as const;
/** How the report of an apply is written. */
export type ApplyReportFormat = (typeof applyReportFormats)[number];

/** Writes the report of an apply to standard output. */
export async function showApplyReport({ out }: Session, report: ApplyReport, format: ApplyReportFormat): Promise<void> {
  switch (format) {
    case 'text': {
      const [{ renderReportText }, { runOfReport }] = await Promise.all([
        import('../render/report-text.js'),
        import('../render/reported-run.js'),
      ]);
      const durationMs = Date.parse(report.ended) - Date.parse(report.started);
      const run = runOfReport(report);
      out.write(renderReportText(run, { palette: out.palette, file: report.file, durationMs, width: out.width }));
      tellRest(out, report);
      return;
    }
    case 'markdown': {
      const { renderRunMarkdown } = await import('../render/markdown/run-markdown.js');
      const options = { now: Date.parse(report.ended), rollcallVersion: report.rollcall_version };
      out.write(renderRunMarkdown({ tag: 'applied', report }, options).text);
      return;
    }
    case 'html': {
      const { renderReportHtml } = await import('../render/html/report-html.js');
      out.write(renderReportHtml(report));
      return;
    }
    case 'json':
      out.write(renderJson(report));
  }
}

/** What `apply` says beside its report. */
function tellRest(out: Session['out'], { overridden_guards: guards, not_in_line: left }: ApplyReport): void {
  if (guards.length > 0) out.line(`Guards overridden for this run: ${guards.join(', ')}.`);
  if (left === null) return;
  const people = left.people.map((address) => address.replace(/^member\./, '')).join(', ');
  out.line(escapeText(`Recovered, but not yet brought in line: ${people}: ${left.reason} ${left.advice}`));
}
