import { DAY_MS } from '../clock.js';
import { GroupBook } from './group.js';
import { isOnTeam, type Member, type MemberStatus, type OutsideAccount, type Removal } from './member.js';
import { FULL_ADMIN_ROLE_ID, type Role } from './roles.js';

/** What a team's plan and settings allow; each missing one has its own error tag. */
export interface TeamFeatures {
  readonly secondaryEmails: boolean;
  readonly persistentIds: boolean;
  readonly directoryRestriction: boolean;
  readonly spaceLimits: boolean;
  readonly externalSharing: boolean;
}

export interface TeamFacts {
  readonly id: string;
  readonly name: string;
  readonly licences: number;
  readonly features: TeamFeatures;
  readonly verifiedDomains: readonly string[];
  readonly everyoneGroupId: string;
}

/** A removed member can be recovered for this long, and holds its address and ids meanwhile. */
export const RECOVERY_MS = 7 * DAY_MS;
/** A removed member's files can be moved for this long; then the member is not listed any more. */
export const FILES_MS = 180 * DAY_MS;

/** A Dropbox team in memory: members with their indexes, groups, accounts outside. Rules live in the routes. */
export class Team {
  readonly groups = new GroupBook();
  /** In the order of arrival; a cancelled invitation leaves a hole. */
  readonly listing: (Member | undefined)[] = [];
  readonly outsideAccounts = new Map<string, OutsideAccount>();
  /** How many seats are taken: invited, active and suspended members. */
  seatsUsed = 0;
  private readonly byId = new Map<string, Member>();
  private readonly byAddress = new Map<string, Member>();
  private readonly byExternalId = new Map<string, Member>();
  private readonly byPersistentId = new Map<string, Member>();
  /** Removed for good: nobody's address any more, but still how one points at their files. */
  private readonly formerByAddress = new Map<string, Member>();
  private readonly roleHolders = new Set<Member>();
  private readonly recoverable = new Set<Member>();

  constructor(
    readonly facts: TeamFacts,
    readonly roles: readonly Role[],
  ) {}

  add(member: Omit<Member, 'seq' | 'groupIds'>): Member {
    const added: Member = { ...member, seq: this.listing.length, groupIds: new Set() };
    this.listing.push(added);
    this.byId.set(added.id, added);
    if (isOnTeam(added)) this.seatsUsed += 1;
    if (added.roleId !== undefined) this.roleHolders.add(added);
    if (isOnTeam(added) || added.removal?.isRecoverable === true) {
      this.indexIdentity(added);
      if (added.removal !== undefined) this.recoverable.add(added);
    } else {
      this.formerByAddress.set(added.email, added);
    }
    return added;
  }

  find(id: string): Member | undefined {
    return this.byId.get(id);
  }

  /** Who holds an address, as primary or secondary; a recoverable removed member does too. */
  findByAddress(email: string): Member | undefined {
    return this.byAddress.get(email.toLowerCase());
  }

  findFormerByAddress(email: string): Member | undefined {
    return this.formerByAddress.get(email.toLowerCase());
  }

  findByExternalId(externalId: string): Member | undefined {
    return this.byExternalId.get(externalId);
  }

  findByPersistentId(persistentId: string): Member | undefined {
    return this.byPersistentId.get(persistentId);
  }

  *all(): Iterable<Member> {
    for (const member of this.listing) if (member !== undefined) yield member;
  }

  roleOf(member: Member): Role | undefined {
    return member.roleId === undefined ? undefined : this.roles.find((role) => role.id === member.roleId);
  }

  /** Whether the team would have no active full admin without this one. */
  isLastAdmin(member: Member): boolean {
    if (!isActiveAdmin(member)) return false;
    for (const holder of this.roleHolders) if (holder !== member && isActiveAdmin(holder)) return false;
    return true;
  }

  changeEmail(member: Member, email: string): void {
    this.byAddress.delete(member.email);
    member.email = email;
    this.byAddress.set(email, member);
  }

  changeExternalId(member: Member, externalId: string | undefined): void {
    if (member.externalId !== undefined) this.byExternalId.delete(member.externalId);
    member.externalId = externalId;
    if (externalId !== undefined) this.byExternalId.set(externalId, member);
  }

  changePersistentId(member: Member, persistentId: string | undefined): void {
    if (member.persistentId !== undefined) this.byPersistentId.delete(member.persistentId);
    member.persistentId = persistentId;
    if (persistentId !== undefined) this.byPersistentId.set(persistentId, member);
  }

  addSecondaryEmail(member: Member, email: string, isVerified: boolean): void {
    member.secondaryEmails = [...member.secondaryEmails, { email, isVerified }];
    this.byAddress.set(email, member);
  }

  deleteSecondaryEmail(member: Member, email: string): void {
    member.secondaryEmails = member.secondaryEmails.filter((address) => address.email !== email);
    this.byAddress.delete(email);
  }

  changeRole(member: Member, roleId: string | undefined): void {
    member.roleId = roleId;
    if (roleId === undefined) this.roleHolders.delete(member);
    else this.roleHolders.add(member);
  }

  changeStatus(member: Member, status: Exclude<MemberStatus, 'removed'>): void {
    if (member.status === 'removed') this.seatsUsed += 1;
    member.status = status;
  }

  /** Withdraws an invitation: nothing of it remains. */
  forget(member: Member): void {
    this.groups.leaveAll(member);
    this.unindexIdentity(member);
    this.changeRole(member, undefined);
    this.byId.delete(member.id);
    this.listing[member.seq] = undefined;
    this.seatsUsed -= 1;
  }

  remove(member: Member, removal: Omit<Removal, 'roleId' | 'memberships'>): void {
    member.removal = { ...removal, roleId: member.roleId, memberships: this.groups.leaveAll(member) };
    member.status = 'removed';
    member.suspendedOnMs = undefined;
    this.changeRole(member, undefined);
    this.seatsUsed -= 1;
    if (removal.isRecoverable) {
      this.recoverable.add(member);
    } else {
      this.releaseIdentity(member);
    }
  }

  /** Brings a removed member back with role and groups. */
  recover(member: Member): void {
    const removal = member.removal;
    if (removal === undefined) return;
    this.recoverable.delete(member);
    this.changeStatus(member, 'active');
    member.removal = undefined;
    this.changeRole(member, removal.roleId);
    for (const { groupId, access } of removal.memberships) {
      const group = this.groups.find(groupId);
      if (group !== undefined) this.groups.join(group, member, access);
    }
  }

  /** Ends the chance of recovery: address and ids are free again. */
  endRecovery(member: Member): void {
    if (member.removal?.isRecoverable !== true) return;
    member.removal.isRecoverable = false;
    this.recoverable.delete(member);
    this.releaseIdentity(member);
  }

  /** Lets recovery windows that are over by now run out. */
  settleRecoveries(nowMs: number): void {
    for (const member of this.recoverable) {
      if (member.removal !== undefined && nowMs >= member.removal.atMs + RECOVERY_MS) this.endRecovery(member);
    }
  }

  private releaseIdentity(member: Member): void {
    this.unindexIdentity(member);
    this.formerByAddress.set(member.email, member);
    if (member.removal?.isDisconnected === true) {
      this.outsideAccounts.set(member.email, { email: member.email, isOnAnotherTeam: false });
    }
  }

  private indexIdentity(member: Member): void {
    this.byAddress.set(member.email, member);
    for (const { email } of member.secondaryEmails) this.byAddress.set(email, member);
    if (member.externalId !== undefined) this.byExternalId.set(member.externalId, member);
    if (member.persistentId !== undefined) this.byPersistentId.set(member.persistentId, member);
  }

  private unindexIdentity(member: Member): void {
    this.byAddress.delete(member.email);
    for (const { email } of member.secondaryEmails) this.byAddress.delete(email);
    if (member.externalId !== undefined) this.byExternalId.delete(member.externalId);
    if (member.persistentId !== undefined) this.byPersistentId.delete(member.persistentId);
  }
}

/** Only an active full admin keeps a team from being without one: invited and suspended ones do not count. */
export function isActiveAdmin(member: Member): boolean {
  return member.status === 'active' && member.roleId === FULL_ADMIN_ROLE_ID;
}
