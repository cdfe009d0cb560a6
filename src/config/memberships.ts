import type { DesiredGroup, DesiredMember, DesiredMembership } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { formatPosition } from '../model/source-position.js';
import type { Suggester } from './nearest.js';
import { entryOf, keyRange } from './source.js';
import { show } from './value-words.js';
import {
  referenceTo,
  type WrittenGroup,
  type WrittenMember,
  type WrittenMembership,
  type WrittenReference,
} from './written.js';

/** Everything that memberships may refer to. */
export interface Declared {
  /** Folded addresses, unusable entries included. */
  readonly addresses: () => ReadonlySet<string>;
  /** Keys of groups to their names, unusable entries included. */
  readonly groupNames: ReadonlyMap<string, string>;
  /** False when a file could not be read: then nothing is told as undeclared, because it may be declared there. */
  readonly isComplete: boolean;
  /** Folded former and secondary addresses, to the primary address they belong to. */
  readonly otherAddresses: ReadonlyMap<string, string>;
  readonly suggester: Suggester;
}

/** A group while its memberships are joined. */
interface Roster {
  readonly group: WrittenGroup;
  /** One entry per person. */
  readonly memberships: DesiredMembership[];
  /** Where each person is among them. Null as long as only members list themselves, each in turn: then only the last can be the same person. */
  places: Map<string, number> | null;
}

function placesOf(roster: Roster): Map<string, number> {
  roster.places ??= new Map(roster.memberships.map(({ email }, place) => [email, place]));
  return roster.places;
}

/** Where somebody is among the memberships; undefined for nobody. */
function placeOf(roster: Roster, email: string): number | undefined {
  if (roster.places !== null) return roster.places.get(email);
  const last = roster.memberships.length - 1;
  return roster.memberships[last]?.email === email ? last : undefined;
}

function add(roster: Roster, membership: DesiredMembership): void {
  roster.places?.set(membership.email, roster.memberships.length);
  roster.memberships.push(membership);
}

/**
 * Joins what groups say about their members with what members say about their groups: one membership per person, where
 * an explicit access or last day wins over none. Tells undeclared names and contradictions.
 * @param defaultGroups from `defaults.member`, for members that list none.
 */
export function joinMemberships(
  groups: readonly WrittenGroup[],
  members: readonly (readonly [WrittenMember, DesiredMember])[],
  defaultGroups: readonly WrittenReference[],
  declared: Declared,
): readonly DesiredGroup[] {
  const rosters = new Map<string, Roster>();
  for (const group of groups) {
    rosters.set(groupKey(group.attributes.name), {
      group,
      memberships: [],
      places: group.members.length > 0 ? new Map() : null,
    });
  }
  const removed = new Set(members.filter(([, { status }]) => status === 'removed').map(([{ email }]) => email));

  if (groups.some((group) => group.members.length > 0)) {
    const addresses = declared.addresses();
    for (const roster of rosters.values()) listFromGroup(roster, removed, addresses, declared);
  }
  /** By the name as it is written, since folding it anew for each member takes most of the time. */
  const rosterOf = new Map<string, Roster>();
  for (const [written, { email, status }] of members) {
    if (status === 'removed') continue;
    for (const node of written.groups ?? []) {
      const reference = referenceTo(node, written.reader);
      let roster = rosterOf.get(reference.text);
      if (roster === undefined) {
        const found = findRoster(reference, `member ${written.attributes.email ?? email}`, rosters, declared);
        if (found === null) continue;
        roster = found;
        rosterOf.set(reference.text, roster);
      }
      enlist(roster, membershipOf(reference, email), reference);
    }
  }
  for (const reference of defaultGroups) {
    const roster = findRoster(reference, 'defaults.member', rosters, declared);
    if (roster === null) continue;
    const places = placesOf(roster);
    for (const [{ groups: own }, { email, status }] of members) {
      if (own !== undefined || status === 'removed' || places.has(email)) continue;
      add(roster, membershipOf(reference, email));
    }
  }
  return [...rosters.values()].map(settle);
}

function membershipOf({ node, reader }: WrittenReference, email: string): DesiredMembership {
  return { email, access: null, until: null, source: reader.source.positionAt(node.start) };
}

function listFromGroup(
  roster: Roster,
  removed: ReadonlySet<string>,
  addresses: ReadonlySet<string>,
  declared: Declared,
): void {
  const { group } = roster;
  const subject = `group ${group.attributes.name}`;
  if (group.membership === 'unmanaged' && group.members.length > 0) {
    const entry = entryOf(group.node, 'members');
    group.reader.error(entry === undefined ? group.node : keyRange(entry), subject, {
      code: 'unmanaged-membership',
      message: 'membership is unmanaged, and members are listed all the same.',
      advice: 'Remove members:, or write membership: additive or authoritative.',
    });
    return;
  }
  for (const written of group.members) {
    const email = foldEmail(written.text);
    if (!addresses.has(email)) tellUndeclaredMember(written, email, subject, addresses, declared);
    else if (removed.has(email)) {
      written.reader.error(written.node, subject, {
        code: 'removed-member-has-groups',
        message: `${written.text} is listed here, and the member's status is removed.`,
        advice: 'Remove the address from the group.',
      });
    } else {
      const { access, until } = written;
      checkOwner(group, written, subject);
      enlist(roster, { ...membershipOf(written, email), access, until }, written);
    }
  }
}

function checkOwner(group: WrittenGroup, written: WrittenMembership, subject: string): void {
  if (written.access !== 'owner' || group.attributes.management !== 'company_managed') return;
  written.reader.error(written.node, subject, {
    code: 'owner-of-company-managed-group',
    message: `${written.text} is an owner here, and a company_managed group has none.`,
    advice: 'Write management: user_managed, or access: member.',
  });
}

function tellUndeclaredMember(
  written: WrittenReference,
  email: string,
  subject: string,
  addresses: ReadonlySet<string>,
  declared: Declared,
): void {
  if (!declared.isComplete) return;
  const primary = declared.otherAddresses.get(email);
  const meant = primary ?? declared.suggester.suggest(email, addresses);
  const message =
    primary === undefined
      ? `${written.text} is not declared under members:.`
      : `${written.text} is another address of ${primary}; groups list the primary one.`;
  written.reader.error(written.node, subject, {
    code: 'undeclared-member',
    message,
    advice: meant === null ? `Add "- email: ${written.text}" under members:.` : `Did you mean ${meant}?`,
  });
}

function findRoster(
  reference: WrittenReference,
  subject: string,
  rosters: ReadonlyMap<string, Roster>,
  declared: Declared,
): Roster | null {
  const key = groupKey(reference.text);
  const roster = rosters.get(key);
  if (roster === undefined) {
    if (declared.groupNames.has(key) || !declared.isComplete) return null;
    const meant = declared.suggester.suggest(reference.text, declared.groupNames.values());
    reference.reader.error(reference.node, subject, {
      code: 'undeclared-group',
      message: `the group ${show(reference.text)} is not declared under groups:.`,
      advice: meant === null ? `Add "- name: ${reference.text}" under groups:.` : `Did you mean ${meant}?`,
    });
    return null;
  }
  if (roster.group.membership !== 'unmanaged') return roster;
  reference.reader.error(reference.node, subject, {
    code: 'unmanaged-membership',
    message: `the memberships of the group ${show(reference.text)} are unmanaged, so nobody can be listed in it.`,
    advice: 'Remove it here, or write membership: additive or authoritative for the group.',
  });
  return null;
}

function enlist(roster: Roster, membership: DesiredMembership, written: WrittenReference): void {
  const { email, access, until } = membership;
  const place = placeOf(roster, email);
  const earlier = place === undefined ? undefined : roster.memberships[place];
  if (place === undefined || earlier === undefined) {
    add(roster, membership);
    return;
  }
  const subject = `group ${roster.group.attributes.name}`;
  const first = formatPosition(earlier.source);
  const isContradiction = differs(earlier.access, access) || differs(earlier.until, until);
  if (isContradiction) {
    written.reader.error(written.node, subject, {
      code: 'contradictory-membership',
      message: `${email} is listed ${describe(membership)} here and ${describe(earlier)} at ${first}.`,
      advice: 'Keep one of the two.',
    });
    return;
  }
  if (earlier.access === access && earlier.until === until) {
    written.reader.warn(written.node, subject, {
      code: 'duplicate-membership',
      message: `${email} is listed twice, first at ${first}.`,
      advice: 'Keep one of the two.',
    });
    return;
  }
  const isFirstExplicit = earlier.access !== null || earlier.until !== null;
  roster.memberships[place] = {
    email,
    access: earlier.access ?? access,
    until: earlier.until ?? until,
    source: isFirstExplicit ? earlier.source : membership.source,
  };
}

function differs(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function describe({ access, until }: DesiredMembership): string {
  const words = [access === null ? null : `as ${access}`, until === null ? null : `until ${until}`];
  return words.filter((word) => word !== null).join(' ') || 'plainly';
}

function settle({ group, memberships }: Roster): DesiredGroup {
  if (group.membership === 'authoritative' && memberships.length === 0 && !group.listsMembers) {
    group.reader.warn(group.node, `group ${group.attributes.name}`, {
      code: 'group-lists-nobody',
      message: 'nobody is listed, so everybody in it would be removed from it.',
      advice: 'Write members: [] if that is meant; membership: unmanaged leaves the memberships alone.',
    });
  }
  return {
    attributes: group.attributes,
    membership: group.membership,
    previousNames: group.previousNames,
    members: memberships,
    source: group.reader.source.positionAt(group.node.start),
  };
}
