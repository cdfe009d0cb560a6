import type * as z from 'zod';
import { groupFields, memberFields, offboardingFields } from '../config/schema.js';
import { emailSchema } from '../model/member.js';
import type { Json } from '../model/plan.js';
import { type CsvKey, groupColumns } from './csv-columns.js';

/** A cell as a value of the team file, or why it is none. */
export type CellValue = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

/** What one row says, or why it cannot be used. */
export type RowValues =
  | { readonly ok: true; readonly values: ReadonlyMap<CsvKey, Json> }
  | {
      readonly ok: false;
      /** Whom or what the row is about, as it says. */
      readonly name: string;
      readonly problem: string;
    };

const lists: ReadonlySet<CsvKey> = new Set(['groups', 'secondary_emails']);
const yes = /^(true|yes|y|1)$/i;
const no = /^(false|no|n|0)$/i;

/** Reads all cells of a row. An empty cell says nothing; what is set for every row wins. */
export function readRowValues(
  cells: readonly string[],
  keys: readonly (CsvKey | null)[],
  set: ReadonlyMap<CsvKey, string>,
): RowValues {
  const texts = new Map<CsvKey, string>();
  keys.forEach((key, index) => {
    const text = cells[index] ?? '';
    if (key !== null && text !== '') texts.set(key, text);
  });
  for (const [key, text] of set) texts.set(key, text);
  const name = texts.get('email') ?? texts.get('group_name') ?? texts.get('external_id') ?? '';
  const problem = findStray(cells, keys) ?? settleIdentifier(texts);
  if (problem !== null) return { ok: false, name, problem };
  const values = new Map<CsvKey, Json>();
  for (const [key, text] of texts) {
    const cell = readCell(key, text);
    if (!cell.ok) return { ...cell, name };
    values.set(key, cell.value);
  }
  return { ok: true, values };
}

/** A separator without quotes around its cell moves all cells after it by one column: none of them can be trusted. */
function findStray(cells: readonly string[], keys: readonly unknown[]): string | null {
  const stray = cells.slice(keys.length).find((cell) => cell !== '');
  if (stray === undefined) return null;
  return `${JSON.stringify(stray)} is in no column of the first row. Put quotes around the cell that holds a separator.`;
}

/** Dropbox's own templates say in a column of its own by what a person is meant. */
function settleIdentifier(texts: Map<CsvKey, string>): string | null {
  const identifier = texts.get('identifier')?.toLowerCase();
  const named = texts.get('email');
  texts.delete('identifier');
  if (identifier === undefined || identifier === 'email' || named === undefined) return null;
  if (identifier !== 'external_id') return `people are named by email or external_id here, and not by ${identifier}.`;
  texts.delete('email');
  texts.set('external_id', named);
  return null;
}

/**
 * Reads a cell that is not empty: `null` clears what can be cleared, lists are separated by `;` or `|`, roles and statuses may
 * be written as Dropbox's console shows them.
 */
export function readCell(key: CsvKey, text: string): CellValue {
  const schema = schemaOf(key);
  const value = cellValueOf(key, text, schema);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value };
  const [issue] = parsed.error.issues;
  const expected = issue === undefined || issue.code === 'invalid_union' ? 'not a value of it' : issue.message;
  const advice = key === 'until' ? ' Write it as 2026-12-31.' : '';
  return { ok: false, problem: `${key} ${JSON.stringify(text)}: ${expected}.${advice}` };
}

function schemaOf(key: CsvKey): z.ZodType {
  if (key in memberFields) return memberFields[key as keyof typeof memberFields].schema;
  if (key in offboardingFields) return offboardingFields[key as keyof typeof offboardingFields].schema;
  if (key === 'new_external_id') return memberFields.external_id.schema;
  if (key === 'group_name') return groupFields.name.schema;
  if (key in groupColumns) return groupFields[groupColumns[key as keyof typeof groupColumns]].schema;
  return emailSchema;
}

function cellValueOf(key: CsvKey, text: string, schema: z.ZodType): Json {
  if (text === 'null') return null;
  if (lists.has(key))
    return text
      .split(/[;|]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (schema.safeParse(true).success) return yes.test(text) ? true : no.test(text) ? false : text;
  if (key === 'space_quota_gb') return /^\d+$/.test(text) ? Number(text) : text;
  if (key === 'status') return text.toLowerCase();
  if (key === 'group_management') return text.toLowerCase().replace(/[ -]+/g, '_');
  if (key === 'role' && !text.startsWith('pid_')) {
    const slug = text.toLowerCase().replace(/[ -]+/g, '_');
    return slug === 'member' ? 'member_only' : slug;
  }
  return text;
}
