import { statusChanged } from '../happenings.js';
import { refuse } from '../refusals.js';
import { userSelector } from '../stone/scalars.js';
import { booleanType, structType, withDefault } from '../stone/types.js';
import { defineRoute, log, type Route } from '../world.js';
import { requireMember } from './selectors.js';

/** Whom to suspend, and whether to wipe their devices, which the API does unless told otherwise. */
export const deactivateArgument = structType({ user: userSelector, wipe_data: withDefault(booleanType, true) });

const suspend = defineRoute({
  path: 'team/members/suspend',
  scope: 'members.write',
  arg: deactivateArgument,
  isMutation: true,
  errors: ['user_not_found', 'user_not_in_team', 'suspend_inactive_user', 'suspend_last_admin', 'team_license_limit'],
  perform: (call) => {
    const { team, now } = call.world;
    const member = requireMember(team, call.arg.user);
    if (member.status !== 'active') refuse('suspend_inactive_user');
    if (team.isLastAdmin(member)) refuse('suspend_last_admin');
    team.changeStatus(member, 'suspended');
    member.suspendedOnMs = now();
    log(call, statusChanged(member, 'active', 'suspended'));
    return null;
  },
});

const unsuspend = defineRoute({
  path: 'team/members/unsuspend',
  scope: 'members.write',
  arg: structType({ user: userSelector }),
  isMutation: true,
  errors: ['user_not_found', 'user_not_in_team', 'unsuspend_non_suspended_member', 'team_license_limit'],
  perform: (call) => {
    const { team } = call.world;
    const member = requireMember(team, call.arg.user);
    if (member.status !== 'suspended') refuse('unsuspend_non_suspended_member');
    team.changeStatus(member, 'active');
    member.suspendedOnMs = undefined;
    log(call, statusChanged(member, 'suspended', 'active'));
    return null;
  },
});

const sendWelcomeEmail = defineRoute({
  path: 'team/members/send_welcome_email',
  scope: 'members.write',
  arg: userSelector,
  isMutation: true,
  errors: ['user_not_found', 'user_not_in_team'],
  perform: (call) => {
    requireMember(call.world.team, call.arg);
    return null;
  },
});

/** Suspending and unsuspending one member, and sending an invitation again. */
export const memberSuspensionRoutes: readonly Route[] = [suspend, unsuspend, sendWelcomeEmail];
