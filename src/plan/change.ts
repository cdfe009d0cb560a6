import jsonpatch from 'fast-json-patch';
import type { Attribute, AttributeValue } from '../model/attribute.js';
import type { Hazard } from '../model/hazard.js';
import { hazards as hazardOrder } from '../model/hazard.js';
import type { LiveMember } from '../model/live-state.js';
import { MEMBER_ONLY, type MemberAttributeName, memberAttributeNames, memberAttributes } from '../model/member.js';
import type { Change, Json, JsonObject, PatchOperation } from '../model/plan.js';
import type { Offboarding } from '../model/policy.js';
import type { GroupPlan } from './group-plan.js';
import { isNothing, type MemberPlan, valueAfter } from './member-plan.js';

/** The changes to one person, in the order in which they are told. Empty where nothing is to change. */
export function memberChanges(plan: MemberPlan, groupNames: readonly string[], recoverableDays: number): Change[] {
  const changes: Change[] = [];
  const source = plan.desired?.source ?? null;
  const base = { address: plan.address, kind: 'member' as const, source };
  const { presence, live } = plan;
  if (presence.tag === 'absent') return [];
  if (presence.tag === 'added') {
    const after: JsonObject = { ...valuesOf(plan, 'after'), status: 'invited' };
    const hazards = ['uses_licence' as const, ...attributeHazards(plan)];
    changes.push({
      ...base,
      action: 'create',
      ...difference(null, after),
      hazards: inOrder(hazards),
      reason: null,
      offboarding: null,
    });
    return changes;
  }
  if (live === null) return [];
  const email = live.attributes.email;
  if (presence.tag === 'recovered') {
    const states = difference({ email, status: 'removed' }, { email, status: 'active' });
    const hazards: Hazard[] = ['uses_licence', ...adminHazard('grants_admin', live)];
    changes.push({
      ...base,
      action: 'recover',
      ...states,
      hazards: inOrder(hazards),
      reason: plan.reason,
      offboarding: null,
    });
  }
  if (plan.unsuspends) {
    const states = difference({ email, status: 'suspended' }, { email, status: 'active' });
    changes.push({
      ...base,
      action: 'unsuspend',
      ...states,
      hazards: adminHazard('grants_admin', live),
      reason: plan.reason,
      offboarding: null,
    });
  }
  if (plan.deltas.length > 0) {
    const states = difference(valuesOf(plan, 'before'), valuesOf(plan, 'after'));
    changes.push({
      ...base,
      action: 'update',
      ...states,
      hazards: inOrder(attributeHazards(plan)),
      reason: null,
      offboarding: null,
    });
  }
  if (presence.tag === 'removed') {
    const before = { ...liveValues(live), status: live.status, groups: groupNames };
    const offboarding = live.status === 'invited' ? null : describeOffboarding(plan.offboarding, recoverableDays);
    changes.push({
      ...base,
      action: 'remove',
      ...difference(before, null),
      hazards: removalHazards(plan, live),
      reason: plan.reason,
      offboarding,
    });
  } else if (plan.suspends) {
    const now = plan.presence.tag === 'recovered' ? 'active' : live.status;
    const states = difference({ email, status: now }, { email, status: 'suspended' });
    const hazards: Hazard[] = ['suspends_member', ...adminHazard('revokes_admin', live)];
    // A role that the same plan grants first is lost with the suspension too.
    if ((valueAfter(plan, 'role') ?? MEMBER_ONLY) !== MEMBER_ONLY) hazards.push('revokes_admin');
    if (plan.offboarding.wipeDevices) hazards.push('wipes_devices');
    const isLeaving = presence.tag === 'waits-for-removal';
    const offboarding: JsonObject = isLeaving
      ? describeOffboarding(plan.offboarding, recoverableDays)
      : { wipe_devices: plan.offboarding.wipeDevices };
    changes.push({
      ...base,
      action: 'suspend',
      ...states,
      hazards: inOrder(hazards),
      reason: plan.reason,
      offboarding,
    });
  }
  return changes;
}

/** The change to one group, or none. `members` holds only the memberships that change. */
export function groupChange(plan: GroupPlan, emailOf: (memberId: string) => string): Change | null {
  const base = {
    address: plan.address,
    kind: 'group' as const,
    source: plan.desired?.source ?? null,
    offboarding: null,
  };
  const { live, desired } = plan;
  if (plan.action === 'delete' && live !== null) {
    const members = Object.fromEntries(
      [...live.members].map(([id, access]) => [emailOf(id), access ?? 'member']).sort(),
    );
    const before = { name: live.name, external_id: live.externalId, management: live.management, members };
    return { ...base, action: 'remove', ...difference(before, null), hazards: ['deletes_group'], reason: plan.reason };
  }
  const joining: Record<string, Json> = {};
  const present: Record<string, Json> = {};
  for (const { member, before, after } of plan.memberships) {
    const who = member.desired?.email ?? member.ref.email;
    if (before !== null) present[who] = before;
    if (after !== null) joining[who] = after;
  }
  if (plan.action === 'create' && desired !== null) {
    const { name, external_id: externalId, management } = desired.attributes;
    const after: JsonObject = {
      name,
      ...(externalId ? { external_id: externalId } : {}),
      management: management ?? 'company_managed',
      members: joining,
    };
    return { ...base, action: 'create', ...difference(null, after), hazards: [], reason: null };
  }
  if (live === null || (plan.deltas.length === 0 && plan.memberships.length === 0)) return null;
  const before: Record<string, Json> = { name: live.name, external_id: live.externalId, management: live.management };
  const after: Record<string, Json> = { ...before };
  for (const delta of plan.deltas) after[delta.name] = delta.after;
  const states = difference({ ...before, members: present }, { ...after, members: joining });
  return { ...base, action: 'update', ...states, hazards: [], reason: null };
}

/** Both states and the RFC 6902 patch between them, each changed value pinned by a `test`. */
function difference(before: JsonObject | null, after: JsonObject | null): Pick<Change, 'before' | 'after' | 'patch'> {
  const patch: PatchOperation[] =
    before === null || after === null
      ? [
          { op: 'test', path: '', value: before },
          { op: 'replace', path: '', value: after },
        ]
      : (jsonpatch.compare(before, after, true) as PatchOperation[]);
  return { before, after, patch };
}

/** What the file mentions and what changes, before or after the plan. */
function valuesOf(plan: MemberPlan, side: 'before' | 'after'): JsonObject {
  const values: Record<string, Json> = {};
  const isNew = plan.presence.tag === 'added';
  const deltas = new Map(plan.deltas.map((delta) => [delta.name, delta]));
  for (const name of memberAttributeNames) {
    const delta = deltas.get(name);
    const isMentioned = name === 'email' || (plan.desired !== null && name in plan.desired.attributes);
    if (delta !== undefined) values[name] = toJson(name, delta[side]);
    else if (isMentioned && !isNew && plan.live !== null) values[name] = toJson(name, plan.live.attributes[name]);
  }
  if (isNew) values.email = plan.ref.email;
  return values;
}

function liveValues(live: LiveMember): JsonObject {
  const values: Record<string, Json> = {};
  for (const name of memberAttributeNames) {
    const value = live.attributes[name];
    if (!isNothing(value)) values[name] = toJson(name, value);
  }
  return values;
}

/** Sets are written sorted, so that the order in which the API tells them does not count. */
function toJson(name: MemberAttributeName, value: AttributeValue): Json {
  if (Array.isArray(value)) return memberAttributes[name].fold(value as never) as Json;
  return value as Json;
}

function attributeHazards(plan: MemberPlan): Hazard[] {
  const found = plan.deltas.flatMap(({ name, before, after }) => {
    const attribute = memberAttributes[name] as Attribute<AttributeValue>;
    return [...attribute.hazards(before, after)];
  });
  // A first quota takes no space from somebody who has none yet.
  return plan.presence.tag === 'added' ? found.filter((hazard) => hazard !== 'shrinks_quota') : found;
}

function removalHazards(plan: MemberPlan, live: LiveMember): Hazard[] {
  const { offboarding } = plan;
  const hazards: Hazard[] = ['removes_member', ...adminHazard('revokes_admin', live)];
  if (plan.suspends) hazards.push('suspends_member');
  if (live.status !== 'invited') {
    if (offboarding.wipeDevices) hazards.push('wipes_devices');
    if (offboarding.permanentlyDeleteFiles) hazards.push('permanently_deletes_files');
    if (offboarding.keepAccount) hazards.push('converts_account');
  }
  return inOrder(hazards);
}

function adminHazard(hazard: 'grants_admin' | 'revokes_admin', live: LiveMember): Hazard[] {
  return live.attributes.role === MEMBER_ONLY ? [] : [hazard];
}

function inOrder(found: readonly Hazard[]): Hazard[] {
  return hazardOrder.filter((hazard) => found.includes(hazard));
}

function describeOffboarding(offboarding: Offboarding, recoverableDays: number): JsonObject {
  const isGone = offboarding.keepAccount || offboarding.permanentlyDeleteFiles || offboarding.transferFilesTo !== null;
  return {
    grace_period_hours: offboarding.gracePeriodHours,
    wipe_devices: offboarding.wipeDevices,
    transfer_files_to: offboarding.transferFilesTo,
    transfer_admin: offboarding.transferAdmin,
    keep_account: offboarding.keepAccount,
    retain_team_shares: offboarding.retainTeamShares,
    permanently_delete_files: offboarding.permanentlyDeleteFiles,
    recoverable_days: isGone ? 0 : recoverableDays,
  };
}
