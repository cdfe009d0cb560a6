import { continueArgument, pageLimit, userSelector } from '../stone/scalars.js';
import { booleanType, listType, structType, withDefault } from '../stone/types.js';
import { isOnTeam, type Member } from '../team/member.js';
import { FILES_MS } from '../team/team.js';
import { type Call, defineRoute, type Route } from '../world.js';
import { type Page, readCursor, takePage, walk } from './pages.js';
import { flatten, makeMemberInfo, nest } from './records.js';
import { findUser } from './selectors.js';

type Version = 1 | 2;

const listArgument = structType({ limit: pageLimit, include_removed: withDefault(booleanType, false) });

function listMembers(version: Version): Route {
  return defineRoute({
    path: `team/members/list${version === 2 ? '_v2' : ''}`,
    scope: 'members.read',
    arg: listArgument,
    perform: (call) => {
      call.world.hidden.startListing();
      return answerPage(call, version, takeMembers(call, version, call.arg.include_removed, -1, call.arg.limit));
    },
  });
}

function continueMembers(version: Version): Route {
  return defineRoute({
    path: `team/members/list/continue${version === 2 ? '_v2' : ''}`,
    scope: 'members.read',
    arg: continueArgument,
    errors: ['invalid_cursor'],
    perform: (call) => {
      const { after, limit, filter } = readCursor(call, nameOf(version));
      return answerPage(call, version, takeMembers(call, version, filter.removed === true, after, limit));
    },
  });
}

function takeMembers(
  call: Call<unknown>,
  version: Version,
  includeRemoved: boolean,
  after: number,
  limit: number,
): Page<Member> {
  const { team, hidden, now } = call.world;
  const oldest = now() - FILES_MS;
  const isShown = (member: Member): boolean => {
    if (hidden.has(member.id)) return false;
    if (isOnTeam(member)) return true;
    // Once nothing is left to move or recover, a removed member is not listed any more.
    return includeRemoved && member.removal !== undefined && member.removal.atMs > oldest;
  };
  return takePage(
    call,
    {
      name: nameOf(version),
      entries: (position) => walk(team.listing, position, isShown),
      filter: { removed: includeRemoved },
    },
    after,
    limit,
  );
}

function answerPage(call: Call<unknown>, version: Version, page: Page<Member>): unknown {
  return {
    members: page.entries.map((member) => makeMemberInfo(call.world, member, version)),
    cursor: page.cursor,
    has_more: page.hasMore,
  };
}

function nameOf(version: Version): string {
  return version === 1 ? 'members/list' : 'members/list_v2';
}

function getMembers(version: Version): Route {
  return defineRoute({
    path: `team/members/get_info${version === 2 ? '_v2' : ''}`,
    scope: 'members.read',
    arg: structType({ members: listType(userSelector) }),
    perform: ({ world, arg }) => {
      const items = arg.members.map((selector) => {
        const found = findUser(world.team, selector);
        return found.tag === 'member' || found.tag === 'former'
          ? flatten('member_info', makeMemberInfo(world, found.member, version))
          : nest('id_not_found', selector.value);
      });
      return version === 1 ? items : { members_info: items };
    },
  });
}

/** Listing members, page by page, and looking some up. Version 1 shows a tier, version 2 a list of roles. */
export const memberReadRoutes: readonly Route[] = [
  listMembers(1),
  listMembers(2),
  continueMembers(1),
  continueMembers(2),
  getMembers(1),
  getMembers(2),
];
