import { assertNever } from '../model/assert-never.js';
import type { Attribute, AttributeValue } from '../model/attribute.js';
import { type MemberAttributeName, memberAttributes } from '../model/member.js';
import type { Operation } from '../model/operation.js';
import type { Change, ChangeAction, Json, JsonObject } from '../model/plan.js';
import { isObject } from './digest.js';

/** Finds the change of a plan that an address and an action name. */
export type FindChange = (address: string, action: ChangeAction) => Change | undefined;

/** Makes a plan's changes easy to find. */
export function indexChanges(changes: readonly Change[]): FindChange {
  const byKey = new Map(changes.map((change) => [`${change.action} ${change.address}`, change]));
  return (address, action) => byKey.get(`${action} ${address}`);
}

/** What creating somebody does not set at once: operations of their own do, afterwards. */
const setAfterCreation = ['space_quota_gb', 'secondary_emails', 'members'];

/**
 * The part of a plan's changes that one operation carries out: the least that somebody can have agreed to. A step that
 * makes room for a moment carries out the change it makes room for. Null where the plan has no change for it.
 */
export function sliceOf({ step, address }: Operation, find: FindChange): Change | null {
  switch (step.kind) {
    case 'member.add':
    case 'group.create':
      return withoutKeys(find(address, 'create'), setAfterCreation);
    case 'member.recover':
      return find(address, 'recover') ?? null;
    case 'member.unsuspend':
      return find(address, 'unsuspend') ?? null;
    case 'member.set_profile':
      return attributeSlice(address, step.attribute, find);
    case 'member.set_role':
      return attributeSlice(address, 'role', find);
    case 'member.set_quota':
      return attributeSlice(address, 'space_quota_gb', find);
    case 'member.add_secondary_email':
      return entrySlice(address, 'secondary_emails', { before: [], after: [step.email] }, find);
    case 'member.delete_secondary_email':
      return entrySlice(address, 'secondary_emails', { before: [step.email], after: [] }, find);
    case 'member.suspend':
      // Whoever is removed is suspended first.
      return find(address, 'suspend') ?? find(address, 'remove') ?? null;
    case 'member.remove':
    case 'group.delete':
      return find(address, 'remove') ?? null;
    case 'group.set':
      return attributeSlice(address, step.attribute, find);
    case 'membership.add':
    case 'membership.remove':
    case 'membership.set_access':
      return membershipSlice(address, step.member.address.replace(/^member\./, ''), find);
    default:
      return assertNever(step);
  }
}

function findSetting(address: string, find: FindChange): Change | null {
  return find(address, 'update') ?? find(address, 'create') ?? null;
}

function attributeSlice(address: string, key: string, find: FindChange): Change | null {
  const change = findSetting(address, find);
  return change === null ? null : narrow(change, key, { before: change.before?.[key], after: change.after?.[key] });
}

function entrySlice(address: string, key: string, states: States, find: FindChange): Change | null {
  const change = findSetting(address, find);
  return change === null ? null : narrow(change, key, states);
}

/** A group's memberships are told by the addresses that people are to have. */
function membershipSlice(address: string, email: string, find: FindChange): Change | null {
  const change = findSetting(address, find);
  if (change === null) return null;
  const only = (state: JsonObject | null): JsonObject => {
    const members = state?.members;
    const access = isObject(members) ? members[email] : undefined;
    return access === undefined ? {} : { [email]: access };
  };
  return narrow(change, 'members', { before: only(change.before), after: only(change.after) });
}

interface States {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** A change of one key alone; what was created meanwhile has no state before. */
function narrow(change: Change, key: string, { before, after }: States): Change {
  return {
    ...change,
    before: change.before === null || before === undefined ? change.before && {} : { [key]: before },
    after: after === undefined ? {} : { [key]: after },
    hazards: change.action === 'update' ? hazardsOf(change, key, before, after) : change.hazards,
  };
}

function hazardsOf({ kind }: Change, key: string, before: Json = null, after: Json = null): Change['hazards'] {
  if (kind === 'group') return [];
  const attribute = memberAttributes[key as MemberAttributeName] as Attribute<AttributeValue>;
  return attribute.hazards(before as AttributeValue, after as AttributeValue);
}

function withoutKeys(change: Change | undefined, keys: readonly string[]): Change | null {
  if (change === undefined) return null;
  const kept = Object.entries(change.after ?? {}).filter(([key]) => !keys.includes(key));
  return { ...change, after: Object.fromEntries(kept) };
}
