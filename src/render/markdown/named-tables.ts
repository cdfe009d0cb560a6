import type { Plan } from '../../model/plan.js';
import { type NamedEntry, type NamedLists, nameOf } from '../named-lists.js';
import { codeSpan, MOST_IN_NAME, nameSpan } from './code-span.js';
import { describeWhy, type Loss, renderMeaning } from './losses.js';

/** A list of those whom no plan may hide: shown as a table, or, where that is too long, by their names alone. */
export interface NamedTable {
  readonly label: string;
  readonly columns: readonly string[];
  /** Cells are Markdown. */
  readonly rows: readonly (readonly string[])[];
  /** Who is in it, not escaped. */
  readonly names: readonly string[];
}

/** The lists that are never folded, the worst first; those that are empty are left out. */
export function makeNamedTables(plan: Plan, lists: NamedLists, losses: readonly Loss[]): NamedTable[] {
  const why = new WhyOf(plan);
  const tables: NamedTable[] = [
    {
      label: 'Loses access',
      columns: ['What it means', 'Why'],
      rows: losses.map((loss) => [nameSpan(loss.name), renderMeaning(loss), loss.why]),
      names: losses.map(({ name }) => name),
    },
    tableOf('Group deleted', ['Who is in it', 'Why'], lists.groupsDeleted, ({ name, notes }) => [
      notes.join(', '),
      why.ofGroup(name),
    ]),
    tableOf('Leaves groups', ['Which', 'Why'], lists.leavesGroups, ({ notes }) => [
      spans(notes),
      why.ofGroups(notes.map((note) => note.replace(/ as owner$/, ''))),
    ]),
    tableOf('Becomes more powerful', ['Gets', 'Why'], lists.gainsPower, ({ name, notes }) => [
      spans(notes),
      why.ofPower(name, notes),
    ]),
    tableOf('Loses power', ['Loses', 'Why'], lists.losesPower, ({ name, notes }) => [
      spans(notes),
      why.ofPower(name, notes),
    ]),
    tableOf('Changes address', ['New address'], lists.changesAddress, ({ notes }) => [spans(notes)]),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** The whole table. */
export function renderTable({ label, columns, rows }: NamedTable): string {
  const lines = [[label, ...columns], ['---', ...columns.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Names and their number alone, at most so many of them; what is not shown is told. */
export function renderNames({ label, names }: NamedTable, most: number): string {
  if (most === 0) return `**${label}: ${names.length}, not shown.**`;
  const shown = names.slice(0, most).map(nameSpan);
  const hidden = names.length - shown.length;
  const end = hidden === 0 ? '' : ` **and ${hidden} more, not shown.**`;
  return `**${label}: ${names.length}.** ${shown.join(', ')}${end}`;
}

/**
 * Writes as many names as fit, equally many of each list, below a warning that says so.
 * @param write fits the warning and the lists into a text with all else; null where they do not fit.
 */
export function writeByName(
  tables: readonly NamedTable[],
  warning: string,
  write: (lists: readonly string[]) => string | null,
): string {
  const attempt = (most: number) => write([warning, ...tables.map((table) => renderNames(table, most))]);
  let [fits, most] = [0, Math.max(0, ...tables.map(({ names }) => names.length))];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (attempt(middle) === null) most = middle - 1;
    else fits = middle;
  }
  // Without any name a few hundred bytes are left, and the other sections have forms as short.
  return attempt(fits) ?? `${warning}\n`;
}

function tableOf(
  label: string,
  columns: readonly string[],
  entries: readonly NamedEntry[],
  cells: (entry: NamedEntry) => readonly string[],
): NamedTable {
  return {
    label,
    columns,
    rows: entries.map((entry) => [nameSpan(entry.name), ...cells(entry)]),
    names: entries.map(({ name }) => name),
  };
}

function spans(notes: readonly string[]): string {
  // A name, and a few words of ours before or after it.
  return notes.map((note) => codeSpan(note, MOST_IN_NAME + 30)).join(', ');
}

/** Finds where a list's entries come from; lists know people, changes know lines. */
class WhyOf {
  private readonly groups = new Map<string, string>();
  private readonly powers = new Map<string, string>();

  constructor({ changes }: Plan) {
    for (const change of changes) {
      if (change.kind === 'group') this.groups.set(nameOf(change), describeWhy(change));
      else if (change.hazards.some((hazard) => hazard === 'grants_admin' || hazard === 'revokes_admin')) {
        this.powers.set(nameOf(change), describeWhy(change));
      }
    }
  }

  ofGroup(name: string): string {
    return this.groups.get(name) ?? 'not told';
  }

  ofGroups(names: readonly string[]): string {
    return [...new Set(names.map((name) => this.ofGroup(name)))].join(', ');
  }

  ofPower(name: string, notes: readonly string[]): string {
    const reasons = notes.map((note) => {
      const group = /(?:^|no longer )owner of (.*)$/s.exec(note)?.[1];
      return (group === undefined ? this.powers.get(name) : this.groups.get(group)) ?? 'not told';
    });
    return [...new Set(reasons)].join(', ');
  }
}
