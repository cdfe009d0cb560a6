import { createHash } from 'node:crypto';
import type { Operation } from '../../model/operation.js';
import type { Change, Finding, Plan } from '../../model/plan.js';
import { renderWithdrawal } from '../block-text.js';
import { formatMinute } from '../markdown/format-day.js';
import { type Loss, listLosses } from '../markdown/losses.js';
import { renderVerdict } from '../markdown/verdict.js';
import { type NamedEntry, type NamedLists, namedListLabels } from '../named-lists.js';
import { type BlockView, makePlanView, type PlanView } from '../plan-view.js';
import { countOf } from '../prose.js';
import { renderChange } from './change-html.js';
import { escapeHtml } from './escape-html.js';
import { renderOrderGraph } from './order-graph.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

export interface PlanHtmlOptions {
  /** When the team was read, in milliseconds since the epoch: undo is told by date. */
  readonly now: number;
  readonly rollcallVersion: string;
}

/**
 * Writes a plan as one page that needs nothing but itself: the verdict, whoever loses access or gains power and why,
 * every change with search and filters, and the order of operations drawn. Its own policy forbids whatever is not in
 * it: no address is called and no other script runs. Equal plans and options give equal bytes.
 */
export function renderPlanHtml(plan: Plan, options: PlanHtmlOptions): string {
  const view = makePlanView(plan);
  const losses = listLosses(plan.changes, options.now);
  return `${[
    ...head(),
    '<body>',
    '<a class="skip" href="#changes">Skip to the changes</a>',
    '<header>',
    `<h1>${escapeHtml(renderVerdict(plan, view, losses))}</h1>`,
    ...summary(plan, view),
    '</header>',
    '<main>',
    ...findings('Errors', 'error', view.errors),
    ...affected(view, losses),
    ...baseSection(view),
    ...changes(plan, view),
    ...order(plan.operations),
    ...findings('Warnings', 'warning', view.warnings),
    ...findings('Notes', 'note', view.notes),
    '</main>',
    `<footer><p>Digest <code>${escapeHtml(plan.digest)}</code> · Dropbox read ${formatMinute(options.now)} · Rollcall ${escapeHtml(options.rollcallVersion)}</p></footer>`,
    `<script>${pageScript}</script>`,
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

function head(): string[] {
  const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; style-src ${digest(pageStyle)}; script-src ${digest(pageScript)}; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Rollcall plan</title>',
    `<style>${pageStyle}</style>`,
    '</head>',
  ];
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
  return [`<p>${sentence}</p>`, '<ul class="counts">', ...all.map((text) => `<li>${text}</li>`), '</ul>'];
}

function findings(title: string, severity: Finding['severity'], found: readonly Finding[]): string[] {
  if (found.length === 0) return [];
  const boxes = found.map(({ guard, message, source }) => {
    const place = source === null ? '' : ` <code>${escapeHtml(`${source.file}:${source.line}`)}</code>`;
    return `<div class="box ${severity}"><b>${escapeHtml(guard)}</b>${place}<br>${escapeHtml(message)}</div>`;
  });
  return ['<section>', `<h2>${title} (${found.length})</h2>`, ...boxes, '</section>'];
}

function affected({ lists, blocks }: PlanView, losses: readonly Loss[]): string[] {
  const names = (Object.keys(namedListLabels) as (keyof NamedLists)[]).filter((name) => lists[name].length > 0);
  if (names.length === 0) return [];
  const undo = new Map(losses.map((loss) => [loss.name, loss.undo.replaceAll('**', '')]));
  const why = new Map(blocks.map((block) => [block.name, describeWhy(block)]));
  const tables = names.flatMap((name) => {
    const isLeaving = name === 'losesAccess';
    const columns = ['Who', name === 'changesAddress' ? 'New address' : 'What', ...(isLeaving ? ['Undo'] : []), 'Why'];
    const rows = lists[name].map((entry) => {
      const cells = [
        `<code>${escapeHtml(entry.name)}</code>`,
        entry.notes.map(escapeHtml).join(', '),
        ...(isLeaving ? [undo.get(entry.name) ?? ''] : []),
        whyOf(name, entry, why),
      ];
      return `<tr>${cells.map((cell, index) => `<td data-label="${columns[index]}">${cell}</td>`).join('')}</tr>`;
    });
    return [
      `<h3>${namedListLabels[name]} (${rows.length})</h3>`,
      '<table class="stack">',
      `<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>`,
      '<tbody>',
      ...rows,
      '</tbody></table>',
    ];
  });
  return ['<section>', '<h2>Who is affected, and why</h2>', ...tables, '</section>'];
}

/** Of somebody in a group's change, the group's line tells why; of a new address, the line of that. */
function whyOf(list: keyof NamedLists, { name, notes }: NamedEntry, why: ReadonlyMap<string, string>): string {
  const isByName = list === 'losesAccess' || list === 'groupsDeleted';
  const found = isByName ? [] : notes.map((note) => note.replace(/^(?:no longer )?owner of | as owner$/g, ''));
  const reasons = found.flatMap((other) => why.get(other) ?? []);
  return [...new Set(reasons.length > 0 ? reasons : [why.get(name) ?? ''])].join('; ');
}

function describeWhy({ source, reasons }: BlockView): string {
  const place = source === null ? [] : [`<code>${escapeHtml(`${source.file}:${source.line}`)}</code>`];
  return [...place, ...reasons.map(escapeHtml)].join(' ');
}

function baseSection({ base }: PlanView): string[] {
  if (base === null) return [];
  const section = (title: string, blocks: readonly BlockView[]) =>
    blocks.length === 0
      ? []
      : [
          `<h2>${title} (${blocks.length})</h2>`,
          '<ul class="people">',
          ...blocks.map((block) => `<li>${block.marker} <code>${escapeHtml(renderWithdrawal(block))}</code></li>`),
          '</ul>',
        ];
  return [
    '<section>',
    ...section('Not from this change, and applied with it: due before it too', base.drifted),
    ...section('No longer asked for: nothing is done', base.withdrawn),
    '</section>',
  ];
}

function changes(plan: Plan, { blocks }: PlanView): string[] {
  if (blocks.length === 0) return ['<section id="changes"><h2>Changes</h2><p>None.</p></section>'];
  const byAddress = groupBy(plan.changes, (change) => `${change.kind} ${change.address}`);
  const operations = groupBy(plan.operations, ({ address }) => address);
  const summaries = new Map(plan.operations.map(({ id, summary: text }) => [id, text]));
  return [
    `<section id="changes"${blocks.length > MANY ? ' class="many"' : ''}>`,
    `<h2>Changes (${blocks.length})</h2>`,
    ...filterForm(plan.changes),
    ...blocks.map((block) =>
      renderChange({
        block,
        changes: byAddress.get(`${block.kind} ${block.address}`) ?? [],
        operations: operations.get(block.address) ?? [],
        summaries,
      }),
    ),
    '</section>',
  ];
}

/** More changes than this are laid out only where they are looked at. */
const MANY = 500;

/** Hidden until the script that it needs has started. */
function filterForm(all: readonly Change[]): string[] {
  const filter = (name: string, legend: string, values: readonly string[]) => {
    const found = [...new Set(values)].sort();
    if (found.length < 2 && name !== 'hazard') return [];
    if (found.length === 0) return [];
    const boxes = found.map(
      (value) => `<label><input type="checkbox" name="${name}" value="${value}"> ${value.replaceAll('_', ' ')}</label>`,
    );
    return [`<fieldset><legend>${legend}</legend>`, ...boxes, '</fieldset>'];
  };
  return [
    '<form hidden role="search" aria-label="Changes">',
    '<label for="search">Search for a name, an address, a group or a value</label>',
    '<input type="search" id="search" name="search" autocomplete="off">',
    ...filter(
      'kind',
      'Of',
      all.map(({ kind }) => kind),
    ),
    ...filter(
      'action',
      'What happens',
      all.map(({ action }) => action),
    ),
    ...filter(
      'hazard',
      'Hazards',
      all.flatMap(({ hazards }) => hazards),
    ),
    ...filter(
      'cause',
      'Caused by',
      all.flatMap(({ cause }) => (cause === undefined ? [] : cause.tag === 'both' ? ['change', 'drift'] : [cause.tag])),
    ),
    '<button type="button" id="unfold">Unfold all shown</button><button type="button" id="fold">Fold all</button><button type="reset">Show everything</button>',
    '<p id="shown" role="status" aria-live="polite"></p>',
    '</form>',
  ];
}

function order(operations: readonly Operation[]): string[] {
  const graph = renderOrderGraph(operations);
  return graph === '' ? [] : ['<section>', '<h2>Order</h2>', graph, '</section>'];
}

function groupBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): ReadonlyMap<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return groups;
}
