import type { AccessType, GroupManagement } from './group.js';
import type { MemberAttributeName, MemberAttributes } from './member.js';
import type { Offboarding } from './policy.js';

/** Why one operation waits for another; each is a sentence in `order-rules`. */
export const orderReasons = [
  'group-before-memberships',
  'member-before-attributes',
  'grant-before-revoke',
  'value-freed-before-taken',
  'memberships-before-suspension',
  'attributes-before-suspension',
  'suspension-before-removal',
  'transfer-before-destination-leaves',
  'destination-ready-before-transfer',
  'group-emptied-before-deletion',
  'room-in-group',
  'seats-freed-before-taken',
] as const;
export type OrderReason = (typeof orderReasons)[number];

/** An edge of the operation graph. */
export interface Dependency {
  /** The operation that comes first. */
  readonly id: string;
  readonly reason: OrderReason;
  /** A preference: waits for the other to end, however it ends, and is never skipped because of it. */
  readonly isSoft: boolean;
}

/** Somebody an operation is about. `id` is null for people whom this run adds: it becomes known when they are. */
export interface MemberRef {
  /** `member.ada@acme.com`, as in the plan's changes. */
  readonly address: string;
  readonly id: string | null;
  /** The address that the live member had when the plan was made, folded; the declared one for somebody new. */
  readonly email: string;
}

/** A group an operation is about; `id` is null for groups that this run creates. */
export interface GroupRef {
  readonly address: string;
  readonly id: string | null;
  readonly name: string;
}

export type ProfileAttributeName = Exclude<MemberAttributeName, 'role' | 'secondary_emails' | 'space_quota_gb'>;

/** A role with what the provider needs to set it: `id` is null for `member_only`. */
export interface RoleRef {
  readonly slug: string;
  readonly id: string | null;
}

/** What somebody is added with: everything that one call can set at once. */
export interface NewMember {
  readonly email: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly externalId: string | null;
  readonly persistentId: string | null;
  readonly directoryRestricted: boolean | null;
  readonly role: RoleRef;
  readonly sendWelcomeEmail: boolean;
}

/** The step itself: the smallest thing that can succeed or fail alone. */
export type OperationStep =
  | { readonly kind: 'member.add'; readonly member: MemberRef; readonly new: NewMember }
  | { readonly kind: 'member.recover'; readonly member: MemberRef }
  | { readonly kind: 'member.unsuspend'; readonly member: MemberRef }
  | {
      readonly kind: 'member.set_profile';
      readonly member: MemberRef;
      readonly attribute: ProfileAttributeName;
      readonly value: MemberAttributes[ProfileAttributeName];
      /** Makes room in a cycle (a cleared external id, a temporary address); never merged with the final value's call. */
      readonly isTemporary: boolean;
    }
  | { readonly kind: 'member.set_role'; readonly member: MemberRef; readonly from: string; readonly role: RoleRef }
  | { readonly kind: 'member.set_quota'; readonly member: MemberRef; readonly quotaGb: number | null }
  | { readonly kind: 'member.add_secondary_email'; readonly member: MemberRef; readonly email: string }
  | { readonly kind: 'member.delete_secondary_email'; readonly member: MemberRef; readonly email: string }
  | { readonly kind: 'member.suspend'; readonly member: MemberRef; readonly wipeDevices: boolean }
  | {
      readonly kind: 'member.remove';
      readonly member: MemberRef;
      /** An invitation that is cancelled has no account, no files and no devices. */
      readonly isInvitation: boolean;
      readonly offboarding: Offboarding;
      readonly transferTo: MemberRef | null;
      readonly transferAdmin: MemberRef | null;
    }
  | {
      readonly kind: 'group.create';
      readonly group: GroupRef;
      readonly externalId: string | null;
      readonly management: GroupManagement;
    }
  | {
      readonly kind: 'group.set';
      readonly group: GroupRef;
      readonly attribute: 'name' | 'external_id' | 'management';
      readonly value: string | null;
      readonly isTemporary: boolean;
    }
  | { readonly kind: 'group.delete'; readonly group: GroupRef }
  | {
      readonly kind: 'membership.add';
      readonly group: GroupRef;
      readonly member: MemberRef;
      readonly access: AccessType;
    }
  | { readonly kind: 'membership.remove'; readonly group: GroupRef; readonly member: MemberRef }
  | {
      readonly kind: 'membership.set_access';
      readonly group: GroupRef;
      readonly member: MemberRef;
      readonly access: AccessType;
    };

export type OperationKind = OperationStep['kind'];

export interface Operation {
  /** Readable and unique within a plan: `member.ada@acme.com/role`. */
  readonly id: string;
  readonly kind: OperationKind;
  /** The change it belongs to. */
  readonly address: string;
  /** One line for people: "make ada@acme.com a team_admin". */
  readonly summary: string;
  readonly after: readonly Dependency[];
  readonly step: OperationStep;
}
