import type { DesiredMember } from '../model/desired-state.js';
import { defaultOffboarding, type Offboarding } from '../model/policy.js';
import { checkOffboarding, offboardingKeys } from './parse-offboarding.js';
import type { WrittenSettings } from './parse-settings.js';
import { entryOf, keyRange } from './source.js';
import type { WrittenMember, WrittenMemberFields, WrittenOffboarding } from './written.js';

/** What members inherit. */
export interface Inherited {
  readonly settings: WrittenSettings;
  readonly defaults: WrittenMemberFields;
  /** Whether there is any attribute to inherit; mostly there is none. */
  readonly hasAttributes: boolean;
  /** Settled by settings alone: for people whom no file names. */
  readonly teamOffboarding: Offboarding;
  /** Settled for declared members who say nothing about leaving. */
  readonly offboarding: Offboarding;
}

/** Settles what members inherit, and tells what is contradictory in it already. */
export function settleInherited(settings: WrittenSettings, defaults: WrittenMemberFields): Inherited {
  const teamOffboarding = { ...defaultOffboarding, ...settings.offboarding?.values };
  if (settings.offboarding !== undefined)
    checkOffboarding(teamOffboarding, settings.offboarding, 'settings.offboarding');
  const offboarding = { ...teamOffboarding, ...defaults.offboarding?.values };
  if (defaults.offboarding !== undefined) {
    checkOffboarding(offboarding, defaults.offboarding, 'defaults.member, offboarding');
  }
  const hasAttributes = Object.keys(defaults.attributes).length > 0;
  return { settings, defaults, hasAttributes, teamOffboarding, offboarding };
}

/** Merges a member with what it inherits, and tells what contradicts itself. */
export function resolveMember(member: WrittenMember, inherited: Inherited): DesiredMember {
  const { settings, defaults } = inherited;
  const status = member.status ?? defaults.status ?? null;
  const own = member.offboarding;
  const offboarding = own === undefined ? inherited.offboarding : { ...inherited.offboarding, ...own.values };
  const subject = `member ${member.attributes.email ?? member.email}`;
  if (own !== undefined) checkOffboarding(offboarding, own, `${subject}, offboarding`);
  checkTransferToSelf(member, offboarding, status === 'removed', subject);
  if (status === 'removed') checkRemoved(member, subject);
  const { attributes } = member;
  return {
    email: member.email,
    attributes: inherited.hasAttributes ? { ...defaults.attributes, ...attributes } : attributes,
    status,
    previousEmails: member.previousEmails,
    sendWelcomeEmail: member.sendWelcomeEmail ?? defaults.sendWelcomeEmail ?? settings.sendWelcomeEmail ?? true,
    // Somebody who leaves now has no last day to come, whatever holds for everybody.
    until: member.until ?? (status === 'removed' ? null : (defaults.until ?? null)),
    offboarding,
    source: member.reader.source.positionAt(member.node.start),
  };
}

/** Inherited keys count only for somebody who is to be removed: the archive's own account inherits itself otherwise. */
function checkTransferToSelf(member: WrittenMember, settled: Offboarding, isLeaving: boolean, subject: string): void {
  if (settled.transferFilesTo !== member.email && settled.transferAdmin !== member.email) return;
  for (const key of ['transferFilesTo', 'transferAdmin'] as const) {
    const isOwn = member.offboarding !== undefined && Object.hasOwn(member.offboarding.values, key);
    if (settled[key] !== member.email || !(isOwn || isLeaving)) continue;
    const name = offboardingKeys[key];
    const range = isOwn ? rangeOfKey(member.offboarding, name) : member.node;
    member.reader.error(range, subject, {
      code: 'offboarding-conflict',
      message: `${name} names the member who leaves.`,
      advice: `Name somebody else in this member's offboarding.`,
    });
  }
}

function rangeOfKey({ node }: WrittenOffboarding, key: string) {
  return entryOf(node, key)?.value ?? node;
}

function checkRemoved(member: WrittenMember, subject: string): void {
  for (const key of ['groups', 'until'] as const) {
    const entry = entryOf(member.node, key);
    const isEmptyList = key === 'groups' && (member.groups ?? []).length === 0;
    if (entry === undefined || member[key] === undefined || isEmptyList) continue;
    member.reader.error(keyRange(entry), subject, {
      code: key === 'groups' ? 'removed-member-has-groups' : 'removed-member-has-until',
      message: `status is removed, and ${key === 'groups' ? 'groups are listed' : 'a last day is set'} all the same.`,
      advice: `Remove ${key}:, or the status.`,
    });
  }
}
