import { editTeamFile, type TeamFileEdit } from '../config/edit.js';
import type { SourceTree } from '../config/source-tree.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { type ImportableKey, mapColumns } from './csv-columns.js';
import { CsvMerge, type ImportedRow } from './csv-merge.js';
import { readCsvRows } from './csv-rows.js';
import { type Rejected, reject } from './outcome.js';
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
  const merge = new CsvMerge(validated.desired, validated.sources);
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
