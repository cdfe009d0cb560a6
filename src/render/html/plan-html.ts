import type { Finding, Plan } from '../../model/plan.js';
import { renderWithdrawal } from '../block-text.js';
import { type CheckVerdict, countChecks, makeCheckRows } from '../check-rows.js';
import { groupBy } from '../group-by.js';
import { formatMinute } from '../markdown/format-day.js';
import { listLosses } from '../markdown/losses.js';
import { renderVerdict } from '../markdown/verdict.js';
import { type BlockView, makePlanView, type PlanView } from '../plan-view.js';
import { countOf } from '../prose.js';
import { renderAffected } from './affected-html.js';
import { MANY, renderChange, renderWaitingOperation } from './change-html.js';
import { escapeHtml } from './escape-html.js';
import { renderFilterForm } from './filter-form.js';
import { renderOrderGraph } from './order-graph.js';
import { countList, renderPage, section, stackedTable } from './page.js';

export interface PlanHtmlOptions {
  /** When the team was read, in milliseconds since the epoch: undo is told by date. */
  readonly now: number;
  readonly rollcallVersion: string;
}

/**
 * Writes a plan as one page that needs nothing but itself: the verdict, whoever loses access or gains power and why,
 * every change with search and filters, and the order of operations drawn. Equal plans and options give equal bytes.
 */
export function renderPlanHtml(plan: Plan, { now, rollcallVersion }: PlanHtmlOptions): string {
  const view = makePlanView(plan);
  const losses = listLosses(plan.changes, now);
  return renderPage({
    title: 'Rollcall plan',
    header: [`<h1>${escapeHtml(renderVerdict(plan, view, losses))}</h1>`, ...summary(plan, view)],
    main: [
      ...findings('Errors', 'error', view.errors),
      ...renderAffected({ ...view, losses }),
      ...baseSection(view),
      ...changes(plan, view),
      ...checks(plan, view),
      ...section('Order', renderOrderGraph(plan.operations)),
      ...findings('Warnings', 'warning', view.warnings),
      ...findings('Notes', 'note', view.notes),
    ],
    footer: `Digest <code>${escapeHtml(plan.digest)}</code> · Dropbox read ${formatMinute(now)} · Rollcall ${escapeHtml(rollcallVersion)}`,
  });
}

function summary({ team, file, operations, licences }: Plan, { blocks, counts, errors, base }: PlanView): string[] {
  const names = `the Dropbox team <code>${escapeHtml(team.name)}</code>`;
  const from = `<code>${escapeHtml(file)}</code>`;
  const used = licences.before === licences.after ? `${licences.after}` : `${licences.before} → ${licences.after}`;
  const short = licences.available > 0 && licences.after > licences.available;
  const licence = licences.available === 0 ? used : `${used} of ${licences.available}${short ? ' (not enough)' : ''}`;
  const all = [
    ...counts.members.map(({ count, what }) => `${countOf(count, 'member')} ${what}`),
    ...counts.groups.map(({ count, what }) => `${countOf(count, 'group')} ${what}`),
    ...counts.memberships.map(({ count, what }) => `${countOf(count, 'membership')} ${what}`),
    ...(base === null
      ? []
      : [`${base.caused.length} by this change of the file`, `${base.drifted.length} already different`]),
    `Licences: ${licence}`,
  ];
  const nothing = errors.length > 0 ? `Nothing is planned for ${names} from ${from}.` : `${names} matches ${from}.`;
  const start =
    errors.length > 0
      ? `Without the errors, applying this plan of ${from} would carry out`
      : `Applying this plan of ${from} carries out`;
  const sentence =
    blocks.length === 0
      ? nothing.charAt(0).toUpperCase() + nothing.slice(1)
      : `${start} ${countOf(operations.length, 'operation')} on ${names}.`;
  return [`<p>${sentence}</p>`, ...countList(all)];
}

function findings(title: string, severity: Finding['severity'], found: readonly Finding[]): string[] {
  const boxes = found.map(({ guard, message, source }) => {
    const place = source === null ? '' : ` <code>${escapeHtml(`${source.file}:${source.line}`)}</code>`;
    return `<div class="box ${severity}"><b>${escapeHtml(guard)}</b>${place}<br>${escapeHtml(message)}</div>`;
  });
  return section(`${title} (${found.length})`, boxes);
}

function checks({ measures = [], findings: all }: Plan, { blocks }: PlanView): string[] {
  const rows = makeCheckRows(measures, all);
  if (blocks.length === 0 || rows.length === 0) return [];
  const cells = rows.map(({ verdict, what, result }) => [escapeHtml(what), result, checkChip[verdict]]);
  return section(`Checks (${countChecks(rows)})`, stackedTable(['Check', 'Result', 'Verdict'], cells));
}

const checkChip = {
  failed: '<span class="chip loss">failed</span>',
  overridden: '<span class="chip">overridden</span>',
  passed: '<span class="chip good">passed</span>',
} as const satisfies Record<CheckVerdict, string>;

function baseSection({ base }: PlanView): string[] {
  if (base === null) return [];
  const list = (title: string, blocks: readonly BlockView[]) =>
    blocks.length === 0
      ? []
      : [`<h2>${title} (${blocks.length})</h2>`, '<ul class="people">', ...blocks.map(renderOutside), '</ul>'];
  return [
    '<section>',
    ...list('Not from this change, and applied with it: due before it too', base.drifted),
    ...list('No longer asked for: nothing is done', base.withdrawn),
    '</section>',
  ];
}

function changes({ changes: all, operations }: Plan, { blocks }: PlanView): string[] {
  if (blocks.length === 0) return ['<section id="changes"><h2>Changes</h2><p>None.</p></section>'];
  const byAddress = groupBy(all, ({ kind, address }) => `${kind} ${address}`);
  const operationsOf = groupBy(operations, ({ address }) => address);
  const summaries = new Map(operations.map(({ id, summary: text }) => [id, text]));
  return [
    `<section id="changes"${blocks.length > MANY ? ' class="many"' : ''}>`,
    `<h2>Changes (${blocks.length})</h2>`,
    ...renderFilterForm([
      { name: 'kind', legend: 'Of', values: all.map(({ kind }) => kind) },
      { name: 'action', legend: 'What happens', values: all.map(({ action }) => action) },
      { name: 'hazard', legend: 'Hazards', values: all.flatMap(({ hazards }) => hazards), isAlwaysAsked: true },
      { name: 'cause', legend: 'Caused by', values: all.flatMap(causesOf) },
    ]),
    ...blocks.map((block) => {
      const own = byAddress.get(`${block.kind} ${block.address}`) ?? [];
      const causes = [...new Set(own.flatMap(causesOf))];
      return renderChange({
        block,
        changes: own,
        data: { cause: causes },
        chips: causes.length === 1 && causes[0] === 'drift' ? ['<span class="chip">due before this change</span>'] : [],
        operations: (operationsOf.get(block.address) ?? []).map((one) => renderWaitingOperation(one, summaries)),
      });
    }),
    '</section>',
  ];
}

function renderOutside(block: BlockView): string {
  const { marker, origins } = block;
  const who = origins.length === 0 ? '' : ` <span class="soft">${escapeHtml(origins.join('; '))}</span>`;
  return `<li>${marker} <code>${escapeHtml(renderWithdrawal(block))}</code>${who}</li>`;
}

/** What a filter calls the causes; nothing where the plan was compared with no file before. */
function causesOf({ cause }: Plan['changes'][number]): readonly ('change' | 'drift')[] {
  if (cause === undefined) return [];
  return cause.tag === 'both' ? ['change', 'drift'] : [cause.tag];
}
