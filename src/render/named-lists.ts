import { MEMBER_ONLY } from '../model/member.js';
import type { Change, Json, JsonObject } from '../model/plan.js';
import { compareText } from './compare-text.js';
import { summariseLeaving } from './leaving-words.js';
import { countOf } from './prose.js';

/** Somebody, or a group, that a reviewer has to see by name, and why. Text is not escaped. */
export interface NamedEntry {
  readonly name: string;
  readonly notes: readonly string[];
}

/** Those whom a plan takes something from, or gives power: always complete, each sorted by name. */
export interface NamedLists {
  /** Removed or suspended, or with their invitation cancelled. */
  readonly losesAccess: readonly NamedEntry[];
  /** Taken out of groups that stay. */
  readonly leavesGroups: readonly NamedEntry[];
  readonly groupsDeleted: readonly NamedEntry[];
  /** New or higher admin roles, and owners of groups. */
  readonly gainsPower: readonly NamedEntry[];
  readonly losesPower: readonly NamedEntry[];
  /** By the address before; the note is the one after. */
  readonly changesAddress: readonly NamedEntry[];
}

/** What each list is called, in the order of printing. */
export const namedListLabels = {
  losesAccess: 'Loses access',
  groupsDeleted: 'Groups deleted',
  leavesGroups: 'Leaves groups',
  gainsPower: 'Gains power',
  losesPower: 'Loses power',
  changesAddress: 'Changes address',
} as const satisfies Record<keyof NamedLists, string>;

/** Said of those whose loss the file before would have brought too. */
const NOT_BY_THIS = 'due before this change';

/** Collects the names that no plan may hide, however long it is. */
export function makeNamedLists(changes: readonly Change[]): NamedLists {
  const gathered = {
    losesAccess: new Gathering(),
    leavesGroups: new Gathering(),
    groupsDeleted: new Gathering(),
    gainsPower: new Gathering(),
    losesPower: new Gathering(),
    changesAddress: new Gathering(),
  } satisfies Record<keyof NamedLists, Gathering>;
  // Somebody who is recovered and suspended in one run had no access to lose.
  const comesBack = new Set(changes.filter(({ action }) => action === 'recover').map(({ address }) => address));
  const byAddress = [...changes].sort((a, b) => compareText(a.address, b.address));
  for (const change of byAddress) {
    if (change.kind === 'group') gatherFromGroup(change, gathered);
    else gatherFromMember(change, comesBack.has(change.address), gathered);
  }
  return {
    losesAccess: gathered.losesAccess.sorted(),
    leavesGroups: gathered.leavesGroups.sorted(),
    groupsDeleted: gathered.groupsDeleted.sorted(),
    gainsPower: gathered.gainsPower.sorted(),
    losesPower: gathered.losesPower.sorted(),
    changesAddress: gathered.changesAddress.sorted(),
  };
}

function gatherFromMember(change: Change, comesBack: boolean, into: Record<keyof NamedLists, Gathering>): void {
  const { action, before, after, hazards, cause } = change;
  const name = nameOf(change);
  if ((action === 'remove' || action === 'suspend') && !comesBack) {
    into.losesAccess.add(name, ...summariseLeaving(change), ...(cause?.tag === 'drift' ? [NOT_BY_THIS] : []));
  }
  if (hazards.includes('grants_admin')) into.gainsPower.add(name, describeGrant(change));
  if (hazards.includes('revokes_admin') && action === 'update') {
    into.losesPower.add(name, `${text(before?.role)} -> ${text(after?.role)}`);
  }
  if (hazards.includes('changes_email')) into.changesAddress.add(text(before?.email), text(after?.email));
}

function describeGrant({ action, before, after }: Change): string {
  if (action === 'recover') return 'recovered with an admin role';
  if (action === 'unsuspend') return 'unsuspended with an admin role';
  const [from, to] = [before?.role, text(after?.role)];
  return typeof from === 'string' && from !== MEMBER_ONLY ? `${from} -> ${to}` : to;
}

function gatherFromGroup(change: Change, into: Record<keyof NamedLists, Gathering>): void {
  const group = nameOf(change);
  const before = membersOf(change.before);
  const after = membersOf(change.after);
  if (change.action === 'remove') {
    const size = Object.keys(before).length;
    into.groupsDeleted.add(group, size === 0 ? 'nobody in it' : countOf(size, 'member'));
    return;
  }
  for (const [email, access] of Object.entries(before)) {
    if (!(email in after)) into.leavesGroups.add(email, access === 'owner' ? `${group} as owner` : group);
    else if (access === 'owner' && after[email] !== 'owner') into.losesPower.add(email, `no longer owner of ${group}`);
  }
  for (const [email, access] of Object.entries(after)) {
    if (access === 'owner' && before[email] !== 'owner') into.gainsPower.add(email, `owner of ${group}`);
  }
}

/** The address or name after `member.` or `group.`. */
export function nameOf({ address, kind }: Pick<Change, 'address' | 'kind'>): string {
  return address.startsWith(`${kind}.`) ? address.slice(kind.length + 1) : address;
}

function membersOf(state: JsonObject | null): JsonObject {
  const members = state?.members;
  return members !== null && typeof members === 'object' && !Array.isArray(members) ? (members as JsonObject) : {};
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : 'unknown';
}

class Gathering {
  readonly #notes = new Map<string, string[]>();

  add(name: string, ...notes: readonly string[]): void {
    const known = this.#notes.get(name);
    if (known === undefined) this.#notes.set(name, [...notes]);
    else known.push(...notes);
  }

  sorted(): NamedEntry[] {
    return [...this.#notes].map(([name, notes]) => ({ name, notes })).sort((a, b) => compareText(a.name, b.name));
  }
}
