import { aboutMember } from '../happenings.js';
import { refuse } from '../refusals.js';
import { userSelector } from '../stone/scalars.js';
import { structType } from '../stone/types.js';
import type { Member, Removal } from '../team/member.js';
import { FILES_MS } from '../team/team.js';
import { defineRoute, log, type Route, type World } from '../world.js';
import { definePoll, isUnapplied, launch } from './job-routes.js';
import { requireMemberOrFormer } from './selectors.js';
import { checkTransfer, TRANSFER_ERRORS } from './transfer-rules.js';

const moveFiles = defineRoute({
  path: 'team/members/move_former_member_files',
  scope: 'members.write',
  arg: structType({ user: userSelector, transfer_dest_id: userSelector, transfer_admin_id: userSelector }),
  isMutation: true,
  errors: [
    'user_not_found',
    'user_not_in_team',
    'transfer_in_progress',
    'already_transferred',
    'already_transferred_or_deleted',
    ...TRANSFER_ERRORS,
    'user_data_is_being_transferred',
    'user_not_removed',
    'user_data_cannot_be_transferred',
    'user_data_already_transferred',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const member = requireMemberOrFormer(world.team, arg.user);
    const removal = requireRemoval(member);
    const receiver = checkTransfer(world.team, member, { dest: arg.transfer_dest_id, admin: arg.transfer_admin_id });
    if (removal.files === 'transferring') refuse('user_data_is_being_transferred');
    if (removal.files === 'transferred') refuse('user_data_already_transferred');
    if (removal.files !== 'held' || isTooLate(world, removal)) refuse('user_data_cannot_be_transferred');
    if (!isUnapplied(call)) removal.files = 'transferring';
    return launch(call, {
      kind: 'members/move_former_member_files',
      work: { tag: 'finish_transfer', memberId: member.id },
      takesEffect: 'completion',
      isForced: false,
      transferDestId: receiver?.id,
    });
  },
});

const deleteFiles = defineRoute({
  path: 'team/members/delete_former_member_files',
  scope: 'members.write',
  arg: structType({ user: userSelector }),
  isMutation: true,
  errors: [
    'user_not_found',
    'user_not_in_team',
    'transfer_in_progress',
    'already_transferred',
    'already_transferred_or_deleted',
    'user_not_removed',
  ],
  perform: (call) => {
    const member = requireMemberOrFormer(call.world.team, call.arg.user);
    const removal = requireRemoval(member);
    if (removal.files === 'transferring') refuse('transfer_in_progress');
    if (removal.files === 'transferred') refuse('already_transferred');
    if (removal.files !== 'held') refuse('already_transferred_or_deleted');
    removal.files = 'deleted';
    call.world.team.endRecovery(member);
    log(call, aboutMember('member_permanently_delete_account_contents', member));
    return null;
  },
});

function requireRemoval(member: Member): Removal {
  return member.removal ?? refuse('user_not_removed');
}

function isTooLate(world: World, removal: Removal): boolean {
  return world.now() >= removal.atMs + FILES_MS;
}

/** What may be done with the files of somebody who was removed. */
export const formerMemberFileRoutes: readonly Route[] = [
  moveFiles,
  definePoll(
    'team/members/move_former_member_files/job_status/check',
    'members.write',
    'members/move_former_member_files',
  ),
  deleteFiles,
];
