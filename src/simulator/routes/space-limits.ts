import { aboutMember, quotaChanged } from '../happenings.js';
import { refuse, type Tagged } from '../refusals.js';
import { continueArgument, pageLimit, quotaGb, type UserSelector, userSelector } from '../stone/scalars.js';
import { listType, nullable, structType } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { type Call, defineRoute, log, type Route } from '../world.js';
import { readCursor, takePage, walk } from './pages.js';
import { flatten, makeProfile, nest } from './records.js';
import { echoSelector, findUser } from './selectors.js';

/** No call may name more people. */
const USER_LIMIT = 1000;
const EXCLUDED = 'member_space_limits/excluded_users/list';

const setQuota = defineRoute({
  path: 'team/member_space_limits/set_custom_quota',
  // A write that asks for the scope of a read: so the API declares it.
  scope: 'members.read',
  arg: structType({ users_and_quotas: listType(structType({ user: userSelector, quota_gb: quotaGb })) }),
  isMutation: true,
  errors: ['too_many_users', 'some_users_are_excluded'],
  perform: (call) => {
    const entries = call.arg.users_and_quotas;
    refuseUnlimitedTeam(call, entries.length);
    const members = entries.map((entry) => findMember(call, entry.user));
    if (members.some((member) => member?.isExcludedFromSpaceLimits === true)) refuse('some_users_are_excluded');
    return entries.map(({ user, quota_gb }, index) => {
      const member = members[index];
      if (member === undefined) return nest('invalid_user', echoSelector(user));
      changeQuota(call, member, quota_gb);
      return flatten('success', { user: echoSelector(user), quota_gb });
    });
  },
});

const removeQuota = defineRoute({
  path: 'team/member_space_limits/remove_custom_quota',
  scope: 'members.write',
  arg: structType({ users: listType(userSelector) }),
  isMutation: true,
  errors: ['too_many_users'],
  perform: (call) => {
    refuseUnlimitedTeam(call, call.arg.users.length);
    return call.arg.users.map((user) => {
      const member = findMember(call, user);
      if (member === undefined) return nest('invalid_user', echoSelector(user));
      changeQuota(call, member, undefined);
      return nest('success', echoSelector(user));
    });
  },
});

function changeQuota(call: Call<unknown>, member: Member, quota: number | undefined): void {
  const previous = member.spaceQuotaGb;
  if (previous === quota) return;
  member.spaceQuotaGb = quota;
  log(call, quotaChanged(member, previous));
}

const getQuota = defineRoute({
  path: 'team/member_space_limits/get_custom_quota',
  scope: 'members.read',
  arg: structType({ users: listType(userSelector) }),
  errors: ['too_many_users'],
  perform: (call) => {
    if (call.arg.users.length > USER_LIMIT) refuse('too_many_users');
    return call.arg.users.map((user): Tagged => {
      const member = findMember(call, user);
      if (member === undefined) return nest('invalid_user', echoSelector(user));
      const quota = member.spaceQuotaGb === undefined ? {} : { quota_gb: member.spaceQuotaGb };
      return flatten('success', { user: echoSelector(user), ...quota });
    });
  },
});

function changeExclusion(verb: 'add' | 'remove'): Route {
  return defineRoute({
    path: `team/member_space_limits/excluded_users/${verb}`,
    scope: 'members.write',
    arg: structType({ users: nullable(listType(userSelector)) }),
    isMutation: true,
    errors: ['users_not_in_team', 'too_many_users'],
    perform: (call) => {
      const users = call.arg.users ?? [];
      if (users.length > USER_LIMIT) refuse('too_many_users');
      const members = users.map((user) => findMember(call, user) ?? refuse('users_not_in_team'));
      const isExcluded = verb === 'add';
      for (const member of members) {
        if (member.isExcludedFromSpaceLimits === isExcluded) continue;
        member.isExcludedFromSpaceLimits = isExcluded;
        log(call, aboutMember(`member_space_limits_${verb}_exception`, member));
      }
      return { status: { '.tag': 'success' } };
    },
  });
}

const listExcluded = defineRoute({
  path: `team/${EXCLUDED}`,
  scope: 'members.read',
  arg: structType({ limit: pageLimit }),
  errors: ['list_error'],
  perform: (call) => answerExcluded(call, -1, call.arg.limit),
});

const continueExcluded = defineRoute({
  path: `team/${EXCLUDED}/continue`,
  scope: 'members.read',
  arg: continueArgument,
  errors: ['invalid_cursor'],
  perform: (call) => {
    const { after, limit } = readCursor(call, EXCLUDED);
    return answerExcluded(call, after, limit);
  },
});

/** The one listing that has no cursor at its end. */
function answerExcluded(call: Call<unknown>, after: number, limit: number): unknown {
  const isShown = (member: Member): boolean => member.isExcludedFromSpaceLimits && member.status !== 'removed';
  const entries = (position: number) => walk(call.world.team.listing, position, isShown);
  const page = takePage(call, { name: EXCLUDED, entries }, after, limit);
  return {
    users: page.entries.map(makeProfile),
    ...(page.hasMore ? { cursor: page.cursor } : {}),
    has_more: page.hasMore,
  };
}

/** Quotas mean nothing while the team as a whole has no space limit. */
function refuseUnlimitedTeam(call: Call<unknown>, count: number): void {
  if (count > USER_LIMIT) refuse('too_many_users');
  if (!call.world.team.facts.features.spaceLimits) refuse('other');
}

function findMember(call: Call<unknown>, user: UserSelector): Member | undefined {
  const found = findUser(call.world.team, user);
  return found.tag === 'member' ? found.member : undefined;
}

/** Custom space quotas, and who is excluded from limits. */
export const spaceLimitRoutes: readonly Route[] = [
  setQuota,
  removeQuota,
  getQuota,
  changeExclusion('add'),
  changeExclusion('remove'),
  listExcluded,
  continueExcluded,
];
