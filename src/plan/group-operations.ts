import type { GroupManagement } from '../model/group.js';
import { type DraftOperation, draft } from './draft.js';
import type { GroupDelta, GroupPlan, MembershipDelta } from './group-plan.js';

/** The operations of one group, by what they do. */
export interface GroupOperations {
  readonly plan: GroupPlan;
  readonly create: DraftOperation | null;
  readonly set: ReadonlyMap<GroupDelta['name'], DraftOperation>;
  readonly memberships: readonly { readonly delta: MembershipDelta; readonly operation: DraftOperation }[];
  readonly delete: DraftOperation | null;
}

/** Breaks one group's plan into the smallest steps that can succeed or fail alone. Edges come later. */
export function makeGroupOperations(plan: GroupPlan): GroupOperations {
  return {
    plan,
    create: plan.action === 'create' ? creation(plan) : null,
    set: new Map(plan.deltas.map((delta) => [delta.name, setGroup(plan, delta.name, delta.after)])),
    memberships: plan.memberships.map((delta) => ({ delta, operation: membership(plan, delta) })),
    delete:
      plan.action === 'delete'
        ? draft(plan.address, 'delete', `delete the group ${plan.ref.name}`, { kind: 'group.delete', group: plan.ref })
        : null,
  };
}

/** One operation that gives a group an attribute; also used for the temporary values of cycles. */
export function setGroup(
  plan: GroupPlan,
  attribute: GroupDelta['name'],
  value: string | null,
  options: { readonly isTemporary: boolean } = { isTemporary: false },
): DraftOperation {
  const { isTemporary } = options;
  const what = attribute === 'external_id' ? 'external id' : attribute;
  const verb =
    value === null ? `clear the ${what} of ${plan.ref.name}` : `set the ${what} of ${plan.ref.name} to ${value}`;
  return draft(
    plan.address,
    isTemporary ? `${attribute}/temporary` : attribute,
    isTemporary ? `${verb} for a moment` : verb,
    {
      kind: 'group.set',
      group: plan.ref,
      attribute,
      value,
      isTemporary,
    },
  );
}

function creation(plan: GroupPlan): DraftOperation {
  const attributes = plan.desired?.attributes;
  const management: GroupManagement = attributes?.management ?? 'company_managed';
  return draft(plan.address, 'create', `create the group ${plan.ref.name}`, {
    kind: 'group.create',
    group: plan.ref,
    externalId: attributes?.external_id ?? null,
    management,
  });
}

function membership(plan: GroupPlan, delta: MembershipDelta): DraftOperation {
  const { address, ref: group } = plan;
  const member = delta.member.ref;
  const who = delta.member.desired?.email ?? member.email;
  const name = `members/${who}`;
  if (delta.after === null) {
    return draft(address, name, `take ${who} out of ${group.name}`, { kind: 'membership.remove', group, member });
  }
  const access = delta.after;
  if (delta.before === null) {
    const summary = `add ${who} to ${group.name}${access === 'owner' ? ' as an owner' : ''}`;
    return draft(address, name, summary, { kind: 'membership.add', group, member, access });
  }
  const summary =
    access === 'owner' ? `make ${who} an owner of ${group.name}` : `make ${who} a plain member of ${group.name}`;
  return draft(address, name, summary, { kind: 'membership.set_access', group, member, access });
}
