import type { MemberEntry, TeamDocument } from '../config/team-document.js';
import { foldEmail } from '../model/fold.js';

/** How the people of an export are put into several files. */
export type SplitBy =
  /** By the beginning of their addresses, as much of it as keeps each file to this many people. */
  | { readonly tag: 'size'; readonly most: number }
  /** By the first of their groups whose name begins so. Dropbox knows no departments, so groups have to stand for them. */
  | { readonly tag: 'department'; readonly prefix: string };

const WITHOUT_DEPARTMENT = 'others';

/** Reads `size:500`, `department` (any group) or `department:Dept-`; null for anything else. */
export function parseSplitBy(text: string): SplitBy | null {
  const size = /^size:([1-9]\d{0,5})$/.exec(text);
  if (size !== null) return { tag: 'size', most: Number(size[1]) };
  const department = /^department(?::(.+))?$/s.exec(text);
  return department === null ? null : { tag: 'department', prefix: department[1] ?? '' };
}

/** Names the part that each member goes to. Depends on nobody else as far as possible, so that files stay as they are. */
export function makePartNamer(document: TeamDocument, by: SplitBy): (member: MemberEntry) => string {
  return by.tag === 'size' ? bySize(document, by.most) : byDepartment(document, by.prefix);
}

function bySize({ members }: TeamDocument, most: number): (member: MemberEntry) => string {
  const keys = members.map(({ email }) => keyOf(email));
  const parts = new Map<string, string>();
  divide(keys, 1, most, parts);
  return ({ email }) => parts.get(keyOf(email)) ?? WITHOUT_DEPARTMENT;
}

/** Puts people whose addresses begin alike into one part; where these are too many, by one letter more. */
function divide(keys: readonly string[], length: number, most: number, parts: Map<string, string>): void {
  const heads = new Map<string, string[]>();
  for (const key of keys) {
    const head = key.slice(0, length);
    heads.set(head, [...(heads.get(head) ?? []), key]);
  }
  for (const [head, alike] of heads) {
    const isLast = alike.length <= most || alike.every((key) => key.length <= length);
    if (isLast) for (const key of alike) parts.set(key, head);
    else divide(alike, length + 1, most, parts);
  }
}

function byDepartment({ groups }: TeamDocument, prefix: string): (member: MemberEntry) => string {
  const departments = groups
    .map(({ name, members = [] }) => ({ name, members }))
    .filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = makeFileNames(departments.map(({ name }) => name));
  const first = new Map<string, string>();
  for (const { name, members } of departments) {
    for (const one of members) {
      const email = foldEmail(typeof one === 'string' ? one : one.email);
      if (!first.has(email)) first.set(email, names.get(name) ?? name);
    }
  }
  return ({ email }) => first.get(foldEmail(email)) ?? WITHOUT_DEPARTMENT;
}

/** File names for groups; those that would be one get numbers, in the order of their names. */
function makeFileNames(groups: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set([WITHOUT_DEPARTMENT]);
  const names = new Map<string, string>();
  for (const group of groups) {
    const plain =
      keyOf(group.normalize('NFKD').replace(/\p{M}/gu, ''))
        .replace(/^-+|-+$/g, '')
        .slice(0, 60) || 'group';
    let name = plain;
    for (let number = 2; taken.has(name); number += 1) name = `${plain}-${number}`;
    taken.add(name);
    names.set(group, name);
  }
  return names;
}

/** What may be in the name of a file, whatever the system. */
function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
