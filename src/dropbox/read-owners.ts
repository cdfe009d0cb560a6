import type { AccessType } from '../model/group.js';
import type { ReadProgress } from '../provider.js';
import { forEachAtMost } from './for-each-at-most.js';
import { readGroupMembers } from './look-up.js';
import { type Call, demand } from './read-route.js';

const AT_ONCE = 8;

/**
 * Reads who has which access in the given groups: one listing each, some at once.
 * @throws ProviderError when one of them cannot be read, a group that was deleted meanwhile included.
 */
export async function readOwners(
  call: Call,
  groupIds: readonly string[],
  pageSize: number,
  onProgress: (progress: ReadProgress) => void,
): Promise<ReadonlyMap<string, ReadonlyMap<string, AccessType>>> {
  let count = 0;
  const lists = await forEachAtMost(AT_ONCE, groupIds, async (groupId) => {
    const members = demand(`the members of the group ${groupId}`, await readGroupMembers(call, groupId, pageSize));
    count += 1;
    onProgress({ what: 'owners', count, total: groupIds.length });
    return [groupId, members] as const;
  });
  return new Map(lists);
}
