import type { SourceTree } from '../config/source-tree.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { type ColumnMapping, type CsvKey, mapColumns } from './csv-columns.js';
import { type ImportedRow, type ReadRow, textIn } from './csv-import-row.js';
import { CsvMerge } from './csv-merge.js';
import { CsvMergeGroups } from './csv-merge-groups.js';
import { type CsvRename, findRenames } from './csv-renames.js';
import { type CsvRow, readCsvRows } from './csv-rows.js';
import { decodeCsv } from './csv-text.js';
import { readRowValues } from './csv-values.js';
import type { EditedFile } from './edited-files.js';
import { type Rejected, reject } from './outcome.js';
import { TeamDraft } from './team-draft.js';
import { TeamEdits } from './team-edits.js';

export interface ImportCsvOptions {
  /** The team file. */
  readonly path: string;
  readonly tree: SourceTree;
  /** The CSV file's name, for messages, and what is in it; null for everybody in the team file, one row each. */
  readonly csv: { readonly file: string; readonly bytes: Uint8Array } | null;
  /** What columns hold, by name or number. */
  readonly map: ReadonlyMap<string, CsvKey>;
  /** What every row gets on top, whatever its own columns say; as text. */
  readonly set: ReadonlyMap<CsvKey, string>;
  /** Whether rows that can be used are taken although others cannot. */
  readonly skipsRefused: boolean;
}

/** A merge, of which nothing is written yet. */
export interface Imported {
  readonly tag: 'imported';
  readonly rows: readonly ImportedRow[];
  /** Names of columns that nobody knows. */
  readonly ignoredColumns: readonly string[];
  /** Only files that change; none where a row is refused, unless refused rows are skipped. */
  readonly files: readonly EditedFile[];
}

/**
 * Merges the rows of a CSV file into a team file, its comments and order kept. Rows about people are found by external id,
 * then by address, and people who are not in the file are added at its end; rows that name no people are about groups. An
 * empty cell says nothing. The merged file is read again, and what is wrong with it refuses the whole import: a file is
 * never left half merged, or unusable.
 */
export function importCsv(options: ImportCsvOptions): Imported | Rejected {
  const draft = TeamDraft.open(options.path, options.tree);
  if (!(draft instanceof TeamDraft)) return draft;
  const table = options.csv === null ? everybody(draft) : readTable(options.csv, options.map);
  if (!table.ok) return reject(table.diagnostics);
  const { mapping, rows, isAboutGroups } = table.value;
  const read = rows.map(({ line, cells }) => ({ line, read: readRowValues(cells, mapping.keys, options.set) }));
  const usable = read.flatMap(({ line, read }) => (read.ok ? [{ line, values: read.values }] : []));
  const merged = isAboutGroups ? mergeGroups(draft, usable) : mergePeople(draft, usable);
  if ('tag' in merged) return merged;
  const unreadable = read.flatMap(({ line, read }) => (read.ok ? [] : [refusedRow(line, read.name, read.problem)]));
  const told = unreadable.length === 0 ? merged : [...unreadable, ...merged].sort((a, b) => a.line - b.line);
  const isRefused = told.some(({ result }) => result === 'refused') && !options.skipsRefused;
  return { tag: 'imported', rows: told, ignoredColumns: mapping.ignored, files: isRefused ? [] : draft.files() };
}

interface Table {
  readonly mapping: ColumnMapping;
  readonly rows: readonly CsvRow[];
  readonly isAboutGroups: boolean;
}

function everybody({ desired }: TeamDraft): Parsed<Table> {
  const rows = desired.members.map(({ email, source }) => ({ line: source.line, cells: [email] }));
  const mapping: ColumnMapping = { keys: ['email'], hasHeader: false, ignored: [] };
  return { ok: true, value: { mapping, rows, isAboutGroups: false }, diagnostics: [] };
}

function readTable({ file, bytes }: NonNullable<ImportCsvOptions['csv']>, map: ImportCsvOptions['map']): Parsed<Table> {
  const text = decodeCsv(bytes, file);
  if (!text.ok) return text;
  const read = readCsvRows(text.value, file);
  if (!read.ok) return read;
  const [first] = read.value;
  if (first === undefined) return refuse(`${file} holds no rows.`, 'Name another file.');
  const mapping = mapColumns(first, map);
  if ('message' in mapping) return refuse(`${file}: ${mapping.message}`, mapping.advice);
  const isAboutGroups = mapping.keys.includes('group_name');
  if (!isAboutGroups && !mapping.keys.includes('email') && !mapping.keys.includes('external_id')) {
    const message = `No column of ${file} is known to hold addresses, external ids or names of groups.`;
    return refuse(message, 'Say which: --map COLUMN=email.');
  }
  const rows = mapping.hasHeader ? read.value.slice(1) : read.value;
  return { ok: true, value: { mapping, rows, isAboutGroups }, diagnostics: [] };
}

function mergeGroups(draft: TeamDraft, rows: readonly ReadRow[]): readonly ImportedRow[] | Rejected {
  const merge = new CsvMergeGroups(draft.desired, draft.written);
  const told = rows.map((row) => merge.take(row));
  return draft.take(merge.finish()) ?? told;
}

/** Addresses change first, so that all else finds people under those that they are to have. */
function mergePeople(draft: TeamDraft, rows: readonly ReadRow[]): readonly ImportedRow[] | Rejected {
  const { renames, refused } = findRenames(draft.desired, rows);
  const failure = renames.length === 0 ? null : rename(draft, renames);
  if (failure !== null) return failure;
  const changed = new Map(renames.map(({ row, member, to }) => [row.line, `email: ${member.email} -> ${to}`]));
  const merge = new CsvMerge(draft.desired, draft.written);
  const told = rows.map((row): ImportedRow => {
    const why = refused.get(row.line);
    if (why !== undefined) return refusedRow(row.line, textIn(row, 'email') ?? '', why);
    const imported = merge.take(row);
    const address = changed.get(row.line);
    if (address === undefined || imported.result === 'refused') return imported;
    return { ...imported, result: 'updated', detail: [address, imported.detail].filter(Boolean).join(', ') };
  });
  return draft.take(merge.finish()) ?? told;
}

function rename(draft: TeamDraft, renames: readonly CsvRename[]): Rejected | null {
  const edits = new TeamEdits(draft.written, draft.desired.file);
  for (const { member, to } of renames) edits.rename('member', member.email, to);
  const failure = draft.take(edits.finish());
  if (failure !== null) return failure;
  const former = new TeamEdits(draft.written, draft.desired.file);
  for (const { member, to } of renames) {
    // Without an id that stays, the former address is what tells somebody from a stranger.
    if (member.attributes.external_id) continue;
    const kept = member.previousEmails.filter((email) => email !== to);
    former.set(to, 'previous_emails', [...kept, member.email]);
  }
  return draft.take(former.finish());
}

function refusedRow(line: number, name: string, detail: string): ImportedRow {
  return { line, name, result: 'refused', detail };
}

function refuse(message: string, advice: string): { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  return { ok: false, diagnostics: [{ code: 'unusable-csv', severity: 'error', message, advice, position: null }] };
}
