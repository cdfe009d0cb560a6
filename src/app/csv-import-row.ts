import type { Json } from '../model/plan.js';
import type { CsvKey } from './csv-columns.js';

/** What became of one row. */
export interface ImportedRow {
  /** In the CSV file, from 1. */
  readonly line: number;
  /** The address of whom, or the name of what, the row is about. */
  readonly name: string;
  readonly result: 'added' | 'updated' | 'unchanged' | 'refused';
  /** What was set, or why the row is refused. */
  readonly detail: string;
}

/** A row whose cells could be read. */
export interface ReadRow {
  readonly line: number;
  readonly values: ReadonlyMap<CsvKey, Json>;
}

/** The text of a value that a row has; null for none, or for one that is cleared. */
export function textIn({ values }: ReadRow, key: CsvKey): string | null {
  const value = values.get(key);
  return typeof value === 'string' ? value : null;
}

/** `surname: Lovelace`. */
export function describeValue([key, value]: readonly [string, Json]): string {
  return `${key}: ${Array.isArray(value) ? value.join('; ') : String(value)}`;
}
