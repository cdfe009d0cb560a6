import { assertNever } from '../../model/assert-never.js';
import type { Hazard } from '../../model/hazard.js';
import type { Operation } from '../../model/operation.js';
import type { Change, Json } from '../../model/plan.js';
import type { AttributeRow, Marker } from '../attribute-rows.js';
import type { BlockView } from '../plan-view.js';
import { countOf, joinWords } from '../prose.js';
import { escapeHtml } from './escape-html.js';

/** More changes than this are laid out only where they are looked at. */
export const MANY = 500;

/** What one member or group's part of the page is made from. */
export interface ChangeParts {
  readonly block: BlockView;
  readonly changes: readonly Change[];
  /** What it can be filtered by besides its kind, action and hazards. */
  readonly data: Readonly<Record<string, readonly string[]>>;
  /** Shown beside the name; HTML. */
  readonly chips: readonly string[];
  /** What is done for it, step by step; HTML. */
  readonly operations: readonly string[];
}

const signClass = { '+': 'plus', '~': 'tilde', '-': 'minus' } as const satisfies Record<Marker, string>;

const isLoss = {
  grants_admin: false,
  revokes_admin: true,
  suspends_member: true,
  removes_member: true,
  wipes_devices: true,
  permanently_deletes_files: true,
  converts_account: true,
  changes_email: false,
  deletes_group: true,
  shrinks_quota: false,
  uses_licence: false,
} as const satisfies Record<Hazard, boolean>;

/** Writes what happens to one member or group: a line that unfolds to its values, its reasons and what it waits for. */
export function renderChange({ block, changes, data, chips, operations }: ChangeParts): string {
  const hazards = [...new Set(changes.flatMap((change) => change.hazards))];
  const actions = [...new Set(changes.map(({ action }) => action))];
  const dangers = hazards.map((hazard) => `<span class="chip${isLoss[hazard] ? ' loss' : ''}">${words(hazard)}</span>`);
  const verbs = escapeHtml(joinWords(block.verbs.map((verb) => verb.words)));
  const answers = Object.entries({ kind: [block.kind], action: actions, hazard: hazards, ...data });
  return [
    `<details class="change" ${answers.map(([name, values]) => `data-${name}="${values.join(' ')}"`).join(' ')}>`,
    `<summary><span class="sign ${signClass[block.marker]}">${block.marker}</span> ${block.kind} ` +
      `<code>${escapeHtml(block.name)}</code> ${verbs} ${[...dangers, ...chips].join(' ')}</summary>`,
    '<div>',
    ...renderWhy(block),
    ...list(block.rows.map(renderRow)),
    ...list(block.leaving.map(escapeHtml)),
    ...(operations.length === 0 ? [] : ['<p>Operations:</p>', ...list(operations)]),
    '</div></details>',
  ].join('\n');
}

/** One operation of a plan, with what it waits for. */
export function renderWaitingOperation(
  { summary, after }: Pick<Operation, 'summary' | 'after'>,
  summaries: ReadonlyMap<string, string>,
): string {
  const [first] = after;
  if (first === undefined) return escapeHtml(summary);
  const more = after.length > 1 ? ` and ${countOf(after.length - 1, 'other operation')}` : '';
  const earlier = escapeHtml(summaries.get(first.id) ?? first.id);
  const reason = first.reason.replaceAll('-', ' ');
  return `${escapeHtml(summary)} <span class="soft">after: ${earlier}${more} (${reason})</span>`;
}

function renderWhy({ source, reasons }: BlockView): string[] {
  const place = source === null ? [] : [`<code>${escapeHtml(`${source.file}:${source.line}`)}</code>`];
  const why = [...place, ...reasons.map(escapeHtml)];
  return why.length === 0 ? [] : [`<p>Why: ${why.join('; ')}</p>`];
}

function renderRow(row: AttributeRow): string {
  const name = `<b>${escapeHtml(words(row.name))}</b>`;
  switch (row.kind) {
    case 'value': {
      const unit = (value: Json) =>
        `${renderValue(value)}${typeof value === 'number' && row.unit ? ` ${row.unit}` : ''}`;
      if (row.marker === '+') return `${name}: ${unit(row.after)}`;
      return `${name}: ${unit(row.before)} → ${unit(row.after)}`;
    }
    case 'set':
      return `${name}: ${row.entries.map(({ marker, value }) => `${sign(marker)} <code>${escapeHtml(value)}</code>`).join(', ')}`;
    case 'memberships':
      return `${name}: ${row.entries
        .map(({ marker, email, before, after }) => {
          const access = [before, after].filter((one) => one !== null).join(' → ');
          return `${sign(marker)} <code>${escapeHtml(email)}</code> ${escapeHtml(access)}`;
        })
        .join(', ')}`;
    default:
      return assertNever(row);
  }
}

function list(entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ['<ul class="people">', ...entries.map((entry) => `<li>${entry}</li>`), '</ul>'];
}

function renderValue(value: Json): string {
  if (value === null) return 'none';
  return `<code>${escapeHtml(typeof value === 'string' ? value : JSON.stringify(value))}</code>`;
}

function sign(marker: Marker): string {
  return `<span class="${signClass[marker]}">${marker}</span>`;
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}
