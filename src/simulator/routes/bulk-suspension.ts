import { refuse } from '../refusals.js';
import { anyText } from '../stone/scalars.js';
import { listType, structType } from '../stone/types.js';
import { isActiveAdmin } from '../team/team.js';
import { type Call, defineRoute, type Route } from '../world.js';
import { definePoll, launch } from './job-routes.js';
import { deactivateArgument } from './member-suspension.js';
import { findUser } from './selectors.js';

const MEMBER_LIMIT = 500;

const bulkSuspend = defineRoute({
  path: 'team/members/bulk_suspend',
  scope: 'members.write',
  arg: structType({ members: listType(structType({ client_item_id: anyText, suspend_arg: deactivateArgument })) }),
  isMutation: true,
  errors: [
    'invalid_request',
    'too_many_members',
    'duplicate_client_item_id',
    'duplicate_team_member_id',
    'acting_admin',
    'last_admin',
  ],
  perform: (call) => {
    const { members } = call.arg;
    if (members.length === 0) refuse('invalid_request');
    if (members.length > MEMBER_LIMIT) refuse('too_many_members');
    if (new Set(members.map((item) => item.client_item_id)).size < members.length) refuse('duplicate_client_item_id');
    const memberIds = members.flatMap(({ suspend_arg }) => {
      const found = findUser(call.world.team, suspend_arg.user);
      return found.tag === 'member' ? [found.member.id] : [];
    });
    refuseAdmins(call, memberIds);
    return launch(call, {
      kind: 'members/bulk_suspend',
      work: { tag: 'suspend', memberIds, requested: members.length },
      takesEffect: 'completion',
      isForced: true,
    });
  },
});

function refuseAdmins(call: Call<unknown>, memberIds: readonly string[]): void {
  const chosen = new Set(memberIds);
  if (chosen.size < memberIds.length) refuse('duplicate_team_member_id');
  if (call.caller.admin !== undefined && chosen.has(call.caller.admin.id)) refuse('acting_admin');
  let isAdminLeft = false;
  let isAdminChosen = false;
  for (const member of call.world.team.all()) {
    if (!isActiveAdmin(member)) continue;
    if (chosen.has(member.id)) isAdminChosen = true;
    else isAdminLeft = true;
  }
  if (isAdminChosen && !isAdminLeft) refuse('last_admin');
}

/** Suspending up to 500 members at once; who failed is told by mail only. */
export const bulkSuspensionRoutes: readonly Route[] = [
  bulkSuspend,
  definePoll('team/members/bulk_suspend/job_status/check', 'members.write', 'members/bulk_suspend'),
];
