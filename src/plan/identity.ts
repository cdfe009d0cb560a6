import type { DesiredGroup, DesiredMember, DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { foldGroupName } from '../model/fold.js';
import type { LiveGroup, LiveMember, LiveState } from '../model/live-state.js';
import { formatDay } from './dates.js';
import { matchAll, type Names } from './match.js';
import { temporaryEmail, temporaryGroupName } from './temporary-values.js';

/** Who is who: every declared resource with the live one it stands for, decided for the whole file at once. */
export interface Identity {
  /** Null for people whom the team does not know. */
  readonly members: ReadonlyMap<DesiredMember, LiveMember | null>;
  readonly groups: ReadonlyMap<DesiredGroup, LiveGroup | null>;
  /** On the team, and in no file; sorted by address. Removed people are not listed. */
  readonly unmanagedMembers: readonly LiveMember[];
  /** In no file; without those that Dropbox manages. */
  readonly unmanagedGroups: readonly LiveGroup[];
  /** People who lose their external id because another declared member takes it. */
  readonly idTakenFrom: ReadonlySet<LiveMember>;
  readonly groupIdTakenFrom: ReadonlySet<LiveGroup>;
  /** Declared members that a problem is about. */
  readonly troubledMembers: ReadonlySet<DesiredMember>;
  /** Conflicts: with any of these, nothing is planned. */
  readonly problems: readonly Diagnostic[];
}

/** Decides who is who; see interface.md, "Rules that hold everywhere". Pure, and linear in the size of the team. */
export function identify(desired: DesiredState, live: LiveState): Identity {
  const members = matchAll(desired.members, presentFirst(live.members), memberNames);
  const groups = matchAll(desired.groups, live.groups.filter(isTouchable), groupNames);
  return {
    members: members.matches,
    groups: groups.matches,
    unmanagedMembers: live.members
      .filter((member) => member.status !== 'removed' && !members.claimant.has(member))
      .sort((a, b) => (a.attributes.email < b.attributes.email ? -1 : 1)),
    unmanagedGroups: live.groups.filter((group) => isTouchable(group) && !groups.claimant.has(group)),
    idTakenFrom: members.idTakenFrom,
    troubledMembers: members.troubled,
    groupIdTakenFrom: groups.idTakenFrom,
    problems: [...members.problems, ...groups.problems, ...systemGroupProblems(desired, live)],
  };
}

/** System-managed groups, and kinds that we do not know, are never touched. */
export function isTouchable(group: LiveGroup): boolean {
  return group.management === 'company_managed' || group.management === 'user_managed';
}

/**
 * Those who hold addresses and ids. Removed people do only while they can be recovered; where a removed and a present
 * one have the same address, the present one comes first and is found.
 */
function presentFirst(members: readonly LiveMember[]): readonly LiveMember[] {
  if (members.every((member) => member.status !== 'removed')) return members;
  const present = members.filter((member) => member.status !== 'removed');
  const recoverable = members.filter((member) => member.status === 'removed' && member.isRecoverable);
  return [...present, ...recoverable];
}

const memberNames: Names<DesiredMember, LiveMember> = {
  noun: 'member',
  nameNoun: 'address',
  desiredId: (member) => member.attributes.external_id,
  desiredName: (member) => member.email,
  temporaryName: (member) => temporaryEmail(member.email),
  previousNames: (member) => member.previousEmails,
  previousNoun: 'previous_emails',
  isLeaving: (member) => member.status === 'removed',
  liveId: (member) => member.attributes.external_id,
  liveName: (member) => member.attributes.email,
  describeLive: (member) =>
    member.status === 'removed' ? `${member.attributes.email} (removed, still recoverable)` : describeMember(member),
};

function describeMember(member: LiveMember): string {
  return member.status === 'invited'
    ? `${member.attributes.email} (invited ${formatDay(member.invitedOn)})`
    : member.attributes.email;
}

const groupNames: Names<DesiredGroup, LiveGroup> = {
  noun: 'group',
  nameNoun: 'name',
  desiredId: (group) => group.attributes.external_id,
  desiredName: (group) => foldGroupName(group.attributes.name),
  temporaryName: (group) => temporaryGroupName(group.attributes.name),
  previousNames: (group) => group.previousNames.map(foldGroupName),
  previousNoun: 'previous_names',
  isLeaving: () => false,
  liveId: (group) => group.externalId,
  liveName: (group) => foldGroupName(group.name),
  describeLive: (group) => group.name,
};

function systemGroupProblems(desired: DesiredState, live: LiveState): Diagnostic[] {
  const systemNames = new Map(
    live.groups.filter((group) => !isTouchable(group)).map((group) => [foldGroupName(group.name), group]),
  );
  if (systemNames.size === 0) return [];
  return desired.groups.flatMap((group) => {
    const taken = systemNames.get(foldGroupName(group.attributes.name));
    if (taken === undefined) return [];
    return [
      {
        code: 'system-managed-group',
        severity: 'error' as const,
        message: `group ${group.attributes.name}: Dropbox itself manages the group of this name, and it cannot be changed.`,
        advice: 'Take the group out of the file, or choose another name.',
        position: group.source,
      },
    ];
  });
}
