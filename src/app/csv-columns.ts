import { nearest } from '../config/nearest.js';
import { memberFields } from '../config/schema.js';
import { EMAIL_PATTERN } from '../model/member.js';
import type { CsvRow } from './csv-rows.js';

/** What a column can hold. How somebody leaves is a mapping, and former addresses belong to a rename. */
export const importableKeys = Object.keys(memberFields).filter(
  (key) => key !== 'offboarding' && key !== 'previous_emails',
) as readonly ImportableKey[];
export type ImportableKey = Exclude<keyof typeof memberFields, 'offboarding' | 'previous_emails'>;

/** What others call our keys, folded. */
const aliases: Readonly<Record<string, ImportableKey>> = {
  emailaddress: 'email',
  mail: 'email',
  teammember: 'email',
  member: 'email',
  useremail: 'email',
  memberemail: 'email',
  firstname: 'given_name',
  first: 'given_name',
  lastname: 'surname',
  last: 'surname',
  familyname: 'surname',
  memberexternalid: 'external_id',
  newexternalid: 'external_id',
  employeeid: 'external_id',
  memberrole: 'role',
  group: 'groups',
  groupname: 'groups',
  welcomeemail: 'send_welcome_email',
  quota: 'space_quota_gb',
  spacequota: 'space_quota_gb',
};

/** Which column holds what. */
export interface ColumnMapping {
  /** The key of each column; null for one that is passed over. */
  readonly keys: readonly (ImportableKey | null)[];
  readonly hasHeader: boolean;
  /** Names of the columns that are passed over. */
  readonly ignored: readonly string[];
}

/** The key that a word means, or the one that was probably meant. */
export type KeyLookup =
  | { readonly tag: 'known'; readonly key: ImportableKey }
  | { readonly tag: 'unknown'; readonly meant: string | null };

/** Finds a key of the team file by its own name, in any spelling. */
export function lookUpKey(word: string): KeyLookup {
  const folded = foldName(word);
  const key = importableKeys.find((candidate) => foldName(candidate) === folded);
  return key === undefined ? { tag: 'unknown', meant: nearest(word, importableKeys) } : { tag: 'known', key };
}

/**
 * Finds out what the columns of a file hold: by `map` (a column's name, or its number from 1), else by what they are
 * called. A first row with an address in it is no header.
 */
export function mapColumns(
  first: CsvRow,
  map: ReadonlyMap<string, ImportableKey>,
): ColumnMapping | { readonly missing: readonly string[] } {
  const hasHeader = !first.cells.some((cell) => EMAIL_PATTERN.test(cell));
  const byName = new Map([...map].map(([name, key]) => [foldName(name), key]));
  const names = first.cells.map((cell, index) => (hasHeader ? foldName(cell) : String(index + 1)));
  const missing = [...map.keys()].filter((name) => !names.includes(foldName(name)) && !isNumberOf(name, names.length));
  if (missing.length > 0) return { missing };
  const keys = names.map((name, index) => {
    const mapped = byName.get(name) ?? byName.get(String(index + 1));
    if (mapped !== undefined) return mapped;
    if (!hasHeader) return EMAIL_PATTERN.test(first.cells[index] ?? '') && map.size === 0 ? 'email' : null;
    const known = lookUpKey(name);
    return known.tag === 'known' ? known.key : (aliases[name] ?? null);
  });
  const ignored = first.cells.filter((_, index) => keys[index] === null && hasHeader);
  return { keys, hasHeader, ignored };
}

function isNumberOf(name: string, count: number): boolean {
  return /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= count;
}

function foldName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
