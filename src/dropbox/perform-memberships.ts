import type { AccessType } from '../model/group.js';
import { type BatchWrite, halves, performBatch } from './batch-write.js';
import type { RouteError } from './call-answer.js';
import { readGroupMembers } from './look-up.js';
import {
  groupIdOf,
  memberIdOf,
  type OperationOf,
  type Outcomes,
  type PerformScope,
  withIds,
  withoutId,
} from './perform-scope.js';
import type { ReadResult } from './read-route.js';
import { routes } from './routes.js';
import { performEach, performSingle } from './single-write.js';
import { stringsPayloadOf } from './tagged-union.js';
import {
  type AddGroupMembersArgument,
  groupById,
  memberById,
  type RemoveGroupMembersArgument,
  type SetGroupAccessArgument,
} from './wire-arguments.js';

type Addition = OperationOf<'membership.add'>;
type Removal = OperationOf<'membership.remove'>;
type Ids = ReadonlyMap<string, string>;

/** A group holds at most 1,000 members, and as many can be named in one call. */
export const MEMBERSHIP_BATCH = 1000;

/**
 * Adds members to one group in one call. The API takes all or nobody: those it names as unknown fail, those who are in
 * already are found by reading, and the rest is sent again.
 * @see Dropbox API, team/groups/members/add.
 */
export async function performMembershipAdditions(
  operations: readonly Addition[],
  scope: PerformScope,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { groupId, ready, ids } = resolve(operations, scope, outcomes);
  if (groupId !== null) await performBatch(scope, additionsWrite(scope, groupId, ids), ready, outcomes);
  return outcomes;
}

function additionsWrite(scope: PerformScope, groupId: string, ids: Ids): BatchWrite<Addition> {
  /** In the group, but with another access than was asked for. */
  const otherAccess = new Set<string>();
  return {
    send(operations) {
      const argument: AddGroupMembersArgument = {
        group: groupById(groupId),
        members: operations.map((operation) => ({
          user: memberById(ids.get(operation.id) ?? ''),
          access_type: { '.tag': operation.step.access },
        })),
        return_members: false,
      };
      return scope.call(routes.addGroupMembers, argument);
    },
    async read(operations) {
      const members = await readGroupMembers(scope.call, groupId);
      if (!members.ok) return members;
      const reached = new Map<string, Record<string, never>>();
      for (const operation of operations) {
        const access = members.value.get(ids.get(operation.id) ?? '');
        // Whoever was recovered may have come back as an owner, and is in the group: whether they stay one is another step.
        if (access === operation.step.access || access === 'owner') reached.set(operation.id, {});
        else if (access !== undefined) otherAccess.add(operation.id);
      }
      return { ok: true, value: reached };
    },
    alreadyTags: new Set(['duplicate_user']),
    isAtFault(error, operation) {
      switch (error.tag) {
        case 'duplicate_user':
          return otherAccess.has(operation.id);
        case 'members_not_in_team':
        case 'users_not_found':
          return isNamed(error, operation, ids);
        case 'user_cannot_be_manager_of_company_managed_group':
          return operation.step.access === 'owner';
        default:
          return false;
      }
    },
    split(error, operations) {
      if (error.tag === 'members_not_in_team' || error.tag === 'users_not_found') return halves(operations);
      if (error.tag !== 'user_must_be_active_to_be_owner') return null;
      const owners = operations.filter((operation) => operation.step.access === 'owner');
      const others = operations.filter((operation) => operation.step.access !== 'owner');
      return others.length === 0 ? halves(owners) : [others, owners];
    },
  };
}

/**
 * Removes members from one group in one call. Who is not in it any more, or not on the team, is done; the rest is sent
 * again.
 * @see Dropbox API, team/groups/members/remove.
 */
export async function performMembershipRemovals(
  operations: readonly Removal[],
  scope: PerformScope,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { groupId, ready, ids } = resolve(operations, scope, outcomes);
  if (groupId !== null) await performBatch(scope, removalsWrite(scope, groupId, ids), ready, outcomes);
  return outcomes;
}

function removalsWrite(scope: PerformScope, groupId: string, ids: Ids): BatchWrite<Removal> {
  return {
    send(operations) {
      const argument: RemoveGroupMembersArgument = {
        group: groupById(groupId),
        users: operations.map((operation) => memberById(ids.get(operation.id) ?? '')),
        return_members: false,
      };
      return scope.call(routes.removeGroupMembers, argument);
    },
    async read(operations) {
      const members = await readMembersOrNone(scope, groupId);
      if (!members.ok) return members;
      const reached = operations.filter((operation) => !members.value.has(ids.get(operation.id) ?? ''));
      return { ok: true, value: new Map(reached.map((operation) => [operation.id, {}])) };
    },
    alreadyTags: new Set(['member_not_in_group', 'members_not_in_team', 'users_not_found', 'group_not_found']),
    isAtFault: (error, operation) => isNamed(error, operation, ids),
  };
}

/** Nobody is in a group that does not exist any more. */
async function readMembersOrNone(
  scope: PerformScope,
  groupId: string,
): Promise<ReadResult<ReadonlyMap<string, AccessType>>> {
  const members = await readGroupMembers(scope.call, groupId);
  if (!members.ok && members.failure.tag === 'group_not_found') return { ok: true, value: new Map() };
  return members;
}

/** Makes members of a user-managed group its owners, or the other way round. Safe to repeat. */
export function performAccessChanges(
  operations: readonly OperationOf<'membership.set_access'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performEach(operations, async (operation) => {
    const { group, member, access } = operation.step;
    const groupId = groupIdOf(scope, group);
    const memberId = memberIdOf(scope, member);
    if (groupId === null || memberId === null) return withoutId();
    const argument: SetGroupAccessArgument = {
      group: groupById(groupId),
      user: memberById(memberId),
      access_type: { '.tag': access },
      return_members: false,
    };
    return performSingle(scope, operation, {
      send: () => scope.call(routes.setGroupAccess, argument),
      async isReached() {
        const members = await readGroupMembers(scope.call, groupId);
        if (!members.ok) return members;
        return { ok: true, value: members.value.get(memberId) === access ? {} : null };
      },
    });
  });
}

/** All operations are about one group; each needs its member's id. */
function resolve<Op extends Addition | Removal>(
  operations: readonly Op[],
  scope: PerformScope,
  outcomes: Outcomes,
): { readonly groupId: string | null; readonly ready: readonly Op[]; readonly ids: Ids } {
  const group = operations[0]?.step.group;
  const groupId = group === undefined ? null : groupIdOf(scope, group);
  const idOf = (operation: Op) => (groupId === null ? null : memberIdOf(scope, operation.step.member));
  return { groupId, ...withIds(operations, idOf, outcomes) };
}

/** The API repeats the selector that it was sent; an address is accepted too. */
function isNamed(error: RouteError, operation: Addition | Removal, ids: Ids): boolean {
  const named = stringsPayloadOf(error.body);
  return named.includes(ids.get(operation.id) ?? '') || named.includes(operation.step.member.email);
}
