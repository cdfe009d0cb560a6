import type { z } from 'zod';
import type { AccessType } from '../model/group.js';
import { type ListedMember, listedMember } from './member-from-wire.js';
import type { Listing } from './pages.js';
import { routes } from './routes.js';
import { tagOf } from './tagged-union.js';
import { type GroupSummary, groupMemberPageSchema, groupPageSchema, memberPageSchema } from './wire-answers.js';
import { groupById, type ListMembersArgument } from './wire-arguments.js';

/** Everybody on the team, and those removed who are still known: they hold addresses and ids for seven days. */
export const memberListing: Listing<z.output<typeof memberPageSchema>, ListedMember> = {
  what: 'The member list',
  first: routes.listMembers,
  next: routes.listMembersContinue,
  argument: (limit): ListMembersArgument => ({ limit, include_removed: true }),
  schema: memberPageSchema,
  cursorOf,
  entriesOf: (page) => page.members.map(listedMember),
  idOf: ({ member }) => member.id,
};

/** Every group, those that Dropbox manages itself included. */
export const groupListing: Listing<z.output<typeof groupPageSchema>, GroupSummary> = {
  what: 'The group list',
  first: routes.listGroups,
  next: routes.listGroupsContinue,
  argument: (limit) => ({ limit }),
  schema: groupPageSchema,
  cursorOf,
  entriesOf: (page) => page.groups,
  idOf: (group) => group.group_id,
};

function cursorOf(page: { readonly cursor: string; readonly has_more: boolean }) {
  return { cursor: page.cursor, hasMore: page.has_more };
}

/** Somebody in a group. */
export interface GroupMember {
  readonly id: string;
  readonly access: AccessType;
}

/** The members of one group, with their access. */
export function groupMemberListing(groupId: string): Listing<z.output<typeof groupMemberPageSchema>, GroupMember> {
  return {
    what: `The member list of the group ${groupId}`,
    first: routes.listGroupMembers,
    next: routes.listGroupMembersContinue,
    argument: (limit) => ({ group: groupById(groupId), limit }),
    schema: groupMemberPageSchema,
    cursorOf,
    entriesOf: (page) =>
      page.members.map(({ profile, access_type }) => ({
        id: profile.team_member_id,
        access: tagOf(access_type) === 'owner' ? 'owner' : 'member',
      })),
    idOf: (member) => member.id,
  };
}
