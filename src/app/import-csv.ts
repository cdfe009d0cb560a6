import { editTeamFile, type MemberKey, type TeamFileEdit } from '../config/edit.js';
import { nearest } from '../config/nearest.js';
import { readSource } from '../config/read-source.js';
import { entryOf, type SourceNode } from '../config/source.js';
import type { SourceTree } from '../config/source-tree.js';
import type { MemberEntry } from '../config/team-document.js';
import type { AttributeValue } from '../model/attribute.js';
import { type Attribute, isSameValue } from '../model/attribute.js';
import type { DesiredMember, DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { memberAttributes } from '../model/member.js';
import type { Json } from '../model/plan.js';
import { type ImportableKey, mapColumns } from './csv-columns.js';
import { type CsvRow, readCsvRows } from './csv-rows.js';
import { readCell } from './csv-values.js';
import { type Rejected, reject, type Sources } from './outcome.js';
import { validateTeam } from './validate-team.js';

export interface ImportCsvOptions {
  /** The team file. */
  readonly path: string;
  readonly tree: SourceTree;
  /** The CSV file's name, for messages, and its text. */
  readonly csv: { readonly file: string; readonly text: string };
  /** What columns hold, by name or number. */
  readonly map: ReadonlyMap<string, ImportableKey>;
  /** What every row gets on top, whatever its own columns say; as text. */
  readonly set: ReadonlyMap<ImportableKey, string>;
  /** Whether rows that can be used are taken although others cannot. */
  readonly skipsRefused: boolean;
}

/** What became of one row. */
export interface ImportedRow {
  /** In the CSV file, from 1. */
  readonly line: number;
  readonly email: string;
  readonly result: 'added' | 'updated' | 'unchanged' | 'refused';
  /** What was set, or why the row is refused. */
  readonly detail: string;
}

/** A merge, of which nothing is written yet. */
export interface Imported {
  readonly tag: 'imported';
  readonly rows: readonly ImportedRow[];
  /** Names of columns that nobody knows. */
  readonly ignoredColumns: readonly string[];
  /** Only files that change; none where a row is refused, unless refused rows are skipped. */
  readonly files: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

/**
 * Merges the rows of a CSV file into a team file, its comments and order kept: by external id, then by address. People who
 * are not in the file are added at its end. An empty cell says nothing. The merged file is read again, and what is wrong
 * with it refuses the whole import: a file is never left half merged, or unusable.
 */
export function importCsv(options: ImportCsvOptions): Imported | Rejected {
  const validated = validateTeam(options.path, options.tree);
  if (validated.tag === 'rejected') return validated;
  const read = readCsvRows(options.csv.text, options.csv.file);
  if (!read.ok) return reject(read.diagnostics);
  const [first] = read.value;
  if (first === undefined) return reject([problem(`${options.csv.file} holds no rows.`, 'Name another file.')]);
  const mapping = mapColumns(first, options.map);
  if ('missing' in mapping) {
    const columns = first.cells.map((cell) => JSON.stringify(cell)).join(', ');
    const missing = mapping.missing.map((name) => JSON.stringify(name)).join(', ');
    return reject([problem(`${options.csv.file} has no column ${missing}.`, `Its first row is: ${columns}.`)]);
  }
  if (!mapping.keys.includes('email') && !mapping.keys.includes('external_id')) {
    return reject([
      problem(`No column of ${options.csv.file} is known to hold addresses.`, 'Say which: --map COLUMN=email.'),
    ]);
  }
  const merge = new Merge(validated.desired, validated.sources);
  const rows = (mapping.hasHeader ? read.value.slice(1) : read.value).map((row) =>
    merge.take(row, mapping.keys, options.set),
  );
  const isRefused = rows.some(({ result }) => result === 'refused') && !options.skipsRefused;
  const outcome = { tag: 'imported' as const, rows, ignoredColumns: mapping.ignored };
  return isRefused ? { ...outcome, files: [] } : applyEdits(options, merge.edits, outcome);
}

function applyEdits(
  { path, tree }: ImportCsvOptions,
  edits: ReadonlyMap<string, readonly TeamFileEdit[]>,
  outcome: Omit<Imported, 'files'>,
): Imported | Rejected {
  const files: Imported['files'][number][] = [];
  const problems: Diagnostic[] = [];
  for (const [file, wanted] of edits) {
    const content = tree.readText(file);
    if (!content.ok) return reject([{ ...content.problem, severity: 'error', position: null }]);
    const edited = editTeamFile(file, content.text, wanted);
    if (!edited.ok) problems.push(...edited.diagnostics);
    else if (edited.value !== content.text) files.push({ path: file, before: content.text, after: edited.value });
  }
  if (problems.length > 0) return reject(problems);
  const merged = new Map(files.map((file) => [file.path, file.after]));
  const again = validateTeam(path, {
    readText: (name) => {
      const content = tree.readText(name);
      const text = merged.get(name);
      return content.ok && text !== undefined ? { ...content, text } : content;
    },
    expand: (pattern, from) => tree.expand(pattern, from),
  });
  return again.tag === 'rejected' ? again : { ...outcome, files };
}

function problem(message: string, advice: string): Diagnostic {
  return { code: 'unusable-csv', severity: 'error', message, advice, position: null };
}

/** Turns rows into edits of the files that people are in. */
class Merge {
  readonly edits = new Map<string, TeamFileEdit[]>();
  readonly #byEmail: Map<string, DesiredMember>;
  readonly #byExternalId = new Map<string, DesiredMember>();
  /** Addresses of people whom earlier rows add. */
  readonly #added = new Set<string>();
  /** Groups that people list themselves, with those of earlier rows. */
  readonly #groups = new Map<string, readonly string[]>();

  constructor(
    private readonly desired: DesiredState,
    private readonly sources: Sources,
  ) {
    this.#byEmail = new Map(desired.members.map((member) => [member.email, member]));
    for (const member of desired.members) {
      const id = member.attributes.external_id;
      if (id) this.#byExternalId.set(id, member);
    }
  }

  take(row: CsvRow, keys: readonly (ImportableKey | null)[], set: ReadonlyMap<ImportableKey, string>): ImportedRow {
    const texts = new Map<ImportableKey, string>();
    keys.forEach((key, index) => {
      const text = row.cells[index] ?? '';
      if (key !== null && text !== '') texts.set(key, text);
    });
    for (const [key, text] of set) texts.set(key, text);
    const tell = (result: ImportedRow['result'], detail: string, email = texts.get('email') ?? ''): ImportedRow => {
      return { line: row.line, email, result, detail };
    };
    const values = new Map<ImportableKey, Json>();
    for (const [key, text] of texts) {
      const cell = readCell(key, text);
      if (!cell.ok) return tell('refused', cell.problem);
      values.set(key, cell.value);
    }
    const email = typeof values.get('email') === 'string' ? foldEmail(String(values.get('email'))) : null;
    const holder = this.#byExternalId.get(String(values.get('external_id') ?? ''));
    if (holder !== undefined && email !== null && holder.email !== email) {
      return tell(
        'refused',
        `external_id ${texts.get('external_id')} is ${holder.email} in ${this.desired.file}. Change email: there if it is one person.`,
      );
    }
    const member = holder ?? (email === null ? undefined : this.#byEmail.get(email));
    const groups = this.#knownGroups(values);
    if (!groups.ok) return tell('refused', groups.problem);
    if (groups.value !== null) values.set('groups', groups.value);
    values.delete('email');
    if (member !== undefined)
      return this.#update(member, values, (result, detail) => tell(result, detail, member.email));
    if (email === null)
      return tell('refused', 'nobody in the file has this external id, and the row has no address to add.');
    return this.#add(email, values, tell);
  }

  #update(
    member: DesiredMember,
    values: ReadonlyMap<ImportableKey, Json>,
    tell: (result: ImportedRow['result'], detail: string) => ImportedRow,
  ): ImportedRow {
    const wanted = new Map(values);
    const joins = ((wanted.get('groups') ?? []) as readonly string[]).filter((name) => !this.#isIn(member.email, name));
    wanted.delete('groups');
    const changes = [...wanted].filter(([key, value]) => !isSo(member, key, value));
    for (const [key, value] of changes)
      this.#edit(member.source.file, { tag: 'set', email: member.email, key: key as MemberKey, value });
    if (wanted.get('status') === 'removed')
      this.#edit(member.source.file, { tag: 'unset', email: member.email, key: 'groups' });
    else if (joins.length > 0) this.#join(member, joins);
    const words = [...changes.map(describeChange), ...joins.map((name) => `+ ${name}`)];
    return words.length === 0 ? tell('unchanged', '') : tell('updated', words.join(', '));
  }

  #add(
    email: string,
    values: ReadonlyMap<ImportableKey, Json>,
    tell: (result: ImportedRow['result'], detail: string) => ImportedRow,
  ): ImportedRow {
    const { file } = this.desired;
    const words = [...values].map(describeChange).join(', ');
    if (!this.#added.has(email)) {
      this.#added.add(email);
      this.#groups.set(email, (values.get('groups') ?? []) as readonly string[]);
      this.#edit(file, { tag: 'add', member: { email, ...Object.fromEntries(values) } as MemberEntry });
      return tell('added', words);
    }
    for (const [key, value] of values) {
      const own = this.#groups.get(email) ?? [];
      const all = key === 'groups' ? [...new Set([...own, ...(value as readonly string[])])] : value;
      if (key === 'groups') this.#groups.set(email, all as readonly string[]);
      this.#edit(file, { tag: 'set', email, key: key as MemberKey, value: all });
    }
    return tell('updated', words);
  }

  #join({ email, source }: DesiredMember, names: readonly string[]): void {
    const all = [...(this.#groups.get(email) ?? this.#listedGroups(source)), ...names];
    this.#groups.set(email, all);
    this.#edit(source.file, { tag: 'set', email, key: 'groups', value: all });
  }

  #edit(file: string, edit: TeamFileEdit): void {
    const edits = this.edits.get(file);
    if (edits === undefined) this.edits.set(file, [edit]);
    else edits.push(edit);
  }

  #isIn(email: string, name: string): boolean {
    const key = groupKey(name);
    if (this.#groups.get(email)?.some((one) => groupKey(one) === key) === true) return true;
    const group = this.desired.groups.find(({ attributes }) => groupKey(attributes.name) === key);
    return group?.members.some((membership) => membership.email === email) === true;
  }

  /** The groups of a row by their declared names; null where it names none. */
  #knownGroups(
    values: ReadonlyMap<ImportableKey, Json>,
  ):
    | { readonly ok: true; readonly value: readonly string[] | null }
    | { readonly ok: false; readonly problem: string } {
    const named = values.get('groups');
    if (!Array.isArray(named)) return { ok: true, value: null };
    const declared = new Map(this.desired.groups.map(({ attributes }) => [groupKey(attributes.name), attributes.name]));
    const known: string[] = [];
    for (const name of named as readonly string[]) {
      const own = declared.get(groupKey(name));
      if (own === undefined) {
        const meant = nearest(name, declared.values());
        const advice = meant === null ? 'Add it under groups: first.' : `Did you mean ${meant}?`;
        return { ok: false, problem: `the group ${JSON.stringify(name)} is not declared. ${advice}` };
      }
      if (!known.includes(own)) known.push(own);
    }
    return { ok: true, value: known };
  }

  /** What a member lists itself, or inherits from the defaults, which a list of its own would put out of force. */
  #listedGroups({ file, line, column }: DesiredMember['source']): readonly string[] {
    const parsed = readSource(file, this.sources.get(file) ?? '');
    const members = parsed.ok ? childOf(parsed.value.root, 'members') : undefined;
    const node = (members?.kind === 'sequence' ? members.elements : []).find((element) => {
      const place = parsed.ok ? parsed.value.source.positionAt(element.start) : null;
      return place?.line === line && place.column === column;
    });
    const own = childOf(node, 'groups');
    if (own !== undefined) return textsOf(own);
    const main = readSource(this.desired.file, this.sources.get(this.desired.file) ?? '');
    return main.ok ? textsOf(childOf(childOf(childOf(main.value.root, 'defaults'), 'member'), 'groups')) : [];
  }
}

function childOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
}

function textsOf(node: SourceNode | undefined): readonly string[] {
  const elements = node?.kind === 'sequence' ? node.elements : [];
  return elements.flatMap((element) => (element.kind === 'scalar' ? [String(element.value)] : []));
}

/** Whether the file asks for this value already. */
function isSo(member: DesiredMember, key: ImportableKey, value: Json): boolean {
  switch (key) {
    case 'status':
      return member.status === value;
    case 'until':
      return member.until === value;
    case 'send_welcome_email':
      return member.sendWelcomeEmail === value;
    case 'groups':
      return false;
    default: {
      const asked = member.attributes[key];
      const attribute = memberAttributes[key] as Attribute<AttributeValue>;
      return asked !== undefined && isSameValue(attribute, asked, value as AttributeValue);
    }
  }
}

function describeChange([key, value]: readonly [string, Json]): string {
  return `${key}: ${Array.isArray(value) ? value.join('; ') : String(value)}`;
}
