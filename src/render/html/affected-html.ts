import type { Loss } from '../markdown/losses.js';
import { type NamedEntry, type NamedLists, namedListLabels } from '../named-lists.js';
import type { BlockView } from '../plan-view.js';
import { escapeHtml } from './escape-html.js';
import { section, stackedTable } from './page.js';

export interface AffectedParts {
  readonly lists: NamedLists;
  readonly losses: readonly Loss[];
  readonly blocks: readonly BlockView[];
  /** What became of it, by name, as HTML; only where something was done already. */
  readonly outcomes?: ReadonlyMap<string, string>;
}

/** Whoever loses access or gains power, what that means, and which line of the file asks for it. */
export function renderAffected({ lists, losses, blocks, outcomes }: AffectedParts): string[] {
  const names = (Object.keys(namedListLabels) as (keyof NamedLists)[]).filter((name) => lists[name].length > 0);
  const undo = new Map(losses.map((loss) => [loss.name, loss.undo.replaceAll('**', '')]));
  const why = new Map(blocks.map((block) => [block.name, renderPlaceAndReasons(block)]));
  const tables = names.flatMap((name) => {
    const isLeaving = name === 'losesAccess';
    const columns = [
      'Who',
      name === 'changesAddress' ? 'New address' : 'What',
      ...(isLeaving ? ['Undo'] : []),
      'Why',
      ...(outcomes === undefined ? [] : ['Outcome']),
    ];
    const rows = lists[name].map((entry) => [
      `<code>${escapeHtml(entry.name)}</code>`,
      entry.notes.map(escapeHtml).join(', '),
      ...(isLeaving ? [undo.get(entry.name) ?? ''] : []),
      whyOf(name, entry, why),
      ...(outcomes === undefined ? [] : [outcomes.get(entry.name) ?? '']),
    ]);
    return [`<h3>${namedListLabels[name]} (${rows.length})</h3>`, ...stackedTable(columns, rows)];
  });
  return section('Who is affected, and why', tables);
}

/** Of somebody in a group's change, the group's line tells why; of a new address, the line of that. */
function whyOf(list: keyof NamedLists, { name, notes }: NamedEntry, why: ReadonlyMap<string, string>): string {
  const isByName = list === 'losesAccess' || list === 'groupsDeleted';
  const found = isByName ? [] : notes.map((note) => note.replace(/^(?:no longer )?owner of | as owner$/g, ''));
  const reasons = found.flatMap((other) => why.get(other) ?? []);
  return [...new Set(reasons.length > 0 ? reasons : [why.get(name) ?? ''])].join('; ');
}

function renderPlaceAndReasons({ source, reasons }: BlockView): string {
  const place = source === null ? [] : [`<code>${escapeHtml(`${source.file}:${source.line}`)}</code>`];
  return [...place, ...reasons.map(escapeHtml)].join(' ');
}
