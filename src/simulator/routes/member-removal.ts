import { statusChanged } from '../happenings.js';
import { refuse } from '../refusals.js';
import { userSelector } from '../stone/scalars.js';
import { booleanType, nullable, structType, withDefault } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { FULL_ADMIN_ROLE_ID } from '../team/roles.js';
import { type Call, defineRoute, log, type Route } from '../world.js';
import { definePoll, launch } from './job-routes.js';
import { requireMember, requireMemberOrFormer } from './selectors.js';
import { checkTransfer, TRANSFER_ERRORS } from './transfer-rules.js';

const removeArgument = structType({
  user: userSelector,
  wipe_data: withDefault(booleanType, true),
  transfer_dest_id: nullable(userSelector),
  transfer_admin_id: nullable(userSelector),
  keep_account: withDefault(booleanType, false),
  retain_team_shares: withDefault(booleanType, false),
  permanently_delete_files: withDefault(booleanType, false),
});

type RemoveArgument = ReturnType<typeof removeArgument.decode>;

/** Dropbox renames the address of an account that it disables, and a longer one would not fit. */
const LONGEST_DISABLED_ADDRESS = 230;

const remove = defineRoute({
  path: 'team/members/remove',
  scope: 'members.delete',
  arg: removeArgument,
  isMutation: true,
  errors: [
    'user_not_found',
    'user_not_in_team',
    'transfer_in_progress',
    'already_transferred',
    'already_transferred_or_deleted',
    ...TRANSFER_ERRORS,
    'remove_last_admin',
    'cannot_keep_account_and_transfer',
    'cannot_keep_account_and_delete_data',
    'cannot_keep_account_and_permanently_delete',
    'email_address_too_long_to_be_disabled',
    'cannot_keep_invited_user_account',
    'cannot_retain_shares_when_data_wiped',
    'cannot_retain_shares_when_no_account_kept',
    'cannot_retain_shares_when_team_external_sharing_off',
    'cannot_keep_account',
    'cannot_keep_account_under_legal_hold',
    'cannot_keep_account_required_to_sign_tos',
    'cannot_permanently_delete_and_transfer',
    'member_is_transfer_destination',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const member = requireMember(world.team, arg.user);
    refuseContradictions(arg);
    const receiver = checkTransfer(world.team, member, { dest: arg.transfer_dest_id, admin: arg.transfer_admin_id });
    if (arg.keep_account) refuseKeeping(call, member);
    if (arg.retain_team_shares && !world.team.facts.features.externalSharing) {
      refuse('cannot_retain_shares_when_team_external_sharing_off');
    }
    if (world.jobs.isTransferDestination(member.id)) refuse('member_is_transfer_destination');
    if (world.team.isLastAdmin(member)) refuse('remove_last_admin');
    if (member.email.length > LONGEST_DISABLED_ADDRESS) refuse('email_address_too_long_to_be_disabled');
    return launch(call, {
      kind: 'members/remove',
      work: {
        tag: 'remove',
        order: {
          memberId: member.id,
          keepAccount: arg.keep_account,
          permanentlyDeleteFiles: arg.permanently_delete_files,
          transferDestId: receiver?.id,
        },
      },
      takesEffect: world.choices.removeTakesEffect,
      isForced: false,
      transferDestId: receiver?.id,
      ...(receiver === undefined ? {} : { afterwards: { tag: 'finish_transfer', memberId: member.id } as const }),
    });
  },
});

/** Pairs of options that no removal may have, whoever leaves. */
function refuseContradictions(arg: RemoveArgument): void {
  const isTransfer = arg.transfer_dest_id !== null;
  if (isTransfer && arg.permanently_delete_files) refuse('cannot_permanently_delete_and_transfer');
  if (arg.keep_account) {
    if (isTransfer) refuse('cannot_keep_account_and_transfer');
    if (arg.permanently_delete_files) refuse('cannot_keep_account_and_permanently_delete');
    if (arg.wipe_data && !arg.retain_team_shares) refuse('cannot_keep_account_and_delete_data');
  }
  if (arg.retain_team_shares) {
    if (!arg.keep_account) refuse('cannot_retain_shares_when_no_account_kept');
    if (arg.wipe_data) refuse('cannot_retain_shares_when_data_wiped');
  }
}

function refuseKeeping(call: Call<RemoveArgument>, member: Member): void {
  if (member.status === 'invited') refuse('cannot_keep_invited_user_account');
  if (call.caller.admin?.roleId !== FULL_ADMIN_ROLE_ID) refuse('cannot_keep_account');
  if (member.isUnderLegalHold) refuse('cannot_keep_account_under_legal_hold');
  if (!member.hasAcceptedTerms) refuse('cannot_keep_account_required_to_sign_tos');
}

const recover = defineRoute({
  path: 'team/members/recover',
  scope: 'members.delete',
  arg: structType({ user: userSelector }),
  isMutation: true,
  errors: ['user_not_found', 'user_unrecoverable', 'user_not_in_team', 'team_license_limit'],
  perform: (call) => {
    const { team, hidden } = call.world;
    const member = requireMemberOrFormer(team, call.arg.user);
    if (member.removal?.isRecoverable !== true || member.removal.files === 'transferring') refuse('user_unrecoverable');
    if (team.seatsUsed >= team.facts.licences) refuse('team_license_limit');
    team.recover(member);
    hidden.noteAdded(member.id);
    log(call, statusChanged(member, 'removed', 'active'));
    return null;
  },
});

/** Removing members, with every option that the API has for their files, and recovering them. */
export const memberRemovalRoutes: readonly Route[] = [
  remove,
  definePoll('team/members/remove/job_status/get', 'members.delete', 'members/remove'),
  recover,
];
