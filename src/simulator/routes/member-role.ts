import { roleChanged } from '../happenings.js';
import { refuse } from '../refusals.js';
import { adminTier, roleId, userSelector } from '../stone/scalars.js';
import { listType, nullable, structType } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { FULL_ADMIN_ROLE_ID, findRole, type Role, slugOf, tierOf } from '../team/roles.js';
import { type Call, defineRoute, log, type Route } from '../world.js';
import { makeRoles } from './records.js';
import { requireMember } from './selectors.js';

const setPermissions = defineRoute({
  path: 'team/members/set_admin_permissions',
  scope: 'members.write',
  arg: structType({ user: userSelector, new_role: adminTier }),
  isMutation: true,
  errors: ['user_not_found', 'last_admin', 'user_not_in_team', 'cannot_set_permissions', 'team_license_limit'],
  perform: (call) => {
    const { team } = call.world;
    const member = requireMember(team, call.arg.user);
    const tier = call.arg.new_role.tag;
    const role = tier === 'member_only' ? undefined : findRole(team.roles, tier);
    if (tier !== 'member_only' && role === undefined) refuse('cannot_set_permissions');
    changeRole(call, member, role);
    return { team_member_id: member.id, role: { '.tag': tierOf(role) } };
  },
});

const setPermissionsV2 = defineRoute({
  path: 'team/members/set_admin_permissions_v2',
  scope: 'members.write',
  arg: structType({ user: userSelector, new_roles: nullable(listType(roleId, 1)) }),
  isMutation: true,
  errors: ['user_not_found', 'last_admin', 'user_not_in_team', 'cannot_set_permissions', 'role_not_found'],
  perform: (call) => {
    const { team } = call.world;
    const member = requireMember(team, call.arg.user);
    const wanted = call.arg.new_roles;
    if (wanted !== null) {
      const role = team.roles.find((offer) => offer.id === wanted[0]);
      if (wanted.length > 0 && role === undefined) refuse('role_not_found');
      changeRole(call, member, role);
    }
    return { team_member_id: member.id, ...makeRoles(call.world, team.roleOf(member)) };
  },
});

function changeRole(call: Call<unknown>, member: Member, role: Role | undefined): void {
  const { team } = call.world;
  if (member.status === 'suspended') refuse('cannot_set_permissions');
  if (role?.id !== FULL_ADMIN_ROLE_ID && team.isLastAdmin(member)) refuse('last_admin');
  const previous = team.roleOf(member);
  if (previous?.id === role?.id) return;
  team.changeRole(member, role?.id);
  log(call, roleChanged(member, nameInLog(previous), nameInLog(role)));
}

function nameInLog(role: Role | undefined): string {
  return role === undefined ? 'member_only' : slugOf(role);
}

/** Making somebody an admin, or a plain member again. */
export const memberRoleRoutes: readonly Route[] = [setPermissions, setPermissionsV2];
