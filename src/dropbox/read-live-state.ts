import type { LiveState, ReadNeeds } from '../model/live-state.js';
import { ProviderError, type ReadProgress } from '../provider.js';
import { groupsFromWire, ownersToRead } from './groups-from-wire.js';
import { groupListing, memberListing } from './listings.js';
import { lookUpGroups } from './look-up.js';
import { type ListedMember, slugsOf, withRole } from './member-from-wire.js';
import { readListing } from './pages.js';
import { readOwners } from './read-owners.js';
import { readQuotas } from './read-quotas.js';
import { type Call, demand, parseAnswer, readRoute } from './read-route.js';
import { rolesFromWire } from './role-slug.js';
import { routes } from './routes.js';
import {
  authenticatedAdminSchema,
  type GroupSummary,
  rolesSchema,
  type TeamInfo,
  teamInfoSchema,
} from './wire-answers.js';

/** A group holds at most this many, says Dropbox's help centre. */
export const GROUP_MEMBER_LIMIT = 1000;
const RECOVERABLE_DAYS = 7;
/** Large teams have been seen to come back short, or empty, with large pages. */
const FALLBACK_PAGE_SIZES = [500, 100];

type OnProgress = (progress: ReadProgress) => void;

/**
 * Reads the whole team in as few calls as the API allows: five listings side by side, then only the owners and quotas
 * that `needs` names. Memberships come with the member list.
 * @throws ProviderError when anything is missing, cut short, or at odds with what team/get_info counts.
 */
export async function readLiveState(
  call: Call,
  needs: ReadNeeds,
  pageSize: number,
  onProgress: OnProgress = () => {},
): Promise<LiveState> {
  let people: number | null = null;
  const [team, adminId, offered, listed, groups] = await Promise.all([
    readTeamInfo(call).then((info) => {
      people = countedPeople(info);
      return info;
    }),
    readActingAdmin(call),
    readRoute(call, routes.availableRoles, null, rolesSchema),
    readMembers(call, pageSize, onProgress, () => people),
    readGroups(call, pageSize, onProgress),
  ]);
  const roles = rolesFromWire(demand('the roles that the team offers', offered).roles);
  const whole = await completeMembers(call, { info: team, members: listed }, adminId, pageSize, onProgress);
  const wholeGroups = await completeGroups(call, groups, whole.members, pageSize, onProgress);

  const slugOfRole = slugsOf(roles);
  const members = whole.members.map((listed) => withRole(listed, slugOfRole));
  const [owners, quotas] = await Promise.all([
    readOwners(call, ownersToRead(wholeGroups, needs), pageSize, onProgress),
    needs.quotas
      ? readQuotas(
          call,
          members.filter((member) => member.status !== 'removed').map((member) => member.id),
          onProgress,
        )
      : new Map<string, number>(),
  ]);
  return {
    team: { id: whole.info.team_id, name: whole.info.name },
    licences: { available: whole.info.num_licensed_users, used: usedLicences(whole.info) },
    actingAdminId: adminId,
    roles,
    members: members.map((member) => {
      const quota = quotas.get(member.id);
      return quota === undefined ? member : { ...member, attributes: { ...member.attributes, space_quota_gb: quota } };
    }),
    groups: groupsFromWire(wholeGroups, whole.members, owners),
    capabilities: {
      groupMemberLimit: GROUP_MEMBER_LIMIT,
      recoverableDays: RECOVERABLE_DAYS,
      quotasRead: needs.quotas,
    },
  };
}

/** Reads what the team is called and what it counts. @throws ProviderError when it cannot be read. */
export async function readTeamInfo(call: Call): Promise<TeamInfo> {
  return demand('the team (team/get_info)', await readRoute(call, routes.teamInfo, null, teamInfoSchema));
}

async function readActingAdmin(call: Call): Promise<string> {
  const answer = await call(routes.authenticatedAdmin, null);
  if (answer.tag === 'refused') {
    throw refusedAdmin(answer.error.tag);
  }
  const result = parseAnswer(answer, routes.authenticatedAdmin, authenticatedAdminSchema);
  return demand('the admin whom the token acts for', result).admin_profile.team_member_id;
}

/** Why Dropbox does not name the admin behind a token, from the route's own error. */
export function refusedAdmin(tag: string): ProviderError {
  return new ProviderError(
    tag === 'admin_not_active'
      ? 'The admin who authorized this token has left the team, is suspended, or is no admin any more.'
      : `Dropbox does not say for which admin this token acts (${tag}).`,
    'Have a team admin authorize the app again: rollcall login.',
    { tag },
  );
}

async function readMembers(
  call: Call,
  pageSize: number,
  onProgress: OnProgress,
  counted: () => number | null,
): Promise<readonly ListedMember[]> {
  const onCount = (count: number) => onProgress({ what: 'members', count, total: counted() });
  return demand('the members', await readListing(call, memberListing, pageSize, onCount));
}

async function readGroups(call: Call, pageSize: number, onProgress: OnProgress): Promise<readonly GroupSummary[]> {
  const onCount = (count: number) => onProgress({ what: 'groups', count, total: null });
  return demand('the groups', await readListing(call, groupListing, pageSize, onCount));
}

interface MembersAndCounts {
  readonly info: TeamInfo;
  readonly members: readonly ListedMember[];
}

/** People, not licences: what else takes a licence is not documented, and a plan must not be refused for it. */
function countedPeople(info: TeamInfo): number {
  return info.num_provisioned_users || (info.num_used_licenses ?? 0);
}

/** Older teams may not be told how many licences are used: then whoever is provisioned counts. */
function usedLicences(info: TeamInfo): number {
  return info.num_used_licenses || info.num_provisioned_users;
}

/**
 * Makes sure that nobody is missing from the member list: it must name as many people as team/get_info counts, and the
 * admin whom the token acts for. A short list is read again in smaller pages, and the counts with it, as somebody may
 * have left between the two.
 */
async function completeMembers(
  call: Call,
  first: MembersAndCounts,
  adminId: string,
  pageSize: number,
  onProgress: OnProgress,
): Promise<MembersAndCounts> {
  let read = first;
  for (const size of FALLBACK_PAGE_SIZES) {
    if (shortfall(read, adminId) === null) return read;
    const smaller = Math.min(size, pageSize);
    const counted = () => countedPeople(first.info);
    const [members, info] = await Promise.all([readMembers(call, smaller, onProgress, counted), readTeamInfo(call)]);
    read = { info, members };
  }
  const missing = shortfall(read, adminId);
  if (missing === null) return read;
  throw new ProviderError(
    `The member list ended early: ${missing}.`,
    'Wait a minute and run it again. Nothing is planned from a list that may lack people; if it stays, ask Dropbox support.',
  );
}

/** What is wrong with a member list, or null. More people than counted is no shortfall: not every count includes all. */
function shortfall({ info, members }: MembersAndCounts, adminId: string): string | null {
  const present = members.filter(({ member }) => member.status !== 'removed').length;
  const counted = countedPeople(info);
  if (present < counted) return `it names ${present} people, and team/get_info counts ${counted}`;
  const hasAdmin = members.some(({ member }) => member.id === adminId);
  return hasAdmin ? null : 'the admin whom the token acts for is not in it';
}

/**
 * Makes sure that no group is missing from the group list: a group that a member is in, and that exists when asked for by
 * its id, must be listed.
 */
async function completeGroups(
  call: Call,
  listed: readonly GroupSummary[],
  members: readonly ListedMember[],
  pageSize: number,
  onProgress: OnProgress,
): Promise<readonly GroupSummary[]> {
  let groups = listed;
  for (const size of [...FALLBACK_PAGE_SIZES, null]) {
    const unknown = unlistedGroups(groups, members);
    if (unknown.length === 0) return groups;
    const existing = demand('the groups that members are in', await lookUpGroups(call, unknown));
    // Deleted groups may linger in the member list for a while.
    if (existing.size === 0) return groups;
    if (size !== null) groups = await readGroups(call, Math.min(size, pageSize), onProgress);
  }
  throw new ProviderError(
    'The group list ended early: members are in groups that exist and that it does not name.',
    'Wait a minute and run it again. Nothing is planned from a list that may lack groups.',
  );
}

function unlistedGroups(groups: readonly GroupSummary[], members: readonly ListedMember[]): readonly string[] {
  const known = new Set(groups.map((group) => group.group_id));
  const unknown = new Set<string>();
  for (const { member, groupIds } of members) {
    if (member.status === 'removed') continue;
    for (const id of groupIds) if (!known.has(id)) unknown.add(id);
  }
  return [...unknown];
}
