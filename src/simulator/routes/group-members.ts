import { aboutGroup } from '../happenings.js';
import { refuse } from '../refusals.js';
import { accessType, type GroupSelector, groupSelector, type UserSelector, userSelector } from '../stone/scalars.js';
import { booleanType, listType, structType, withDefault } from '../stone/types.js';
import { GROUP_MEMBER_LIMIT, type Group } from '../team/group.js';
import type { Member } from '../team/member.js';
import type { Team } from '../team/team.js';
import { defineRoute, log, type Route, type World } from '../world.js';
import { flatten, makeGroupInfo } from './records.js';
import { findUser, requireOwnGroup } from './selectors.js';

const returnMembers = withDefault(booleanType, true);

const add = defineRoute({
  path: 'team/groups/members/add',
  scope: 'groups.write',
  arg: structType({
    group: groupSelector,
    members: listType(structType({ user: userSelector, access_type: accessType })),
    return_members: returnMembers,
  }),
  isMutation: true,
  errors: [
    'group_not_found',
    'system_managed_group_disallowed',
    'duplicate_user',
    'group_not_in_team',
    'members_not_in_team',
    'users_not_found',
    'user_must_be_active_to_be_owner',
    'user_cannot_be_manager_of_company_managed_group',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const group = requireTeamGroup(world.team, arg.group);
    // All or nothing: every member is checked before the first one joins.
    const members = requireMembers(
      world.team,
      arg.members.map((entry) => entry.user),
    );
    const owners = arg.members.filter((entry) => entry.access_type.tag === 'owner');
    if (members.some((member) => group.memberships.has(member.id)) || new Set(members).size < members.length) {
      refuse('duplicate_user');
    }
    if (owners.length > 0 && group.management === 'company_managed') {
      refuse(
        'user_cannot_be_manager_of_company_managed_group',
        owners.map((entry) => entry.user.value),
      );
    }
    const isOwner = (index: number): boolean => arg.members[index]?.access_type.tag === 'owner';
    if (members.some((member, index) => isOwner(index) && member.status === 'suspended')) {
      refuse('user_must_be_active_to_be_owner');
    }
    if (group.memberships.size + members.length > GROUP_MEMBER_LIMIT) refuse('other');
    for (const [index, member] of members.entries()) {
      world.team.groups.join(group, member, isOwner(index) ? 'owner' : 'member');
      log(call, aboutGroup('group_add_member', group, { is_group_owner: isOwner(index) }, member));
    }
    return answerChange(world, group, arg.return_members);
  },
});

const remove = defineRoute({
  path: 'team/groups/members/remove',
  scope: 'groups.write',
  arg: structType({ group: groupSelector, users: listType(userSelector), return_members: returnMembers }),
  isMutation: true,
  errors: [
    'group_not_found',
    'system_managed_group_disallowed',
    'member_not_in_group',
    'group_not_in_team',
    'members_not_in_team',
    'users_not_found',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const group = requireTeamGroup(world.team, arg.group);
    const members = new Set(requireMembers(world.team, arg.users));
    for (const member of members) if (!group.memberships.has(member.id)) refuse('member_not_in_group');
    for (const member of members) {
      world.team.groups.leave(group, member);
      log(call, aboutGroup('group_remove_member', group, undefined, member));
    }
    return answerChange(world, group, arg.return_members);
  },
});

const setAccessType = defineRoute({
  path: 'team/groups/members/set_access_type',
  scope: 'groups.write',
  arg: structType({
    group: groupSelector,
    user: userSelector,
    access_type: accessType,
    return_members: returnMembers,
  }),
  isMutation: true,
  errors: [
    'group_not_found',
    'system_managed_group_disallowed',
    'member_not_in_group',
    'user_cannot_be_manager_of_company_managed_group',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const group = requireOwnGroup(world.team, arg.group);
    const found = findUser(world.team, arg.user);
    const membership = found.tag === 'member' ? group.memberships.get(found.member.id) : undefined;
    if (membership === undefined) return refuse('member_not_in_group');
    const access = arg.access_type.tag;
    if (access === 'owner' && group.management === 'company_managed') {
      refuse('user_cannot_be_manager_of_company_managed_group');
    }
    if (membership.access !== access) {
      membership.access = access;
      log(
        call,
        aboutGroup('group_change_member_role', group, { is_group_owner: access === 'owner' }, membership.member),
      );
    }
    return [flatten('group_info', makeGroupInfo(world, group, arg.return_members))];
  },
});

function requireTeamGroup(team: Team, selector: GroupSelector): Group {
  if (selector.tag === 'group_id' && team.groups.outsideIds.has(selector.value)) refuse('group_not_in_team');
  return requireOwnGroup(team, selector);
}

function requireMembers(team: Team, selectors: readonly UserSelector[]): Member[] {
  const unknown: string[] = [];
  const strangers: string[] = [];
  const members: Member[] = [];
  for (const selector of selectors) {
    const found = findUser(team, selector);
    if (found.tag === 'member') members.push(found.member);
    else if (found.tag === 'nobody') unknown.push(selector.value);
    else strangers.push(selector.value);
  }
  if (unknown.length > 0) refuse('users_not_found', unknown);
  if (strangers.length > 0) refuse('members_not_in_team', strangers);
  return members;
}

/** The job id is a leftover of the API: always one space. */
function answerChange(world: World, group: Group, withMembers: boolean): unknown {
  return { group_info: makeGroupInfo(world, group, withMembers), async_job_id: ' ' };
}

/** Who is in a group, and as what. */
export const groupMemberRoutes: readonly Route[] = [add, remove, setAccessType];
