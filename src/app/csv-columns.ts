import { nearest } from '../config/nearest.js';
import { type groupFields, memberFields, offboardingFields } from '../config/schema.js';
import { EMAIL_PATTERN } from '../model/member.js';
import type { CsvRow } from './csv-rows.js';

/** What a column of people can hold under the member's own name for it; former addresses belong to a rename. */
export type MemberColumn = Exclude<keyof typeof memberFields, 'offboarding' | 'previous_emails'>;
/** How somebody leaves: keys of the member's `offboarding:`. */
export type OffboardingColumn = keyof typeof offboardingFields;
/** What a group is, in a file whose rows are about groups and name no people. */
export type GroupColumn = 'group_external_id' | 'group_management' | 'group_membership';
/**
 * What a column can hold. `group_name` is the group that a row is about, where the row names no person. `new_email` and
 * `new_external_id` take the place of what the row finds somebody by; `identifier` says whether `email` holds an address or
 * an external id.
 */
export type CsvKey =
  | MemberColumn
  | OffboardingColumn
  | GroupColumn
  | 'group_name'
  | 'new_email'
  | 'new_external_id'
  | 'identifier';

const memberColumns = Object.keys(memberFields).filter(
  (key) => key !== 'offboarding' && key !== 'previous_emails',
) as readonly MemberColumn[];
export const offboardingColumns = Object.keys(offboardingFields) as readonly OffboardingColumn[];
/** The group's own name for each. */
export const groupColumns = {
  group_external_id: 'external_id',
  group_management: 'management',
  group_membership: 'membership',
} as const satisfies Record<GroupColumn, keyof typeof groupFields>;

export const csvKeys: readonly CsvKey[] = [
  ...memberColumns,
  'new_email',
  'new_external_id',
  ...offboardingColumns,
  ...(Object.keys(groupColumns) as readonly GroupColumn[]),
];

/** What others call our keys, folded. */
const aliases: Readonly<Record<string, CsvKey>> = {
  currentemail: 'email',
  emailaddress: 'email',
  mail: 'email',
  teammember: 'email',
  member: 'email',
  useremail: 'email',
  memberemail: 'email',
  oldemail: 'email',
  newemailaddress: 'new_email',
  teammemberidentifier: 'identifier',
  memberidentifier: 'identifier',
  firstname: 'given_name',
  first: 'given_name',
  lastname: 'surname',
  last: 'surname',
  familyname: 'surname',
  memberexternalid: 'external_id',
  employeeid: 'external_id',
  memberrole: 'role',
  group: 'groups',
  groupname: 'groups',
  management: 'group_management',
  managementtype: 'group_management',
  groupmanagementtype: 'group_management',
  membership: 'group_membership',
  welcomeemail: 'send_welcome_email',
  quota: 'space_quota_gb',
  spacequota: 'space_quota_gb',
  destteammember: 'transfer_files_to',
  transferdest: 'transfer_files_to',
  transferto: 'transfer_files_to',
  wipedata: 'wipe_devices',
};

/** Which column holds what. */
export interface ColumnMapping {
  /** The key of each column; null for one that is passed over. */
  readonly keys: readonly (CsvKey | null)[];
  readonly hasHeader: boolean;
  /** Names of the columns that are passed over. */
  readonly ignored: readonly string[];
}

/** Why the columns cannot be told apart. */
export interface ColumnProblem {
  readonly message: string;
  readonly advice: string;
}

/** The key that a word means, or the one that was probably meant. */
export type KeyLookup =
  | { readonly tag: 'known'; readonly key: CsvKey }
  | { readonly tag: 'unknown'; readonly meant: string | null };

/** Finds what a word means, in any spelling, and by the names that others have for it. */
export function lookUpKey(word: string): KeyLookup {
  const folded = foldName(word);
  const key = csvKeys.find((candidate) => foldName(candidate) === folded) ?? aliases[folded];
  return key === undefined ? { tag: 'unknown', meant: nearest(word, csvKeys) } : { tag: 'known', key };
}

/**
 * Finds out what the columns of a file hold: by `map` (a column's name, or its number from 1), else by what they are
 * called. A first row with an address in it is no header.
 */
export function mapColumns(first: CsvRow, map: ReadonlyMap<string, CsvKey>): ColumnMapping | ColumnProblem {
  const { cells } = first;
  const hasHeader = !cells.some((cell) => EMAIL_PATTERN.test(cell));
  const byName = new Map([...map].map(([name, key]) => [foldName(name), key]));
  const names = cells.map((cell, index) => (hasHeader ? foldName(cell) : String(index + 1)));
  const missing = [...map.keys()].filter((name) => !names.includes(foldName(name)) && !isNumberOf(name, names.length));
  if (missing.length > 0) {
    const known = cells.map((cell) => JSON.stringify(cell)).join(', ');
    const unknown = missing.map((name) => JSON.stringify(name)).join(', ');
    return { message: `there is no column ${unknown}.`, advice: `The first row is: ${known}.` };
  }
  const mapped = names.map((name, index) => byName.get(name) ?? byName.get(String(index + 1)) ?? null);
  const keys = names.map((name, index): CsvKey | null => {
    const asked = mapped[index] ?? null;
    if (asked !== null) return asked;
    if (!hasHeader) return EMAIL_PATTERN.test(cells[index] ?? '') && map.size === 0 ? 'email' : null;
    const known = lookUpKey(name);
    // What somebody says is in one column is not looked for in another.
    return known.tag === 'known' && !mapped.includes(known.key) ? known.key : null;
  });
  return findDouble(cells, keys) ?? { ...settleSubject(cells, keys, hasHeader), hasHeader };
}

/** Rows that name no person are about groups; in rows about people, what a group is has no place. */
function settleSubject(
  cells: readonly string[],
  keys: readonly (CsvKey | null)[],
  hasHeader: boolean,
): Pick<ColumnMapping, 'keys' | 'ignored'> {
  const isAboutGroups = !keys.includes('email') && !keys.includes('external_id') && keys.includes('groups');
  const settled = keys.map((key): CsvKey | null => {
    if (isAboutGroups) return key === 'groups' ? 'group_name' : key;
    return key !== null && key in groupColumns ? null : key;
  });
  const ignored = cells.filter((cell, index) => settled[index] === null && hasHeader && cell !== '');
  return { keys: settled, ignored };
}

function findDouble(cells: readonly string[], keys: readonly (CsvKey | null)[]): ColumnProblem | null {
  const second = keys.findIndex((key, index) => key !== null && keys.indexOf(key) < index);
  const key = keys[second];
  if (key === undefined || key === null) return null;
  const first = keys.indexOf(key);
  const columns = [first, second].map((index) => `${index + 1} (${JSON.stringify(cells[index] ?? '')})`);
  return {
    message: `the columns ${columns.join(' and ')} both hold ${key}.`,
    advice: `Say which one counts: --map ${first + 1}=${key}.`,
  };
}

function isNumberOf(name: string, count: number): boolean {
  return /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= count;
}

function foldName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
