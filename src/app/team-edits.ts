import type { GroupKey, MemberKey, TeamFileEdit } from '../config/edit.js';
import type { GroupEntry, MemberEntry, MembershipEntry, OffboardingEntry } from '../config/team-document.js';
import type { WrittenTeam } from '../config/written-team.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { Json } from '../model/plan.js';

/** Edits by the file that they are for. */
export type FileEdits = ReadonlyMap<string, readonly TeamFileEdit[]>;

/**
 * Gathers edits of a team that may be written in several files: each goes to the file and the side of a membership where
 * the thing stands. Whoever and whatever is in none of the files is passed over.
 */
export class TeamEdits {
  readonly #edits = new Map<string, TeamFileEdit[]>();
  /** The groups that members list themselves, as they are to be. */
  readonly #ownGroups = new Map<string, readonly string[]>();
  /** Folded addresses of those who come into a file. */
  readonly #added = new Set<string>();

  /** @param mainFile takes what has no place yet. */
  constructor(
    private readonly written: WrittenTeam,
    private readonly mainFile: string,
  ) {}

  set(email: string, key: MemberKey, value: Json): void {
    const file = this.written.members.get(email)?.file;
    if (file !== undefined) this.#add(file, { tag: 'set', email, key, value });
  }

  /** Sets one key of how somebody leaves; the others stay. */
  setOffboarding(email: string, key: keyof OffboardingEntry, value: Json): void {
    const file = this.written.members.get(email)?.file;
    if (file !== undefined) this.#add(file, { tag: 'set-offboarding', email, key, value });
  }

  /** Unsets a key of the member's own; what comes from the defaults stays. */
  unset(email: string, key: MemberKey): void {
    const entry = this.written.members.get(email);
    if (entry?.keys.has(key) === true) this.#add(entry.file, { tag: 'unset', email, key });
  }

  isSet(email: string, key: MemberKey): boolean {
    const edits = this.#edits.get(this.written.members.get(email)?.file ?? '') ?? [];
    return edits.some((edit) => edit.tag === 'set' && edit.email === email && edit.key === key);
  }

  /** Whether everybody has a key by default, so that nobody can be without it. */
  isDefault(key: MemberKey): boolean {
    return this.written.defaults.keys.has(key);
  }

  addMember(member: MemberEntry): void {
    this.#added.add(foldEmail(member.email));
    this.#add(this.#homeOf('members'), { tag: 'add', member });
  }

  /** Takes a member out, and out of the lists of all groups. */
  dropMember(email: string): void {
    const file = this.written.members.get(email)?.file;
    if (file === undefined) return;
    this.#add(file, { tag: 'drop', email });
    for (const { file: place, name, listed } of this.written.groups.values()) {
      if (listed?.has(email) === true) this.#add(place, { tag: 'strike', name, email });
    }
  }

  /** Changes an address or a name wherever a file says it; nobody's former name is the one that they have. */
  rename(kind: 'member' | 'group', from: string, to: string): void {
    const tag = kind === 'member' ? 'rename-member' : 'rename-group';
    const all = [...this.written.members.values(), ...this.written.groups.values()].map(({ file }) => file);
    for (const file of new Set([...all, this.mainFile])) this.#add(file, { tag, from, to });
    if (kind === 'group') this.#forgetName(from, to);
    else this.forgetAddresses(from, (email) => foldEmail(email) === foldEmail(to), to);
  }

  /**
   * Takes former addresses of somebody out of the file that are somebody's by now.
   * @param newAddress that they get by the same edits.
   */
  forgetAddresses(email: string, isTaken: (former: string) => boolean, newAddress = email): void {
    const { file, previousEmails = [] } = this.written.members.get(foldEmail(email)) ?? {};
    const value = previousEmails.filter((former) => !isTaken(former));
    if (file === undefined || value.length === previousEmails.length) return;
    const target = { email: newAddress, key: 'previous_emails' } as const;
    this.#add(file, value.length === 0 ? { tag: 'unset', ...target } : { tag: 'set', ...target, value });
  }

  setGroup(name: string, key: GroupKey, value: Json): void {
    const file = this.written.groups.get(groupKey(name))?.file;
    if (file !== undefined) this.#add(file, { tag: 'set-group', name, key, value });
  }

  unsetGroup(name: string, key: GroupKey): void {
    const file = this.written.groups.get(groupKey(name))?.file;
    if (file !== undefined) this.#add(file, { tag: 'unset-group', name, key });
  }

  addGroup(group: GroupEntry): void {
    this.#add(this.#homeOf('groups'), { tag: 'add-group', group });
  }

  /** Takes a group out, and out of the lists of all members; not one that everybody is in by default. */
  dropGroup(name: string): void {
    const entry = this.written.groups.get(groupKey(name));
    if (entry === undefined || includesGroup(this.written.defaults.groups, name)) return;
    this.#add(entry.file, { tag: 'drop-group', name: entry.name });
    for (const email of this.written.members.keys()) {
      const own = this.#ownGroupsOf(email);
      if (own !== null && includesGroup(own, name)) this.#ownGroups.set(email, withoutGroup(own, name));
    }
  }

  /** Writes somebody into a group: on the side where the group's people stand. */
  enlist(group: string, membership: MembershipEntry): void {
    const entry = this.written.groups.get(groupKey(group));
    const email = foldEmail(typeof membership === 'string' ? membership : membership.email);
    if (entry === undefined || !(this.written.members.has(email) || this.#added.has(email))) return;
    const own = typeof membership === 'string' ? this.#ownGroupsOf(membership) : null;
    // Groups of one's own would take the place of those that everybody has by default.
    const canListOwn = own !== null || this.written.defaults.groups.length === 0;
    if (typeof membership === 'string' && entry.listed === null && canListOwn) {
      this.#ownGroups.set(membership, [...(own ?? []), entry.name]);
    } else this.#add(entry.file, { tag: 'enlist', name: entry.name, membership });
  }

  /** Takes somebody out of a group, on both sides; where everybody is in it by default, by groups of their own. */
  strike(group: string, email: string): void {
    const entry = this.written.groups.get(groupKey(group));
    if (entry?.listed?.has(email) === true) this.#add(entry.file, { tag: 'strike', name: entry.name, email });
    if (!this.written.members.has(email)) return;
    const own = this.#ownGroupsOf(email) ?? this.written.defaults.groups;
    if (includesGroup(own, group)) this.#ownGroups.set(email, withoutGroup(own, group));
  }

  finish(): FileEdits {
    const { members, defaults } = this.written;
    for (const [email, value] of this.#ownGroups) {
      const entry = members.get(email);
      const file = entry?.file ?? this.#homeOf('members');
      // An empty list says that the defaults do not hold.
      if (value.length > 0 || defaults.groups.length > 0) this.#add(file, { tag: 'set', email, key: 'groups', value });
      else if (entry?.keys.has('groups') === true) this.#add(file, { tag: 'unset', email, key: 'groups' });
    }
    this.#ownGroups.clear();
    return this.#edits;
  }

  #add(file: string, edit: TeamFileEdit): void {
    const edits = this.#edits.get(file);
    if (edits === undefined) this.#edits.set(file, [edit]);
    else edits.push(edit);
  }

  /** Where new members or groups go: to the last one that is there. */
  #homeOf(list: 'members' | 'groups'): string {
    return [...this.written[list].values()].at(-1)?.file ?? this.mainFile;
  }

  #ownGroupsOf(email: string): readonly string[] | null {
    return this.#ownGroups.get(email) ?? this.written.members.get(email)?.groups ?? null;
  }

  #forgetName(from: string, to: string): void {
    const { file, previousNames = [] } = this.written.groups.get(groupKey(from)) ?? {};
    const value = withoutGroup(previousNames, to);
    if (file === undefined || value.length === previousNames.length) return;
    const target = { name: to, key: 'previous_names' } as const;
    this.#add(file, value.length === 0 ? { tag: 'unset-group', ...target } : { tag: 'set-group', ...target, value });
  }
}

function includesGroup(names: readonly string[], name: string): boolean {
  return names.some((one) => groupKey(one) === groupKey(name));
}

function withoutGroup(names: readonly string[], name: string): readonly string[] {
  return names.filter((one) => groupKey(one) !== groupKey(name));
}
