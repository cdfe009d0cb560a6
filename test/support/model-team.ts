import type { AccessType, GroupManagement } from '../../src/model/group.js';
import type { LiveGroup, LiveMember, LiveRole, LiveState } from '../../src/model/live-state.js';
import type { MemberAttributes } from '../../src/model/member.js';
import type { MemberRef, Operation } from '../../src/model/operation.js';

/** What the modelled team answers when Dropbox would refuse. */
export class Refusal extends Error {
  constructor(readonly tag: string) {
    super(tag);
  }
}

interface ModelGroup {
  id: string;
  name: string;
  externalId: string | null;
  management: LiveGroup['management'];
  members: Map<string, AccessType>;
}

type ModelMember = { -readonly [Key in keyof LiveMember]: LiveMember[Key] };

const NEW_GROUP = 'g:new';

/** Which groups somebody who was removed comes back to: made up, but always the same. */
function wasIn(member: ModelMember, group: ModelGroup): boolean {
  return group.management !== 'system_managed' && (member.id.length * 7 + sumOf(member.id) + sumOf(group.id)) % 3 === 0;
}

function sumOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}

export const modelRoles: readonly LiveRole[] = [
  { id: 'pid_dbtmr:team', name: 'Team', slug: 'team_admin' },
  { id: 'pid_dbtmr:billing', name: 'Billing', slug: 'billing_admin' },
];

/**
 * A team in memory that carries out one operation at a time and refuses what Dropbox refuses. It knows the planner's
 * operations, not HTTP: property tests of the planner run on it by the thousand.
 */
export class ModelTeam {
  readonly members = new Map<string, ModelMember>();
  readonly groups = new Map<string, ModelGroup>();
  private readonly created = new Map<string, string>();
  /** People who came back, with groups that nobody could know of before. */
  private readonly returned = new Set<string>();
  private nextId = 1;

  constructor(
    private readonly live: LiveState,
    private readonly nowIso: string,
  ) {
    for (const member of live.members) this.members.set(member.id, { ...member });
    for (const group of live.groups) {
      const members = new Map([...group.members].map(([id, access]) => [id, access ?? ('member' as const)]));
      this.groups.set(group.id, { ...group, members });
    }
  }

  liveState(): LiveState {
    const members = [...this.members.values()];
    const used = members.filter((member) => member.status !== 'removed').length;
    return {
      ...this.live,
      licences: { ...this.live.licences, used },
      members: members.map((member) => ({ ...member })),
      groups: [...this.groups.values()].map((group) => ({ ...group, members: new Map(group.members) })),
    };
  }

  activeAdmins(): number {
    return [...this.members.values()].filter(
      (member) => member.status === 'active' && member.attributes.role === 'team_admin',
    ).length;
  }

  perform({ step, address }: Operation): void {
    switch (step.kind) {
      case 'member.add': {
        const { new: added } = step;
        this.needSeat();
        this.needFree('email', added.email, null);
        if (added.externalId !== null) this.needFree('external_id', added.externalId, null);
        const id = `dbmid:new${this.nextId++}`;
        this.created.set(address, id);
        this.members.set(id, {
          id,
          status: 'invited',
          isRecoverable: false,
          isEmailVerified: false,
          invitedOn: this.nowIso,
          joinedOn: null,
          suspendedOn: null,
          attributes: {
            email: added.email,
            external_id: added.externalId,
            given_name: added.givenName,
            surname: added.surname,
            role: added.role.slug,
            persistent_id: added.persistentId,
            directory_restricted: added.directoryRestricted ?? false,
            secondary_emails: [],
            space_quota_gb: null,
          },
        });
        return;
      }
      case 'member.recover': {
        const member = this.find(step.member);
        if (member.status !== 'removed' || !member.isRecoverable) throw new Refusal('user_unrecoverable');
        this.needSeat();
        member.status = 'active';
        this.returned.add(member.id);
        for (const group of this.groups.values()) {
          // Where groups are small there might be no room left: that is another story.
          if (
            wasIn(member, group) &&
            !group.id.startsWith(NEW_GROUP) &&
            this.live.capabilities.groupMemberLimit > this.members.size
          )
            group.members.set(member.id, 'member');
        }
        return;
      }
      case 'member.unsuspend': {
        const member = this.present(step.member);
        if (member.status !== 'suspended') throw new Refusal('unsuspend_non_suspended_member');
        member.status = 'active';
        member.suspendedOn = null;
        return;
      }
      case 'member.set_profile': {
        const member = this.present(step.member);
        const { attribute, value } = step;
        if (attribute === 'email' || attribute === 'external_id' || attribute === 'persistent_id') {
          if (typeof value === 'string') this.needFree(attribute, value, member);
        }
        this.assign(member, { [attribute]: value });
        return;
      }
      case 'member.set_role': {
        const member = this.present(step.member);
        if (member.status === 'suspended') throw new Refusal('cannot_set_permissions');
        this.keepAnAdmin(member, step.role.slug === 'team_admin', 'last_admin');
        this.assign(member, { role: step.role.slug });
        return;
      }
      case 'member.set_quota':
        this.assign(this.present(step.member), { space_quota_gb: step.quotaGb });
        return;
      case 'member.add_secondary_email': {
        const member = this.present(step.member);
        if (member.status === 'invited') throw new Refusal('unverified');
        this.needFree('email', step.email, null);
        this.assign(member, { secondary_emails: [...member.attributes.secondary_emails, step.email] });
        return;
      }
      case 'member.delete_secondary_email': {
        const member = this.present(step.member);
        if (!member.attributes.secondary_emails.includes(step.email)) throw new Refusal('not_found');
        this.assign(member, {
          secondary_emails: member.attributes.secondary_emails.filter((email) => email !== step.email),
        });
        return;
      }
      case 'member.suspend': {
        const member = this.present(step.member);
        if (member.status !== 'active') throw new Refusal('suspend_inactive_user');
        this.keepAnAdmin(member, false, 'suspend_last_admin');
        member.status = 'suspended';
        member.suspendedOn = this.nowIso;
        return;
      }
      case 'member.remove': {
        const member = this.present(step.member);
        if (member.status === 'active') throw new Refusal('removed-while-active');
        this.keepAnAdmin(member, false, 'remove_last_admin');
        if (step.transferTo !== null) {
          const destination = this.present(step.transferTo);
          if (!destination.isEmailVerified || destination.status !== 'active')
            throw new Refusal('recipient_not_verified');
          const admin = step.transferAdmin === null ? null : this.present(step.transferAdmin);
          if (admin === null) throw new Refusal('unspecified_transfer_admin_id');
          if (admin.attributes.role !== 'team_admin' || admin.status !== 'active')
            throw new Refusal('transfer_admin_is_not_admin');
        }
        for (const group of this.groups.values()) group.members.delete(member.id);
        if (member.status === 'invited') this.members.delete(member.id);
        member.status = 'removed';
        member.isRecoverable = step.transferTo === null;
        return;
      }
      case 'group.create': {
        this.needFreeName(step.group.name, null);
        if (step.externalId !== null) this.needFreeGroupId(step.externalId, null);
        const id = `${NEW_GROUP}${this.nextId++}`;
        this.created.set(address, id);
        this.groups.set(id, {
          id,
          name: step.group.name,
          externalId: step.externalId,
          management: step.management,
          members: new Map(),
        });
        return;
      }
      case 'group.set': {
        const group = this.findGroup(step.group.address, step.group.id);
        if (step.attribute === 'name') {
          this.needFreeName(String(step.value), group);
          group.name = String(step.value);
        } else if (step.attribute === 'external_id') {
          if (step.value !== null) this.needFreeGroupId(step.value, group);
          group.externalId = step.value;
        } else {
          group.management = step.value as GroupManagement;
          if (step.value === 'company_managed') for (const id of group.members.keys()) group.members.set(id, 'member');
        }
        return;
      }
      case 'group.delete':
        this.groups.delete(this.findGroup(step.group.address, step.group.id).id);
        return;
      case 'membership.add': {
        const group = this.findGroup(step.group.address, step.group.id);
        const member = this.present(step.member);
        // The provider reads again, and finds that whoever came back is in the group already.
        if (group.members.has(member.id) && !this.returned.has(member.id)) throw new Refusal('duplicate_user');
        if (!group.members.has(member.id) && group.members.size >= this.live.capabilities.groupMemberLimit)
          throw new Refusal('group_is_full');
        this.checkOwner(group, member, step.access);
        group.members.set(member.id, step.access);
        return;
      }
      case 'membership.remove': {
        const group = this.findGroup(step.group.address, step.group.id);
        if (!group.members.delete(this.present(step.member).id)) throw new Refusal('member_not_in_group');
        return;
      }
      case 'membership.set_access': {
        const group = this.findGroup(step.group.address, step.group.id);
        const member = this.present(step.member);
        if (!group.members.has(member.id)) throw new Refusal('member_not_in_group');
        this.checkOwner(group, member, step.access);
        group.members.set(member.id, step.access);
        return;
      }
    }
  }

  private assign(member: ModelMember, attributes: Partial<MemberAttributes>): void {
    member.attributes = { ...member.attributes, ...attributes };
  }

  private find(ref: MemberRef): ModelMember {
    const member = this.members.get(ref.id ?? this.created.get(ref.address) ?? '');
    if (member === undefined) throw new Refusal('user_not_found');
    return member;
  }

  private present(ref: MemberRef): ModelMember {
    const member = this.find(ref);
    if (member.status === 'removed') throw new Refusal('user_not_in_team');
    return member;
  }

  private findGroup(address: string, id: string | null): ModelGroup {
    const group = this.groups.get(id ?? this.created.get(address) ?? '');
    if (group === undefined) throw new Refusal('group_not_found');
    return group;
  }

  private checkOwner(group: ModelGroup, member: ModelMember, access: AccessType): void {
    if (access !== 'owner') return;
    if (group.management === 'company_managed') throw new Refusal('user_cannot_be_manager_of_company_managed_group');
    if (member.status === 'suspended') throw new Refusal('user_must_be_active_to_be_owner');
  }

  private needSeat(): void {
    const used = [...this.members.values()].filter((member) => member.status !== 'removed').length;
    if (used >= this.live.licences.available) throw new Refusal('team_license_limit');
  }

  private needFree(
    attribute: 'email' | 'external_id' | 'persistent_id',
    value: string,
    self: ModelMember | null,
  ): void {
    for (const member of this.members.values()) {
      if (member === self || (member.status === 'removed' && !member.isRecoverable)) continue;
      if (member.attributes[attribute] === value) throw new Refusal(`${attribute} is taken: ${value}`);
      if (attribute === 'email' && member.attributes.secondary_emails.includes(value)) {
        throw new Refusal(`address is taken as a secondary one: ${value}`);
      }
    }
  }

  private needFreeName(name: string, self: ModelGroup | null): void {
    for (const group of this.groups.values()) {
      if (group !== self && group.name.toLowerCase() === name.toLowerCase())
        throw new Refusal('group_name_already_used');
    }
  }

  private needFreeGroupId(id: string, self: ModelGroup | null): void {
    for (const group of this.groups.values()) {
      if (group !== self && group.externalId === id) throw new Refusal('external_id_already_in_use');
    }
  }

  private keepAnAdmin(member: ModelMember, isStillAdmin: boolean, tag: string): void {
    if (isStillAdmin || member.status !== 'active' || member.attributes.role !== 'team_admin') return;
    if (this.activeAdmins() <= 1) throw new Refusal(tag);
  }
}
