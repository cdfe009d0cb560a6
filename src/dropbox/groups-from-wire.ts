import { foldGroupName } from '../model/fold.js';
import type { AccessType } from '../model/group.js';
import type { LiveGroup, ReadNeeds } from '../model/live-state.js';
import type { ListedMember } from './member-from-wire.js';
import { tagOf } from './tagged-union.js';
import type { GroupSummary } from './wire-answers.js';

const managements: ReadonlySet<string> = new Set(['company_managed', 'user_managed', 'system_managed']);

/** Who manages a group; kinds that are not known are `other`, and never touched. */
export function managementOf(group: GroupSummary): LiveGroup['management'] {
  const tag = tagOf(group.group_management_type);
  return managements.has(tag) ? (tag as LiveGroup['management']) : 'other';
}

/** The groups whose owners must be read: only user-managed ones have owners, and only some of them matter. */
export function ownersToRead(groups: readonly GroupSummary[], needs: ReadNeeds): readonly string[] {
  const userManaged = groups.filter((group) => managementOf(group) === 'user_managed');
  if (needs.accessOfGroups === 'all') return userManaged.map((group) => group.group_id);
  const names = new Set(needs.accessOfGroups.names.map(foldGroupName));
  const externalIds = new Set(needs.accessOfGroups.externalIds);
  return userManaged
    .filter((group) => names.has(foldGroupName(group.group_name)) || externalIds.has(group.group_external_id ?? ''))
    .map((group) => group.group_id);
}

/**
 * Joins groups with the memberships that the member list tells. Where a group's own list was read, that counts, as it
 * tells the access and is newer; removed members are in no group.
 */
export function groupsFromWire(
  groups: readonly GroupSummary[],
  members: readonly ListedMember[],
  owners: ReadonlyMap<string, ReadonlyMap<string, AccessType>>,
): LiveGroup[] {
  const present = members.filter(({ member }) => member.status !== 'removed');
  const memberIds = new Map<string, string[]>(groups.map((group) => [group.group_id, []]));
  for (const { member, groupIds } of present) {
    for (const groupId of groupIds) memberIds.get(groupId)?.push(member.id);
  }
  const presentIds = new Set(owners.size === 0 ? [] : present.map(({ member }) => member.id));
  return groups.map((group) => {
    const management = managementOf(group);
    // A company-managed group has no owners, so there is nothing to read.
    const access = management === 'company_managed' ? 'member' : null;
    const read = owners.get(group.group_id);
    const joined = new Map<string, AccessType | null>();
    if (read === undefined) for (const id of memberIds.get(group.group_id) ?? []) joined.set(id, access);
    else for (const [id, access] of read) if (presentIds.has(id)) joined.set(id, access);
    return {
      id: group.group_id,
      name: group.group_name,
      externalId: group.group_external_id || null,
      management,
      members: joined,
    };
  });
}
