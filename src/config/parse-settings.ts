import { foldEmail } from '../model/fold.js';
import { defaultGuards, type Guards, type Limit } from '../model/policy.js';
import type { FieldReader } from './field-reader.js';
import { readOffboarding } from './parse-offboarding.js';
import { guardFields, settingsFields, teamFields } from './schema.js';
import type { MappingNode, SourceEntry } from './source.js';
import { withoutUndefined } from './without-undefined.js';
import type { WrittenOffboarding } from './written.js';

/** `settings:` as written; absent keys are left to the defaults. */
export interface WrittenSettings {
  readonly unmanagedMembers?: 'report' | 'suspend' | 'remove';
  readonly unmanagedGroups?: 'report' | 'delete';
  readonly sendWelcomeEmail?: boolean;
  readonly offboarding?: WrittenOffboarding;
}

/** Reads `settings:`. */
export function readSettings(reader: FieldReader, entry: SourceEntry): WrittenSettings {
  const subject = 'settings';
  const node = reader.readMapping(entry, 'settings', '');
  if (node === null) return {};
  const section = reader.readKeys(node, settingsFields, subject);
  const read = <Key extends keyof typeof settingsFields>(key: Key) =>
    reader.readField(section, settingsFields, key, subject);
  const offboarding = section.get('offboarding');
  return withoutUndefined<WrittenSettings>({
    unmanagedMembers: read('unmanaged_members'),
    unmanagedGroups: read('unmanaged_groups'),
    sendWelcomeEmail: read('send_welcome_email'),
    offboarding: offboarding && readOffboarding(reader, offboarding, subject),
  });
}

/** Reads `guards:`, filling in the defaults. */
export function readGuards(reader: FieldReader, entry: SourceEntry | undefined): Guards {
  const subject = 'guards';
  const node = entry === undefined ? null : reader.readMapping(entry, 'guards', '');
  if (node === null) return defaultGuards;
  const section = reader.readKeys(node, guardFields, subject);
  const protectedMembers = reader.readField(section, guardFields, 'protected_members', subject) ?? [];
  return {
    minTeamAdmins: reader.readField(section, guardFields, 'min_team_admins', subject) ?? defaultGuards.minTeamAdmins,
    maxRemovals: readLimit('max_removals', defaultGuards.maxRemovals),
    maxMembershipRemovals: readLimit('max_membership_removals', defaultGuards.maxMembershipRemovals),
    maxGroupDeletions: readLimit('max_group_deletions', defaultGuards.maxGroupDeletions),
    protectedMembers: protectedMembers.map(foldEmail),
  };

  function readLimit(key: 'max_removals' | 'max_membership_removals' | 'max_group_deletions', standard: Limit): Limit {
    const value = reader.readField(section, guardFields, key, subject);
    if (value === undefined) return standard;
    return typeof value === 'number'
      ? { tag: 'count', count: value }
      : { tag: 'percent', percent: Number.parseFloat(value) };
  }
}

/** The team a file is pinned to. */
export interface WrittenTeam {
  readonly id: string | null;
  readonly name: string | null;
  readonly node: MappingNode | null;
}

/** Reads `team:`. */
export function readTeam(reader: FieldReader, entry: SourceEntry | undefined): WrittenTeam {
  const node = entry === undefined ? null : reader.readMapping(entry, 'team', '');
  if (node === null) return { id: null, name: null, node: null };
  const section = reader.readKeys(node, teamFields, 'team');
  return {
    id: reader.readField(section, teamFields, 'id', 'team') ?? null,
    name: reader.readField(section, teamFields, 'name', 'team') ?? null,
    node,
  };
}
