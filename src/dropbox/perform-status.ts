import type { OperationOutcome } from '../provider.js';
import { isInStatus, type Presence, readPresence } from './member-presence.js';
import {
  failed,
  memberIdOf,
  type OperationOf,
  type Outcomes,
  type PerformScope,
  preconditionChanged,
  withoutId,
} from './perform-scope.js';
import { type Route, routes } from './routes.js';
import { performEach, performSingle } from './single-write.js';
import { memberById, type SuspendArgument } from './wire-arguments.js';

/** Suspends members. Whether they are still active is read first. `wipe_data` is always written: the default wipes. */
export function performSuspensions(
  operations: readonly OperationOf<'member.suspend'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performEach(operations, (operation) => suspend(operation, scope));
}

async function suspend(
  operation: OperationOf<'member.suspend'>,
  scope: PerformScope,
): Promise<OperationOutcome | undefined> {
  const { member, wipeDevices } = operation.step;
  const id = memberIdOf(scope, member);
  if (id === null) return withoutId();
  const presence = await readPresence(scope.call, id);
  if (!presence.ok) return failed(presence.failure);
  switch (presence.value.status) {
    case 'suspended':
      return { tag: 'already_done' };
    case 'gone':
      return preconditionChanged(`${member.email} is no longer on the team.`);
    case 'invited':
      return preconditionChanged(`${member.email} is only invited, and invitations cannot be suspended.`);
    default:
      break;
  }
  const argument: SuspendArgument = { user: memberById(id), wipe_data: wipeDevices };
  return performSingle(scope, operation, {
    send: () => scope.call(routes.suspendMember, argument),
    isReached: () => isInStatus(scope.call, id, ['suspended']),
    alreadyTags: ['suspend_inactive_user'],
  });
}

/** Unsuspends members; one who is not suspended any more is done. */
export function performUnsuspensions(
  operations: readonly OperationOf<'member.unsuspend'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performReturns(operations, scope, {
    route: routes.unsuspendMember,
    reached: ['active', 'invited'],
    alreadyTags: ['unsuspend_non_suspended_member'],
  });
}

/** Brings back members who were removed less than seven days ago; one who is back already is done. */
export function performRecoveries(
  operations: readonly OperationOf<'member.recover'>[],
  scope: PerformScope,
): Promise<Outcomes> {
  return performReturns(operations, scope, {
    route: routes.recoverMember,
    reached: ['active', 'invited', 'suspended'],
    alreadyTags: ['user_unrecoverable', 'user_not_found', 'user_not_in_team'],
  });
}

/** A call that takes nothing but the member, and after which the member is in one of the states of `reached`. */
interface Return {
  readonly route: Route;
  readonly reached: readonly Presence['status'][];
  readonly alreadyTags: readonly string[];
}

function performReturns(
  operations: readonly OperationOf<'member.unsuspend' | 'member.recover'>[],
  scope: PerformScope,
  { route, reached, alreadyTags }: Return,
): Promise<Outcomes> {
  return performEach(operations, async (operation) => {
    const id = memberIdOf(scope, operation.step.member);
    if (id === null) return withoutId();
    return performSingle(scope, operation, {
      send: () => scope.call(route, { user: memberById(id) }),
      isReached: () => isInStatus(scope.call, id, reached),
      alreadyTags,
    });
  });
}
