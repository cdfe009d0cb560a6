import { CsvError, parse } from 'csv-parse/sync';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';

/** One row of a CSV file. */
export interface CsvRow {
  /** Counts from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Takes a CSV file apart: with or without a byte order mark, separated by commas, semicolons or tabs, whichever the first
 * line has most of. Blanks around cells, empty rows, and the apostrophe before what a spreadsheet would take for a formula
 * do not count.
 */
export function readCsvRows(text: string, file: string): Parsed<readonly CsvRow[]> {
  try {
    const records = parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    const rows = records.map(({ record, info }) => ({ line: info.lines, cells: record.map(withoutGuard) }));
    return { ok: true, value: rows.filter(({ cells }) => cells.some((cell) => cell !== '')), diagnostics: [] };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    return { ok: false, diagnostics: [notCsv(file, cause)] };
  }
}

function separatorOf(text: string): string {
  const header = (/^[^\r\n]*/.exec(text.replace(/^\ufeff?\s*/, ''))?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((separator) => [separator, header.split(separator).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

function withoutGuard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@])/, '').trim();
}

function notCsv(file: string, { message }: CsvError): Diagnostic {
  return {
    code: 'not-csv',
    severity: 'error',
    message: `${file} cannot be read as CSV: ${message}.`,
    advice:
      'Check the quotes there: a cell that holds quotes or line breaks stands between quotes, and quotes in it are doubled.',
    position: null,
  };
}
