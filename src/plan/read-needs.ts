import type { DesiredState } from '../model/desired-state.js';
import { foldGroupName } from '../model/fold.js';
import type { ReadNeeds } from '../model/live-state.js';
import { temporaryGroupName } from './temporary-values.js';

/** What of the live team this file's plan depends on, beyond the listings: owners and quotas it speaks of. Pure. */
export function readNeedsOf(desired: DesiredState): ReadNeeds {
  const names: string[] = [];
  const externalIds: string[] = [];
  for (const group of desired.groups) {
    if (!group.members.some((membership) => membership.access !== null)) continue;
    const { name } = group.attributes;
    // A run that was cut off may have left the group under its temporary name.
    names.push(...[name, temporaryGroupName(name), ...group.previousNames].map(foldGroupName));
    if (typeof group.attributes.external_id === 'string') externalIds.push(group.attributes.external_id);
  }
  return {
    accessOfGroups: { names, externalIds },
    quotas: desired.members.some((member) => 'space_quota_gb' in member.attributes),
  };
}

/** Everything: for an export, or a snapshot that any file may be planned against. */
export const readEverything: ReadNeeds = { accessOfGroups: 'all', quotas: true };

/** What either of two plans depends on. */
export function joinNeeds(one: ReadNeeds, other: ReadNeeds): ReadNeeds {
  const [a, b] = [one.accessOfGroups, other.accessOfGroups];
  const accessOfGroups =
    a === 'all' || b === 'all'
      ? 'all'
      : { names: [...a.names, ...b.names], externalIds: [...a.externalIds, ...b.externalIds] };
  return { accessOfGroups, quotas: one.quotas || other.quotas };
}
