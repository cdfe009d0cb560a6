import type { DesiredGroup, DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldGroupName } from '../model/fold.js';
import type { Finding } from '../model/plan.js';
import type { Limit, Offboarding, Policy } from '../model/policy.js';
import { nameSome, warning } from './notes.js';

/**
 * What this file permits that the file before did not: weaker guards, more that happens to people in no file, harsher
 * ways to leave. A change that brings its own permission is to be seen as two. Pure.
 * @param base the file before this change.
 */
export function relaxationFindings(desired: DesiredState, base: DesiredState): Finding[] {
  const leaving = harsherLeaving(desired.policy.offboarding, base.policy.offboarding);
  const relaxed = [
    ...guardRelaxations(desired.policy, base.policy),
    ...policyRelaxations(desired.policy, base.policy),
    ...leaving.map((word) => `settings.offboarding: ${word}`),
    ...memberRelaxations(desired.members, base.members, leaving),
    ...modeRelaxations(desired.groups, base.groups),
    ...pinRelaxations(desired, base),
  ];
  return relaxed.map((what) =>
    warning(
      'relaxes-guard',
      `relaxes-guard: this change permits itself more than ${base.file} did: ${what}. ` +
        'If that is only to get the rest through, undo it; --override-guard lifts a guard for one run.',
    ),
  );
}

function guardRelaxations({ guards }: Policy, { guards: before }: Policy): string[] {
  const relaxed: string[] = [];
  if (guards.minTeamAdmins < before.minTeamAdmins) {
    relaxed.push(`guards.min_team_admins ${before.minTeamAdmins} -> ${guards.minTeamAdmins}`);
  }
  const limits = [
    ['max_removals', before.maxRemovals, guards.maxRemovals],
    ['max_membership_removals', before.maxMembershipRemovals, guards.maxMembershipRemovals],
    ['max_group_deletions', before.maxGroupDeletions, guards.maxGroupDeletions],
  ] as const;
  for (const [name, from, to] of limits) {
    if (!mayBeLooser(from, to)) continue;
    relaxed.push(`guards.${name} ${formatLimit(from)} -> ${formatLimit(to)}`);
  }
  const lost = before.protectedMembers.filter((email) => !guards.protectedMembers.includes(email));
  if (lost.length > 0) relaxed.push(`guards.protected_members no longer names ${[...lost].sort().join(', ')}`);
  return relaxed;
}

/** A count and a share compare only on one team's size; a change from one to the other is always told. */
function mayBeLooser(from: Limit, to: Limit): boolean {
  if (from.tag === 'count' && to.tag === 'count') return to.count > from.count;
  if (from.tag === 'percent' && to.tag === 'percent') return to.percent > from.percent;
  // Nothing at all is never more.
  return to.tag === 'count' ? to.count > 0 : to.percent > 0;
}

function formatLimit(limit: Limit): string {
  return limit.tag === 'count' ? String(limit.count) : `${limit.percent}%`;
}

const severityOfPolicy = { report: 0, suspend: 1, remove: 2, delete: 2 } as const;

function policyRelaxations(policy: Policy, before: Policy): string[] {
  const relaxed: string[] = [];
  if (severityOfPolicy[policy.unmanagedMembers] > severityOfPolicy[before.unmanagedMembers]) {
    relaxed.push(`settings.unmanaged_members ${before.unmanagedMembers} -> ${policy.unmanagedMembers}`);
  }
  if (severityOfPolicy[policy.unmanagedGroups] > severityOfPolicy[before.unmanagedGroups]) {
    relaxed.push(`settings.unmanaged_groups ${before.unmanagedGroups} -> ${policy.unmanagedGroups}`);
  }
  return relaxed;
}

/** What somebody who leaves loses and did not lose before. */
function harsherLeaving(now: Offboarding, before: Offboarding): string[] {
  const words: string[] = [];
  if (now.gracePeriodHours < before.gracePeriodHours) {
    words.push(`grace_period ${formatHours(before.gracePeriodHours)} -> ${formatHours(now.gracePeriodHours)}`);
  }
  if (now.wipeDevices && !before.wipeDevices) words.push('wipe_devices turned on');
  if (now.permanentlyDeleteFiles && !before.permanentlyDeleteFiles) words.push('permanently_delete_files turned on');
  if (now.transferFilesTo === null && before.transferFilesTo !== null) {
    words.push(`transfer_files_to no longer ${before.transferFilesTo}`);
  }
  return words;
}

function formatHours(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24}d` : `${hours}h`;
}

/** Members whose own way to leave became harsher; what they only inherit is told with the settings. */
function memberRelaxations(
  members: readonly DesiredMember[],
  before: readonly DesiredMember[],
  inherited: readonly string[],
): string[] {
  const earlier = new Map(before.map((member) => [member.email, member.offboarding]));
  const named = new Map<string, string[]>();
  for (const { email, offboarding } of members) {
    const from = earlier.get(email);
    if (from === undefined) continue;
    for (const word of harsherLeaving(offboarding, from)) {
      if (inherited.includes(word)) continue;
      const list = named.get(word);
      if (list === undefined) named.set(word, [email]);
      else list.push(email);
    }
  }
  return [...named].map(([word, emails]) => `offboarding of ${nameSome(emails)}: ${word}`);
}

/** Groups from which nobody was removed for not being listed, and now everybody is. */
function modeRelaxations(groups: readonly DesiredGroup[], before: readonly DesiredGroup[]): string[] {
  const earlier = new Map(before.map((group) => [foldGroupName(group.attributes.name), group.membership]));
  return groups.flatMap(({ attributes: { name }, membership }) => {
    const from = earlier.get(foldGroupName(name));
    if (membership !== 'authoritative' || from === undefined || from === 'authoritative') return [];
    return [`group ${name}: membership ${from} -> authoritative, so whoever is not listed is removed from it`];
  });
}

function pinRelaxations({ team }: DesiredState, { team: before }: DesiredState): string[] {
  const isPinned = team.id !== null || team.name !== null;
  if (!isPinned && (before.id !== null || before.name !== null))
    return ['team: the file is no longer pinned to a team'];
  return team.id === null && before.id !== null ? ['team.id: the file is pinned by its name only'] : [];
}
