import { memberFields } from '../config/schema.js';
import type { Json } from '../model/plan.js';
import type { ImportableKey } from './csv-columns.js';

/** A cell as a value of the team file, or why it is none. */
export type CellValue = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problem: string };

const lists: ReadonlySet<ImportableKey> = new Set(['groups', 'secondary_emails']);
const flags: ReadonlySet<ImportableKey> = new Set(['directory_restricted', 'send_welcome_email']);
const yes = /^(true|yes|y|1)$/i;
const no = /^(false|no|n|0)$/i;

/**
 * Reads a cell that is not empty: `null` clears what can be cleared, lists are separated by `;` or `|`, roles and statuses may
 * be written as Dropbox's console shows them.
 */
export function readCell(key: ImportableKey, text: string): CellValue {
  const value = cellValueOf(key, text);
  const parsed = memberFields[key].schema.safeParse(value);
  if (parsed.success) return { ok: true, value };
  const [issue] = parsed.error.issues;
  const expected = issue === undefined || issue.code === 'invalid_union' ? 'not a value of it' : issue.message;
  return { ok: false, problem: `${key} ${JSON.stringify(text)}: ${expected}` };
}

function cellValueOf(key: ImportableKey, text: string): Json {
  if (text === 'null') return null;
  if (lists.has(key))
    return text
      .split(/[;|]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (flags.has(key)) return yes.test(text) ? true : no.test(text) ? false : text;
  if (key === 'space_quota_gb') return /^\d+$/.test(text) ? Number(text) : text;
  if (key === 'status') return text.toLowerCase();
  if (key === 'role' && !text.startsWith('pid_')) {
    const slug = text.toLowerCase().replace(/[ -]+/g, '_');
    return slug === 'member' ? 'member_only' : slug;
  }
  return text;
}
