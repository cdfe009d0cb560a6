import type { GroupAccess, GroupManagement, Member } from './member.js';

/** A group of the team. The system's everyone group keeps no list of its own: its members are the team's. */
export interface Group {
  readonly id: string;
  readonly seq: number;
  readonly createdMs: number;
  readonly isEveryone: boolean;
  name: string;
  externalId: string | undefined;
  management: GroupManagement;
  readonly memberships: Map<string, Membership>;
}

export interface Membership {
  readonly member: Member;
  /** Position in the group's listing. */
  readonly seq: number;
  access: GroupAccess;
}

/** A group holds this many members at most. */
export const GROUP_MEMBER_LIMIT = 1000;

/** Every group of the team, found by id, name or external id, and who is in which. */
export class GroupBook {
  /** In the order of creation; a deleted group leaves a hole. */
  readonly listing: (Group | undefined)[] = [];
  private readonly byId = new Map<string, Group>();
  private readonly byName = new Map<string, Group>();
  private readonly byExternalId = new Map<string, Group>();
  private readonly deletedIds = new Set<string>();
  /** Groups of other teams: their ids exist, but not here. */
  readonly outsideIds = new Set<string>();
  private nextMembershipSeq = 0;

  add(group: Omit<Group, 'seq' | 'memberships'>): Group {
    const added: Group = { ...group, seq: this.listing.length, memberships: new Map() };
    this.listing.push(added);
    this.byId.set(added.id, added);
    this.byName.set(foldName(added.name), added);
    if (added.externalId !== undefined) this.byExternalId.set(added.externalId, added);
    return added;
  }

  find(id: string): Group | undefined {
    return this.byId.get(id);
  }

  findByName(name: string): Group | undefined {
    return this.byName.get(foldName(name));
  }

  findByExternalId(externalId: string): Group | undefined {
    return this.byExternalId.get(externalId);
  }

  wasDeleted(id: string): boolean {
    return this.deletedIds.has(id);
  }

  *all(): Iterable<Group> {
    for (const group of this.listing) if (group !== undefined) yield group;
  }

  rename(group: Group, name: string): void {
    this.byName.delete(foldName(group.name));
    group.name = name;
    this.byName.set(foldName(name), group);
  }

  changeExternalId(group: Group, externalId: string | undefined): void {
    if (group.externalId !== undefined) this.byExternalId.delete(group.externalId);
    group.externalId = externalId;
    if (externalId !== undefined) this.byExternalId.set(externalId, group);
  }

  delete(group: Group): void {
    for (const { member } of group.memberships.values()) member.groupIds.delete(group.id);
    this.byId.delete(group.id);
    this.byName.delete(foldName(group.name));
    if (group.externalId !== undefined) this.byExternalId.delete(group.externalId);
    this.listing[group.seq] = undefined;
    this.deletedIds.add(group.id);
  }

  join(group: Group, member: Member, access: GroupAccess): void {
    group.memberships.set(member.id, { member, access, seq: this.nextMembershipSeq++ });
    member.groupIds.add(group.id);
  }

  leave(group: Group, member: Member): void {
    group.memberships.delete(member.id);
    member.groupIds.delete(group.id);
  }

  /** Takes somebody out of every group, and tells which, so that recovery can undo it. */
  leaveAll(member: Member): { groupId: string; access: GroupAccess }[] {
    const left: { groupId: string; access: GroupAccess }[] = [];
    for (const groupId of [...member.groupIds]) {
      const group = this.byId.get(groupId);
      if (group === undefined) continue;
      left.push({ groupId, access: group.memberships.get(member.id)?.access ?? 'member' });
      this.leave(group, member);
    }
    return left;
  }
}

function foldName(name: string): string {
  return name.trim().toLowerCase();
}
