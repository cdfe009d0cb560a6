import { foldEmail } from '../model/fold.js';
import type { GroupEntry, MemberEntry, MembershipEntry, TeamDocument } from './team-document.js';

/** A team file, and the files that it includes. */
export interface SplitDocument {
  /** Everything but the people. */
  readonly main: TeamDocument;
  /** The people, by the name of their part; sorted by name. */
  readonly parts: ReadonlyMap<string, readonly MemberEntry[]>;
}

/**
 * Takes the people of a team file apart into parts. Everybody lists their own groups there, so that whoever comes or goes
 * changes one file; only owners stand with the group, which says what they are.
 * @param include the glob under which the main file finds the parts.
 */
export function splitDocument(
  document: TeamDocument,
  partOf: (member: MemberEntry) => string,
  include: string,
): SplitDocument {
  const ownGroups = new Map<string, string[]>();
  const groups = document.groups.map((group) => withoutPlainMembers(group, ownGroups));
  const parts = new Map<string, MemberEntry[]>();
  for (const member of document.members) {
    const own = ownGroups.get(foldEmail(member.email));
    const name = partOf(member);
    const part = parts.get(name) ?? [];
    // Sorted, since the API tells groups in no order.
    part.push(own === undefined ? member : { ...member, groups: [...own].sort() });
    parts.set(name, part);
  }
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return { main: { ...document, include: [include], members: [], groups }, parts: new Map(sorted) };
}

/** Hands the plain members of a group over to `ownGroups`, by folded address. */
function withoutPlainMembers(group: GroupEntry, ownGroups: Map<string, string[]>): GroupEntry {
  const { members = [], ...rest } = group;
  const kept: MembershipEntry[] = [];
  for (const one of members) {
    if (typeof one !== 'string') {
      kept.push(one);
      continue;
    }
    const email = foldEmail(one);
    ownGroups.set(email, [...(ownGroups.get(email) ?? []), group.name]);
  }
  // A group that lists nobody, and that nobody lists, has to say that this is meant.
  return kept.length > 0 || members.length === 0 ? { ...rest, members: kept } : rest;
}
