import type { ApplyReport, ReportedOperation } from '../../model/apply-report.js';
import type { Change } from '../../model/plan.js';
import { groupBy } from '../group-by.js';
import { formatMinute } from '../markdown/format-day.js';
import { listLosses } from '../markdown/losses.js';
import { makeNamedLists } from '../named-lists.js';
import { makeBlockViews } from '../plan-view.js';
import { countOf } from '../prose.js';
import { formatDuration } from '../report-text.js';
import { renderReportTitle } from '../report-title.js';
import {
  describeCounts,
  describeNextStep,
  leftOutWords,
  makeReportView,
  type NextStep,
  type ReportView,
} from '../report-view.js';
import { type ReadResult, runOfReport } from '../reported-run.js';
import { renderAffected } from './affected-html.js';
import { MANY, renderChange } from './change-html.js';
import { escapeHtml } from './escape-html.js';
import { renderFilterForm } from './filter-form.js';
import { type DrawnOperation, renderOrderGraph } from './order-graph.js';
import { outcomeChip, outcomeOf, renderEndedOperation, worstOf } from './outcome-html.js';
import { countList, renderPage, section } from './page.js';

/**
 * Writes what an apply did as one page that needs nothing but itself: what failed and why, what became of whom, every
 * operation with search and filters, and the order drawn. Equal reports give equal bytes.
 */
export function renderReportHtml(report: ApplyReport): string {
  const view = makeReportView(runOfReport(report));
  const endedAt = Date.parse(report.ended);
  return renderPage({
    title: 'Rollcall report',
    header: [`<h1>${renderReportTitle(view, endedAt)}</h1>`, ...summary(report, view)],
    main: [
      ...failures(view),
      ...undone(view),
      ...notInLine(report),
      ...affected(report, endedAt),
      ...changes(report),
      ...section('Order', renderOrderGraph(report.operations.map(drawn))),
      ...calls(report),
    ],
    footer: `Digest <code>${escapeHtml(report.digest)}</code> · ended ${formatMinute(endedAt)} · Rollcall ${escapeHtml(report.rollcall_version)}`,
  });
}

function summary(report: ApplyReport, view: ReportView): string[] {
  const took = formatDuration(Date.parse(report.ended) - Date.parse(report.started));
  const team = `the Dropbox team <code>${escapeHtml(report.team.name)}</code>`;
  const told = describeCounts(view.counts);
  const next = describeNextStep(view, report.file);
  return [
    `<p><code>${escapeHtml(report.file)}</code> on ${team}, in ${took}.</p>`,
    ...(next === null ? [] : [`<p>${renderStep(next)}</p>`]),
    ...countList([
      ...(told === '' ? ['nothing was left to do'] : told.split(', ')),
      ...report.overridden_guards.map((guard) => `guard overridden: ${guard}`),
    ]),
  ];
}

function renderStep({ before, command, after }: NextStep): string {
  return `${before}${command === null ? '' : ` <code>${escapeHtml(command)}</code>`} ${after}`;
}

function failures({ counts, failures: groups }: ReportView<ReadResult>): string[] {
  const boxes = groups.map(({ reason, results, requestIds }) => {
    const names = results.map(({ operation }) => `<li>${escapeHtml(operation.summary)}</li>`).join('');
    const ids = requestIds.map((id) => `<code>${escapeHtml(id)}</code>`).join(', ');
    const request = ids === '' ? '' : `<br><span class="soft">Dropbox's request: ${ids}</span>`;
    return (
      `<div class="box error">${escapeHtml(reason.message)} (<code>${escapeHtml(reason.tag)}</code>)` +
      `<br><b>What to do:</b> ${escapeHtml(reason.advice)}${request}<ul class="people">${names}</ul></div>`
    );
  });
  return section(`Failed (${counts.failed})`, boxes);
}

function undone({ skips, notStarted, leftOut }: ReportView<ReadResult>): string[] {
  const box = (heading: string, results: readonly ReadResult[]) =>
    `<div class="box warning">${heading}<ul class="people">${results
      .map(({ operation }) => `<li>${escapeHtml(operation.summary)}</li>`)
      .join('')}</ul></div>`;
  const boxes = [
    ...skips.map(({ because, results }) => box(`Skipped because of: <b>${escapeHtml(because)}</b>`, results)),
    ...(notStarted.length === 0 ? [] : [box('Not started, because the run was interrupted', notStarted)]),
    ...leftOut.map(({ why, results }) => box(leftOutWords[why], results)),
  ];
  return section('Not done', boxes);
}

function notInLine({ not_in_line: left }: ApplyReport): string[] {
  if (left === null) return [];
  const people = left.people
    .map((address) => `<code>${escapeHtml(address.replace(/^member\./, ''))}</code>`)
    .join(', ');
  const why = `${escapeHtml(left.reason)} ${escapeHtml(left.advice)}`;
  return section(`Recovered, but not yet brought in line (${left.people.length})`, [
    `<div class="box warning">${people}<br>${why}</div>`,
  ]);
}

function affected({ changes: all, operations }: ApplyReport, endedAt: number): string[] {
  const outcomes = new Map(
    [...groupBy(operations, ({ address }) => address.replace(/^(?:member|group)\./, ''))].map(([name, own]) => [
      name,
      outcomeChip(worstOf(own.map(outcomeOf))),
    ]),
  );
  const lists = makeNamedLists(all);
  return renderAffected({ lists, losses: listLosses(all, endedAt), blocks: makeBlockViews(all), outcomes });
}

function changes({ changes: planned, operations }: ApplyReport): string[] {
  const all = [...planned, ...withoutChange(planned, operations)];
  if (all.length === 0) return ['<section id="changes"><h2>Changes</h2><p>None.</p></section>'];
  const blocks = makeBlockViews(all);
  const byAddress = groupBy(all, ({ address }) => address);
  const operationsOf = groupBy(operations, ({ address }) => address);
  const summaries = new Map(operations.map(({ id, summary: text }) => [id, text]));
  return [
    `<section id="changes"${blocks.length > MANY ? ' class="many"' : ''}>`,
    `<h2>Changes (${blocks.length})</h2>`,
    ...renderFilterForm([
      { name: 'outcome', legend: 'Outcome', values: operations.map(outcomeOf), isAlwaysAsked: true },
      { name: 'kind', legend: 'Of', values: all.map(({ kind }) => kind) },
      { name: 'action', legend: 'What was to happen', values: all.map(({ action }) => action) },
      { name: 'hazard', legend: 'Hazards', values: all.flatMap(({ hazards }) => hazards) },
    ]),
    ...blocks.map((block) => {
      const own = operationsOf.get(block.address) ?? [];
      const outcomes = [...new Set(own.map(outcomeOf))];
      return renderChange({
        block,
        changes: byAddress.get(block.address) ?? [],
        data: { outcome: outcomes },
        chips: own.length === 0 ? [] : [outcomeChip(worstOf(outcomes))],
        operations: own.map((one) => renderEndedOperation(one, summaries)),
      });
    }),
    '</section>',
  ];
}

/** Recovered people are brought in line by operations that no plan could know: they stand under changes of their own. */
function withoutChange(planned: readonly Change[], operations: readonly ReportedOperation[]): Change[] {
  const known = new Set(planned.map(({ address }) => address));
  const strangers = [...new Set(operations.map(({ address }) => address))].filter((address) => !known.has(address));
  return strangers.map((address) => ({
    ...{ address, kind: address.startsWith('group.') ? 'group' : 'member', action: 'update' },
    ...{ before: null, after: null, patch: [], hazards: [], source: null, offboarding: null },
    reason: 'seen to be needed during the run',
  }));
}

function drawn(operation: ReportedOperation): DrawnOperation {
  const { id, kind, summary: text, after } = operation;
  const edges = after.map(({ soft, ...edge }) => ({ ...edge, isSoft: soft }));
  return { id, kind, summary: text, after: edges, hasFailed: outcomeOf(operation) === 'failed' };
}

function calls({ calls: all, waits, earlier_jobs: jobs }: ApplyReport): string[] {
  const waited = waits.reduce((sum, { ms }) => sum + ms, 0);
  const refused = all.filter(({ status }) => status === null || status >= 400).length;
  const lines = [
    ...(all.length === 0 ? [] : [countOf(all.length, 'request')]),
    ...(refused === 0 ? [] : [`${refused} without success`]),
    ...(waited === 0 ? [] : [`${formatDuration(waited)} of waiting, as Dropbox asked or after faults`]),
    ...(jobs.length === 0 ? [] : [`${countOf(jobs.length, 'job')} of earlier runs waited for first`]),
  ];
  return section('Requests to Dropbox', lines.length === 0 ? [] : countList(lines));
}
