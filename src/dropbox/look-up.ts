import { foldEmail, foldGroupName } from '../model/fold.js';
import { unknownOutcome } from './classify-response.js';
import { type GroupMember, groupListing, groupMemberListing } from './listings.js';
import { readListing } from './pages.js';
import { type Call, parseAnswer, type ReadResult, readRoute } from './read-route.js';
import { routes } from './routes.js';
import { tagOf } from './tagged-union.js';
import {
  type GroupSummary,
  groupLookUpSchema,
  groupSummarySchema,
  type MemberInfo,
  memberInfoSchema,
  memberLookUpSchema,
} from './wire-answers.js';
import { memberByEmail, memberById } from './wire-arguments.js';

/** The API names no limit for a look-up; this is well within what one answer carries. */
const LOOK_UP_LIMIT = 100;
const PAGE_SIZE = 1000;

/** Looks members up by id. Who is not in the result is not known to the team. */
export async function lookUpMembersById(
  call: Call,
  ids: readonly string[],
): Promise<ReadResult<ReadonlyMap<string, MemberInfo>>> {
  return lookUpMembers(call, ids, memberById, (info) => info.profile.team_member_id);
}

/** Looks members up by folded address. Who is not in the result is not on the team under that address. */
export async function lookUpMembersByEmail(
  call: Call,
  emails: readonly string[],
): Promise<ReadResult<ReadonlyMap<string, MemberInfo>>> {
  return lookUpMembers(call, emails, memberByEmail, (info) => foldEmail(info.profile.email));
}

async function lookUpMembers(
  call: Call,
  keys: readonly string[],
  selector: (key: string) => unknown,
  keyOf: (info: MemberInfo) => string,
): Promise<ReadResult<ReadonlyMap<string, MemberInfo>>> {
  const found = new Map<string, MemberInfo>();
  for (let start = 0; start < keys.length; start += LOOK_UP_LIMIT) {
    const argument = { members: keys.slice(start, start + LOOK_UP_LIMIT).map(selector) };
    const result = await readRoute(call, routes.memberInfo, argument, memberLookUpSchema);
    if (!result.ok) return result;
    for (const entry of result.value.members_info) {
      const tag = tagOf(entry);
      if (tag === 'id_not_found') continue;
      const parsed = memberInfoSchema.safeParse(entry);
      if (tag !== 'member_info' || !parsed.success) return unreadable(routes.memberInfo.path, tag);
      found.set(keyOf(parsed.data), parsed.data);
    }
  }
  return { ok: true, value: found };
}

/** Looks groups up by id. Those not in the result do not exist, or are not of this team. */
export async function lookUpGroups(
  call: Call,
  ids: readonly string[],
): Promise<ReadResult<ReadonlyMap<string, GroupSummary>>> {
  const found = new Map<string, GroupSummary>();
  for (let start = 0; start < ids.length; start += LOOK_UP_LIMIT) {
    const chunk = ids.slice(start, start + LOOK_UP_LIMIT);
    const answer = await call(routes.groupInfo, { '.tag': 'group_ids', group_ids: chunk });
    if (answer.tag === 'refused' && answer.error.tag === 'group_not_on_team') {
      // One id of another team sinks the whole call, and the answer does not say which.
      if (chunk.length === 1) continue;
      for (const id of chunk) {
        const single = await lookUpGroups(call, [id]);
        if (!single.ok) return single;
        for (const group of single.value.values()) found.set(id, group);
      }
      continue;
    }
    const result = parseAnswer(answer, routes.groupInfo, groupLookUpSchema);
    if (!result.ok) return result;
    for (const entry of result.value) {
      const tag = tagOf(entry);
      if (tag === 'id_not_found') continue;
      const parsed = groupSummarySchema.safeParse(entry);
      if (tag !== 'group_info' || !parsed.success) return unreadable(routes.groupInfo.path, tag);
      found.set(parsed.data.group_id, parsed.data);
    }
  }
  return { ok: true, value: found };
}

/** Finds a group by its name, which the API cannot be asked for; null when there is none. */
export async function findGroupByName(call: Call, name: string): Promise<ReadResult<GroupSummary | null>> {
  const groups = await readListing(call, groupListing, PAGE_SIZE);
  if (!groups.ok) return groups;
  const folded = foldGroupName(name);
  return { ok: true, value: groups.value.find((group) => foldGroupName(group.group_name) === folded) ?? null };
}

/** Who is in a group, by member id. */
export async function readGroupMembers(
  call: Call,
  groupId: string,
  pageSize = PAGE_SIZE,
): Promise<ReadResult<ReadonlyMap<string, GroupMember['access']>>> {
  const members = await readListing(call, groupMemberListing(groupId), pageSize);
  if (!members.ok) return members;
  return { ok: true, value: new Map(members.value.map((member) => [member.id, member.access])) };
}

function unreadable<T>(path: string, tag: string): ReadResult<T> {
  return {
    ok: false,
    failure: unknownOutcome(`Dropbox's answer to ${path} holds an entry (${tag}) that cannot be read.`, null),
  };
}
