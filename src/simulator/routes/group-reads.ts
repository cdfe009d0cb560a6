import { refuse } from '../refusals.js';
import { anyText, continueArgument, groupSelector, pageLimit } from '../stone/scalars.js';
import { listType, structType, unionType } from '../stone/types.js';
import type { Group, Membership } from '../team/group.js';
import { isOnTeam } from '../team/member.js';
import { type Call, defineRoute, type Route, type World } from '../world.js';
import { readCursor, takePage, walk } from './pages.js';
import { flatten, makeGroupInfo, makeGroupMember, makeGroupSummary, nest } from './records.js';
import { findGroup, requireGroup } from './selectors.js';

const GROUPS = 'groups/list';
const GROUP_MEMBERS = 'groups/members/list';

const listGroups = defineRoute({
  path: 'team/groups/list',
  scope: 'groups.read',
  arg: structType({ limit: pageLimit }),
  perform: (call) => {
    call.world.hidden.startListing();
    return answerGroups(call, -1, call.arg.limit);
  },
});

const continueGroups = defineRoute({
  path: 'team/groups/list/continue',
  scope: 'groups.read',
  arg: continueArgument,
  errors: ['invalid_cursor'],
  perform: (call) => {
    const { after, limit } = readCursor(call, GROUPS);
    return answerGroups(call, after, limit);
  },
});

function answerGroups(call: Call<unknown>, after: number, limit: number): unknown {
  const { team, hidden } = call.world;
  const entries = (position: number) => walk(team.groups.listing, position, (group) => !hidden.has(group.id));
  const page = takePage(call, { name: GROUPS, entries }, after, limit);
  return {
    groups: page.entries.map((group) => makeGroupSummary(call.world, group)),
    cursor: page.cursor,
    has_more: page.hasMore,
  };
}

const getGroups = defineRoute({
  path: 'team/groups/get_info',
  scope: 'groups.read',
  arg: unionType({ group_ids: listType(anyText), group_external_ids: listType(anyText) }, 'closed'),
  errors: ['group_not_on_team'],
  perform: ({ world, arg }) =>
    arg.value.map((value) => {
      if (arg.tag === 'group_ids' && world.team.groups.outsideIds.has(value)) refuse('group_not_on_team');
      const tag = arg.tag === 'group_ids' ? 'group_id' : 'group_external_id';
      const group = findGroup(world.team, { tag, value });
      return group === undefined
        ? nest('id_not_found', value)
        : flatten('group_info', makeGroupInfo(world, group, true));
    }),
});

const listGroupMembers = defineRoute({
  path: 'team/groups/members/list',
  scope: 'groups.read',
  arg: structType({ group: groupSelector, limit: pageLimit }),
  errors: ['group_not_found'],
  perform: (call) => answerGroupMembers(call, requireGroup(call.world.team, call.arg.group), -1, call.arg.limit),
});

const continueGroupMembers = defineRoute({
  path: 'team/groups/members/list/continue',
  scope: 'groups.read',
  arg: continueArgument,
  errors: ['invalid_cursor'],
  perform: (call) => {
    const { after, limit, filter } = readCursor(call, GROUP_MEMBERS);
    const group = call.world.team.groups.find(String(filter.group)) ?? refuse('invalid_cursor');
    return answerGroupMembers(call, group, after, limit);
  },
});

function answerGroupMembers(call: Call<unknown>, group: Group, after: number, limit: number): unknown {
  const entries = (position: number) => walkMembers(call.world, group, position);
  const page = takePage(call, { name: GROUP_MEMBERS, entries, filter: { group: group.id } }, after, limit);
  return { members: page.entries.map(makeGroupMember), cursor: page.cursor, has_more: page.hasMore };
}

function* walkMembers(
  world: World,
  group: Group,
  after: number,
): Iterable<{ seq: number; entry: Pick<Membership, 'member' | 'access'> }> {
  if (group.isEveryone) {
    for (const { seq, entry } of walk(world.team.listing, after, isOnTeam)) {
      yield { seq, entry: { member: entry, access: 'member' } };
    }
    return;
  }
  for (const membership of group.memberships.values()) {
    if (membership.seq > after) yield { seq: membership.seq, entry: membership };
  }
}

/** Listing groups and who is in them. */
export const groupReadRoutes: readonly Route[] = [
  listGroups,
  continueGroups,
  getGroups,
  listGroupMembers,
  continueGroupMembers,
];
