import type { GroupRef, MemberRef, NewMember, Operation, OperationStep } from '../../src/model/operation.js';
import { defaultOffboarding, type Offboarding } from '../../src/model/policy.js';

let count = 0;

/** An operation around a step, with an id of its own. */
export function operation(step: OperationStep): Operation {
  count += 1;
  const address = 'group' in step ? step.group.address : step.member.address;
  return { id: `${step.kind}#${count}`, kind: step.kind, address, summary: step.kind, after: [], step };
}

export function ref(email: string, id: string | null = null): MemberRef {
  return { address: `member.${email}`, id, email };
}

export function groupRef(name: string, id: string | null = null): GroupRef {
  return { address: `group.${name}`, id, name };
}

export function add(email: string, wanted: Partial<NewMember> = {}): Operation {
  const member: NewMember = {
    email,
    givenName: null,
    surname: null,
    externalId: null,
    persistentId: null,
    directoryRestricted: null,
    role: { slug: 'member_only', id: null },
    sendWelcomeEmail: false,
    ...wanted,
  };
  return operation({ kind: 'member.add', member: ref(email), new: member });
}

export function setProfile(
  member: MemberRef,
  attribute: Extract<OperationStep, { kind: 'member.set_profile' }>['attribute'],
  value: string | boolean | null,
  isTemporary = false,
): Operation {
  return operation({ kind: 'member.set_profile', member, attribute, value, isTemporary });
}

export function remove(
  member: MemberRef,
  wanted: Partial<Extract<OperationStep, { kind: 'member.remove' }>> = {},
): Operation {
  return operation({
    kind: 'member.remove',
    member,
    isInvitation: false,
    offboarding: defaultOffboarding,
    transferTo: null,
    transferAdmin: null,
    ...wanted,
  });
}

export function offboarding(wanted: Partial<Offboarding>): Offboarding {
  return { ...defaultOffboarding, ...wanted };
}

export function join(group: GroupRef, member: MemberRef, access: 'member' | 'owner' = 'member'): Operation {
  return operation({ kind: 'membership.add', group, member, access });
}

export function leave(group: GroupRef, member: MemberRef): Operation {
  return operation({ kind: 'membership.remove', group, member });
}
