import type { LiveGroup, LiveMember, LiveState, ReadNeeds } from '../model/live-state.js';
import { MEMBER_ONLY, TEAM_ADMIN } from '../model/member.js';
import type { JsonObject } from '../model/plan.js';
import { DAY_MS } from '../plan/dates.js';
import type { Cell, Column, Table } from '../render/table.js';

export const reportNames = ['members', 'groups', 'admins', 'invitations', 'inactive'] as const;
/** The lists that can be made of a team. */
export type ReportName = (typeof reportNames)[number];

export const REPORT_LIST_FORMAT_VERSION = 1;

/** What has to be read for a list: only that of groups names their owners, which cost a call for each. */
export function readNeedsOfReport(name: ReportName): ReadNeeds {
  const nobody = { names: [], externalIds: [] };
  return { accessOfGroups: name === 'groups' ? 'all' : nobody, quotas: false };
}

/**
 * Makes a list of a team. People who were removed are in none of them.
 * @param now milliseconds since the epoch: what days are counted to.
 */
export function makeTeamReport(name: ReportName, live: LiveState, now: number): Table {
  const people = live.members
    .filter(({ status }) => status !== 'removed')
    .sort(byKey(({ attributes }) => attributes.email));
  const groupsOf = namesOfGroups(live.groups);
  const about = (member: LiveMember): Person => ({ member, groups: groupsOf.get(member.id) ?? [], now });
  switch (name) {
    case 'members':
      return makeTable(memberColumns, people.map(about));
    case 'admins': {
      const admins = people.filter(({ attributes }) => attributes.role !== MEMBER_ONLY);
      const rank = ({ attributes: { role } }: LiveMember) => (role === TEAM_ADMIN ? '' : role);
      return makeTable(adminColumns, [...admins].sort(byKey(rank)).map(about));
    }
    case 'invitations':
      return makeTable(invitationColumns, oldestFirst(people.filter(({ status }) => status === 'invited')).map(about));
    case 'inactive':
      return makeTable(inactiveColumns, oldestFirst(people.filter(({ status }) => status !== 'active')).map(about));
    case 'groups': {
      const addresses = new Map(live.members.map(({ id, attributes }) => [id, attributes.email]));
      const groups = [...live.groups].sort(byKey((group) => group.name.toLowerCase()));
      return makeTable(
        groupColumns,
        groups.map((group) => ({ group, addresses })),
      );
    }
  }
}

/** A list as data: one object for each row. */
export function teamReportToJson(name: ReportName, live: LiveState, { columns, rows }: Table): JsonObject {
  return {
    format_version: REPORT_LIST_FORMAT_VERSION,
    report: name,
    team: { id: live.team.id, name: live.team.name },
    rows: rows.map((row) => Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null]))),
  };
}

interface Person {
  readonly member: LiveMember;
  readonly groups: readonly string[];
  readonly now: number;
}

interface Roster {
  readonly group: LiveGroup;
  readonly addresses: ReadonlyMap<string, string>;
}

/** A column, with what it says of a subject. */
interface Said<Subject> extends Column {
  readonly of: (subject: Subject) => Cell;
}

/** The columns that people have, by name. */
const personCells = {
  team_member_id: ({ member }) => member.id,
  email: ({ member }) => member.attributes.email,
  status: ({ member }) => member.status,
  role: ({ member }) => member.attributes.role,
  given_name: ({ member }) => member.attributes.given_name,
  surname: ({ member }) => member.attributes.surname,
  external_id: ({ member }) => member.attributes.external_id,
  joined_on: ({ member }) => member.joinedOn,
  invited_on: ({ member }) => member.invitedOn,
  suspended_on: ({ member }) => member.suspendedOn,
  since: ({ member }) => sinceOf(member),
  days: ({ member, now }) => daysSince(sinceOf(member), now),
  groups: ({ groups }) => groups,
} satisfies { readonly [name: string]: (person: Person) => Cell };

/** Columns in order, each with how soon it is left out of a narrow table. */
function personColumns(places: { readonly [Name in keyof typeof personCells]?: number }): readonly Said<Person>[] {
  return Object.entries(places).map(([name, dispensable]) => {
    const of = personCells[name as keyof typeof personCells];
    return { name, dispensable, of };
  });
}

/** The audit list: columns and their order are part of the contract with users. */
const memberColumns = personColumns({
  team_member_id: 9,
  email: 0,
  status: 0,
  role: 1,
  given_name: 5,
  surname: 4,
  external_id: 3,
  joined_on: 6,
  invited_on: 8,
  suspended_on: 7,
  groups: 2,
});
const adminColumns = personColumns({
  team_member_id: 6,
  email: 0,
  role: 0,
  status: 1,
  given_name: 3,
  surname: 2,
  external_id: 4,
  joined_on: 5,
});
const invitationColumns = personColumns({
  email: 0,
  invited_on: 1,
  days: 0,
  role: 2,
  given_name: 5,
  surname: 4,
  external_id: 6,
  team_member_id: 7,
  groups: 3,
});
const inactiveColumns = personColumns({
  email: 0,
  status: 0,
  since: 1,
  days: 0,
  role: 2,
  external_id: 4,
  team_member_id: 5,
  groups: 3,
});

const groupColumns: readonly Said<Roster>[] = [
  { name: 'group_id', dispensable: 4, of: ({ group }) => group.id },
  { name: 'name', dispensable: 0, of: ({ group }) => group.name },
  { name: 'management', dispensable: 1, of: ({ group }) => group.management },
  { name: 'external_id', dispensable: 3, of: ({ group }) => group.externalId },
  { name: 'member_count', dispensable: 0, of: ({ group }) => group.members.size },
  { name: 'owners', dispensable: 5, of: (roster) => peopleOf(roster, ([, access]) => access === 'owner') },
  { name: 'members', dispensable: 2, of: (roster) => peopleOf(roster, () => true) },
];

function makeTable<Subject>(columns: readonly Said<Subject>[], subjects: readonly Subject[]): Table {
  return {
    columns: columns.map(({ name, dispensable }) => ({ name, dispensable })),
    rows: subjects.map((subject) => columns.map(({ of }) => of(subject))),
  };
}

/** Names of each member's groups, by member id, sorted; those that Dropbox manages itself say nothing about a person. */
function namesOfGroups(groups: readonly LiveGroup[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const own = groups.filter(({ management }) => management !== 'system_managed').sort(byKey(({ name }) => name));
  for (const { name, members } of own) {
    for (const id of members.keys()) names.set(id, [...(names.get(id) ?? []), name]);
  }
  return names;
}

function peopleOf(
  { group, addresses }: Roster,
  isMeant: (entry: readonly [string, unknown]) => boolean,
): readonly string[] {
  return [...group.members]
    .filter(isMeant)
    .map(([id]) => addresses.get(id) ?? id)
    .sort();
}

/** Since when somebody is what they are, where Dropbox tells. */
function sinceOf({ status, invitedOn, joinedOn, suspendedOn }: LiveMember): string | null {
  if (status === 'suspended') return suspendedOn;
  return status === 'invited' ? invitedOn : joinedOn;
}

/** Whole days. */
function daysSince(since: string | null, now: number): number | null {
  return since === null ? null : Math.max(0, Math.floor((now - Date.parse(since)) / DAY_MS));
}

/** Who has waited longest, first; where Dropbox does not tell since when, last. */
function oldestFirst(members: readonly LiveMember[]): readonly LiveMember[] {
  return [...members].sort(byKey((member) => sinceOf(member) ?? '9999'));
}

function byKey<Entry>(keyOf: (entry: Entry) => string): (a: Entry, b: Entry) => number {
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
