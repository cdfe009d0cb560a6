import { foldGroupName } from '../model/fold.js';
import type { Licences, LiveGroup } from '../model/live-state.js';
import { MEMBER_ONLY, TEAM_ADMIN } from '../model/member.js';
import type { OrderReason, ProfileAttributeName } from '../model/operation.js';
import { addEdge, type DraftOperation } from './draft.js';
import { type GroupOperations, setGroup } from './group-operations.js';
import { type MemberOperations, setProfile } from './member-operations.js';
import { valueAfter } from './member-plan.js';
import { isGrant, isRevocation } from './roles.js';
import { temporaryEmail, temporaryGroupName } from './temporary-values.js';
import { freeBeforeTaken, type Taking } from './value-moves.js';

/** Every reason in words, as `graph` and the documentation show it. */
export const orderReasonText = {
  'group-before-memberships': 'a group exists under its new name before anybody joins or leaves it',
  'member-before-attributes': 'somebody is on the team, and active, before anything else is changed about them',
  'grant-before-revoke': 'new admins are made before any admin is demoted, suspended or removed',
  'value-freed-before-taken': 'an address, id or name is given up before somebody else takes it',
  'memberships-before-suspension': 'memberships change while the person is still active',
  'attributes-before-suspension':
    'attributes change while the person is still active; Dropbox refuses roles of suspended members',
  'suspension-before-removal': 'somebody is suspended before being removed',
  'transfer-before-destination-leaves': 'whoever receives files stays until they have been transferred',
  'destination-ready-before-transfer':
    'whoever receives files is active, and whoever is told of errors an admin, before they are transferred',
  'group-emptied-before-deletion': 'whatever else is done to a group is done before it is deleted',
  'room-in-group': 'people leave a full group before others join it',
  'seats-freed-before-taken': 'when licences are short, removals that free one go first',
} as const satisfies Record<OrderReason, string>;

/** All operations of a plan, grouped by whom they are about. */
export interface OperationSet {
  readonly members: readonly MemberOperations[];
  readonly groups: readonly GroupOperations[];
}

/** One rule: adds its edges, and answers with operations it had to add to break a cycle. */
type OrderRule = (operations: OperationSet, context: RuleContext) => readonly DraftOperation[];

export interface RuleContext {
  readonly licences: Licences;
  readonly groupMemberLimit: number;
}

const NONE: readonly DraftOperation[] = [];

/** Rules in the order of interface.md, section 4. Each is linear in the operations it concerns. */
export const orderRules: readonly OrderRule[] = [
  groupsBeforeMemberships,
  arrivalsFirst,
  grantsBeforeRevocations,
  memberValuesFreedBeforeTaken,
  groupValuesFreedBeforeTaken,
  changesBeforeSuspension,
  suspensionBeforeRemoval,
  transfersBeforeDestinationsLeave,
  groupDeletionLast,
  roomInGroups,
  seatsFreedFirst,
];

function groupsBeforeMemberships({ groups }: OperationSet) {
  for (const { create, set, memberships } of groups) {
    const [rename, management] = [set.get('name'), set.get('management')];
    for (const { delta, operation } of memberships) {
      for (const earlier of [create, rename]) {
        if (earlier) addEdge(operation, earlier, 'group-before-memberships');
      }
      // Only owners depend on who manages the group; an external id that cannot be set keeps nobody out.
      if (management !== undefined && delta.after === 'owner')
        addEdge(operation, management, 'group-before-memberships');
    }
  }
  return NONE;
}

function arrivalsFirst({ members, groups }: OperationSet) {
  const arrivals = new Map<string, DraftOperation>();
  for (const member of members) {
    if (member.arrive === null) continue;
    arrivals.set(member.plan.address, member.arrive);
    for (const operation of everythingElse(member)) addEdge(operation, member.arrive, 'member-before-attributes');
  }
  for (const group of groups) {
    for (const { delta, operation } of group.memberships) {
      const arrival = arrivals.get(delta.member.address);
      if (arrival !== undefined) addEdge(operation, arrival, 'member-before-attributes');
    }
  }
  return NONE;
}

function everythingElse(member: MemberOperations): DraftOperation[] {
  return [
    ...member.profile.values(),
    member.role,
    member.quota,
    ...member.addSecondary,
    ...member.deleteSecondary,
    member.suspend,
    member.remove,
  ].filter((operation) => operation !== null);
}

// Dropbox answers last_admin when the last one goes, so whoever becomes an admin goes first.
function grantsBeforeRevocations({ members }: OperationSet) {
  const grants: PowerShift[] = [];
  const revocations: PowerShift[] = [];
  for (const member of members) {
    const { live } = member.plan;
    if (member.role !== null && member.role.step.kind === 'member.set_role') {
      const { from: before, role } = member.role.step;
      const countsAfter = role.slug === TEAM_ADMIN && live?.status !== 'invited';
      if (isGrant(before, role.slug)) grants.push({ operation: member.role, counts: countsAfter });
      if (isRevocation(before, role.slug)) revocations.push({ operation: member.role, counts: before === TEAM_ADMIN });
    }
    if (member.arrive !== null && bringsAdmin(member)) grants.push({ operation: member.arrive, counts: live !== null });
    if (live !== null && isAdmin(member)) {
      const counts = live.attributes.role === TEAM_ADMIN;
      if (member.suspend !== null) revocations.push({ operation: member.suspend, counts });
      if (member.remove !== null) revocations.push({ operation: member.remove, counts });
    }
  }
  linkShifts(grants, revocations);
  return NONE;
}

/** A gain or loss of power; it counts where it is that of an active team admin, of whom some must always be left. */
interface PowerShift {
  readonly operation: DraftOperation;
  readonly counts: boolean;
}

/** More edges than this for one rule cost more than they tell. */
const MOST_SHIFT_EDGES = 20_000;

/**
 * Every revocation waits for every grant. Where there are thousands of both, each waits for a window of them only,
 * those that count first: the n-th admin who goes then still waits for the n-th who comes, so there are never fewer
 * active admins than before or after the run, whichever is less.
 */
function linkShifts(grants: readonly PowerShift[], revocations: readonly PowerShift[]): void {
  const isAll = grants.length * revocations.length <= MOST_SHIFT_EDGES;
  const width = isAll ? grants.length : Math.max(1, Math.floor(MOST_SHIFT_EDGES / revocations.length));
  const first = (shifts: readonly PowerShift[]) => [...shifts].sort((a, b) => Number(b.counts) - Number(a.counts));
  const [givers, takers] = isAll ? [grants, revocations] : [first(grants), first(revocations)];
  takers.forEach(({ operation: revocation }, index) => {
    for (let step = 0; step < width; step += 1) {
      const grant = givers[(index + step) % givers.length]?.operation;
      if (grant !== undefined && grant.address !== revocation.address)
        addEdge(revocation, grant, 'grant-before-revoke');
    }
  });
}

/** Adding, recovering or unsuspending somebody who has an admin role makes an admin. */
function bringsAdmin(member: MemberOperations): boolean {
  const { arrive, plan } = member;
  if (arrive?.step.kind === 'member.add') return arrive.step.new.role.id !== null;
  return plan.live?.attributes.role === TEAM_ADMIN && valueAfter(plan, 'role') === TEAM_ADMIN && !plan.suspends;
}

const uniqueProfileAttributes = ['email', 'external_id', 'persistent_id'] as const satisfies ProfileAttributeName[];

function memberValuesFreedBeforeTaken({ members }: OperationSet) {
  const temporary: DraftOperation[] = [];
  for (const attribute of uniqueProfileAttributes) {
    const takings: Taking[] = [];
    for (const member of members) {
      const before = member.plan.live?.attributes[attribute] ?? null;
      const operation = member.profile.get(attribute) ?? null;
      if (operation !== null && operation.step.kind === 'member.set_profile') {
        const after = operation.step.value as string | null;
        const makeRoom = () => {
          const value = attribute === 'email' ? temporaryEmail(String(after)) : null;
          return setProfile(member.plan, attribute, value, { isTemporary: true });
        };
        takings.push({ gives: before, takes: after, operation, first: member.arrive, makeRoom });
      }
      if (member.arrive?.step.kind === 'member.add') {
        const { email, externalId, persistentId } = member.arrive.step.new;
        const takes = { email, external_id: externalId, persistent_id: persistentId }[attribute];
        takings.push({ gives: null, takes, operation: member.arrive, first: null, makeRoom: null });
      }
    }
    if (attribute === 'email') takings.push(...secondaryTakings(members));
    temporary.push(...freeBeforeTaken(takings));
  }
  return temporary;
}

/** Secondary addresses live in the same space as primary ones. */
function secondaryTakings(members: readonly MemberOperations[]): Taking[] {
  return members.flatMap((member) => [
    ...member.deleteSecondary.map((operation) => ({
      gives: operation.step.kind === 'member.delete_secondary_email' ? operation.step.email : null,
      takes: null,
      operation,
      first: member.arrive,
      makeRoom: null,
    })),
    ...member.addSecondary.map((operation) => ({
      gives: null,
      takes: operation.step.kind === 'member.add_secondary_email' ? operation.step.email : null,
      operation,
      first: member.arrive,
      makeRoom: null,
    })),
  ]);
}

function groupValuesFreedBeforeTaken({ groups }: OperationSet) {
  const temporary: DraftOperation[] = [];
  for (const attribute of ['name', 'external_id'] as const) {
    const fold = (value: string | null) => (attribute === 'name' && value !== null ? foldGroupName(value) : value);
    const takings = groups.flatMap((group): Taking[] => {
      const { plan } = group;
      const live = attribute === 'name' ? (plan.live?.name ?? null) : (plan.live?.externalId ?? null);
      const operation = group.set.get(attribute);
      if (operation !== undefined && operation.step.kind === 'group.set') {
        const after = operation.step.value;
        const makeRoom = () =>
          setGroup(plan, attribute, attribute === 'name' ? temporaryGroupName(String(after)) : null, {
            isTemporary: true,
          });
        return [{ gives: fold(live), takes: fold(after), operation, first: null, makeRoom }];
      }
      if (group.create !== null && group.create.step.kind === 'group.create') {
        const takes = attribute === 'name' ? plan.ref.name : group.create.step.externalId;
        return [{ gives: null, takes: fold(takes), operation: group.create, first: null, makeRoom: null }];
      }
      return [];
    });
    temporary.push(...freeBeforeTaken(takings));
  }
  return temporary;
}

function changesBeforeSuspension({ members, groups }: OperationSet) {
  const leaving = new Map<string, DraftOperation>();
  for (const member of members) {
    const end = member.suspend ?? member.remove;
    if (end === null) continue;
    leaving.set(member.plan.address, end);
    const changes = [
      ...member.profile.values(),
      member.role,
      member.quota,
      ...member.addSecondary,
      ...member.deleteSecondary,
    ];
    for (const change of changes) {
      if (change !== null) addEdge(end, change, 'attributes-before-suspension');
    }
  }
  for (const group of groups) {
    for (const { delta, operation } of group.memberships) {
      const end = leaving.get(delta.member.address);
      if (end !== undefined) addEdge(end, operation, 'memberships-before-suspension');
    }
  }
  return NONE;
}

function suspensionBeforeRemoval({ members }: OperationSet) {
  for (const { suspend, remove } of members) {
    if (suspend !== null && remove !== null) addEdge(remove, suspend, 'suspension-before-removal');
  }
  return NONE;
}

function transfersBeforeDestinationsLeave({ members }: OperationSet) {
  const byAddress = new Map(members.map((member) => [member.plan.ref.address, member]));
  for (const { remove } of members) {
    if (remove === null || remove.step.kind !== 'member.remove') continue;
    const { transferTo, transferAdmin } = remove.step;
    for (const party of [transferTo, transferAdmin]) {
      const other = party === null ? undefined : byAddress.get(party.address);
      if (other === undefined) continue;
      const ready = party === transferAdmin ? [other.arrive, other.role] : [other.arrive];
      for (const earlier of ready) {
        if (earlier !== null) addEdge(remove, earlier, 'destination-ready-before-transfer');
      }
      const end = other.suspend ?? other.remove;
      if (end !== null) addEdge(end, remove, 'transfer-before-destination-leaves');
    }
  }
  return NONE;
}

function groupDeletionLast({ groups }: OperationSet) {
  for (const group of groups) {
    if (group.delete === null) continue;
    for (const operation of [...group.set.values(), ...group.memberships.map((membership) => membership.operation)]) {
      addEdge(group.delete, operation, 'group-emptied-before-deletion');
    }
  }
  return NONE;
}

function roomInGroups({ members, groups }: OperationSet, { groupMemberLimit }: RuleContext) {
  for (const group of groups) {
    const live: LiveGroup['members'] = group.plan.live?.members ?? new Map();
    const joins = group.memberships.filter(({ delta }) => delta.before === null);
    const late = joins.slice(Math.max(0, groupMemberLimit - live.size));
    if (late.length === 0) continue;
    const leaves = group.memberships.filter(({ delta }) => delta.after === null).map(({ operation }) => operation);
    // Whoever leaves the team makes room in its groups too.
    for (const { plan, remove } of members) if (remove !== null && live.has(plan.live?.id ?? '')) leaves.push(remove);
    // Whoever does not fit yet waits for one who goes, one for one.
    for (const [index, join] of late.entries()) {
      const leave = leaves[index];
      if (leave !== undefined) addEdge(join.operation, leave, 'room-in-group', { isSoft: true });
    }
  }
  return NONE;
}

function seatsFreedFirst({ members }: OperationSet, { licences }: RuleContext) {
  // A team that reports no licences at all does not count them.
  if (licences.available === 0) return NONE;
  const arriving = members.filter(({ arrive }) => arrive !== null && takesSeat(arrive));
  const leaving = members.filter(({ remove }) => remove !== null);
  // Admins come first and go last: their removal waits for the new ones, who must not wait for it in turn.
  const takes = [...arriving.filter(bringsAdmin), ...arriving.filter((member) => !bringsAdmin(member))];
  const frees = [...leaving.filter((member) => !isAdmin(member)), ...leaving.filter(isAdmin)];
  const free = Math.max(0, licences.available - licences.used);
  // Whoever has no seat yet waits for one that is freed, one for one.
  for (const [index, { arrive }] of takes.slice(free).entries()) {
    const seat = frees[index]?.remove ?? null;
    if (arrive !== null && seat !== null) addEdge(arrive, seat, 'seats-freed-before-taken', { isSoft: true });
  }
  return NONE;
}

function isAdmin({ plan }: MemberOperations): boolean {
  return plan.live !== null && plan.live.attributes.role !== MEMBER_ONLY;
}

function takesSeat(operation: DraftOperation): boolean {
  return operation.step.kind === 'member.add' || operation.step.kind === 'member.recover';
}
