import type { OperationOutcome } from '../provider.js';
import { refusalReason } from './failure-reasons.js';
import { finishLaunch } from './jobs.js';
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
import { routes } from './routes.js';
import { performEach, performSingle } from './single-write.js';
import { memberById, type RemoveMemberArgument } from './wire-arguments.js';

type Removal = OperationOf<'member.remove'>;

/** Tags that a repeated removal is answered with when the first one was carried out. */
const alreadyTags = [
  'user_not_found',
  'user_not_in_team',
  'transfer_in_progress',
  'already_transferred',
  'already_transferred_or_deleted',
];

/**
 * Removes members and cancels invitations. Where the person stands is read first: an invitation that was accepted
 * meanwhile is not cancelled, for that would delete an account. The job is followed to its end.
 * @see Dropbox API, team/members/remove.
 */
export function performRemovals(operations: readonly Removal[], scope: PerformScope): Promise<Outcomes> {
  return performEach(operations, (operation) => remove(operation, scope));
}

async function remove(operation: Removal, scope: PerformScope): Promise<OperationOutcome | undefined> {
  const { step } = operation;
  const id = memberIdOf(scope, step.member);
  if (id === null) return withoutId();
  const argument = removeArgument(operation, id, scope);
  if (argument === null) return withoutId();
  const presence = await readPresence(scope.call, id);
  if (!presence.ok) return failed(presence.failure);
  if (presence.value.status === 'gone') return { tag: 'already_done' };
  const objection = objectionTo(operation, presence.value.status);
  if (objection !== null) return preconditionChanged(objection);

  let isTransferDoubtful = false;
  const outcome = await performSingle(scope, operation, {
    async send() {
      const launch = await scope.call(routes.removeMember, argument);
      const end = await finishLaunch(scope, launch, routes.removeMemberJob, [operation.id]);
      const hasLostJob = launch.tag === 'answered' && end.tag === 'lost';
      isTransferDoubtful = hasLostJob && argument.transfer_dest_id !== undefined;
      return end;
    },
    isReached: () => isInStatus(scope.call, id, ['gone']),
    alreadyTags,
  });
  // Reading shows that the member is gone, but not whether the files arrived.
  if (outcome?.tag === 'already_done' && isTransferDoubtful) return failed(refusalReason('transfer-unconfirmed', null));
  return outcome;
}

function objectionTo({ step }: Removal, status: Presence['status']): string | null {
  const { email } = step.member;
  if (step.isInvitation && status !== 'invited') {
    return `${email} has accepted the invitation that the plan wanted to cancel.`;
  }
  if (!step.isInvitation && status === 'invited') {
    return `${email} was a member when the plan was made and is now only invited.`;
  }
  return null;
}

/** Every choice written out; an invitation has no account, no files and no devices. Null where a transfer names no id. */
function removeArgument({ step }: Removal, id: string, scope: PerformScope): RemoveMemberArgument | null {
  const { offboarding, isInvitation } = step;
  const argument: RemoveMemberArgument = {
    user: memberById(id),
    wipe_data: !isInvitation && offboarding.wipeDevices,
    keep_account: !isInvitation && offboarding.keepAccount,
    retain_team_shares: !isInvitation && offboarding.retainTeamShares,
    permanently_delete_files: !isInvitation && offboarding.permanentlyDeleteFiles,
  };
  if (isInvitation) return argument;
  if (step.transferTo !== null) {
    const destination = memberIdOf(scope, step.transferTo);
    if (destination === null) return null;
    argument.transfer_dest_id = memberById(destination);
  }
  if (step.transferAdmin !== null) {
    const admin = memberIdOf(scope, step.transferAdmin);
    if (admin === null) return null;
    argument.transfer_admin_id = memberById(admin);
  }
  return argument;
}
