import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { Json, JsonObject } from '../model/plan.js';
import {
  defaultsFields,
  type Fields,
  groupFields,
  guardFields,
  memberDefaultFields,
  memberFields,
  membershipFields,
  offboardingFields,
  settingsFields,
  teamFields,
} from './schema.js';
import type { GroupEntry, MemberEntry, MembershipEntry, TeamDocument } from './team-document.js';
import { writeScalar } from './yaml-scalar.js';

/** Lists and short mappings stay on one line up to this width. */
const WIDTH = 100;
const STEP = '  ';

/**
 * Writes a team file in its canonical form: keys in the order of the reference, members by address, groups by name, the
 * people of a group by address. Reading it again gives the same document.
 * @param comment lines for the top of the file, without the `#`.
 */
export function writeTeamFile(document: TeamDocument, comment: readonly string[] = []): string {
  const { version, team, include, settings, guards, defaults, members, groups } = document;
  const lines: string[] = comment.map((line) => (line === '' ? '#' : `# ${line}`));
  writeEntry(lines, '', 'version', version);
  if (team !== undefined) writeEntry(lines, '', 'team', ordered(team, teamFields));
  if (include !== undefined) writeEntry(lines, '', 'include', include);
  if (settings !== undefined) writeEntry(lines, '', 'settings', ordered(settings, settingsFields));
  if (guards !== undefined) writeEntry(lines, '', 'guards', ordered(guards, guardFields));
  if (defaults !== undefined) writeEntry(lines, '', 'defaults', ordered(defaults, defaultsFields));
  if (members.length > 0 || include === undefined) writeMembers(lines, members);
  writeList(
    lines,
    'groups',
    groups,
    byKey((group: GroupEntry) => groupKey(group.name)),
    groupFields,
  );
  return `${lines.join('\n')}\n`;
}

/** Writes a file that a team file includes: people only. */
export function writeIncludedFile(members: readonly MemberEntry[], comment: readonly string[]): string {
  const lines = comment.map((line) => `# ${line}`);
  writeMembers(lines, members);
  return `${lines.join('\n')}\n`;
}

function writeMembers(lines: string[], members: readonly MemberEntry[]): void {
  writeList(
    lines,
    'members',
    members,
    byKey((member: MemberEntry) => foldEmail(member.email)),
    memberFields,
  );
}

/** Writes one resource of a plan as YAML, keys in the given order, for people to read and compare. */
export function stringifyResource(value: JsonObject): string {
  const lines: string[] = [];
  for (const [key, child] of Object.entries(value)) writeEntry(lines, '', key, child);
  return `${lines.join('\n')}\n`;
}

function writeList<Entry extends object>(
  lines: string[],
  key: string,
  entries: readonly Entry[],
  compare: (a: Entry, b: Entry) => number,
  fields: Fields,
): void {
  if (entries.length === 0) {
    lines.push(`${key}: []`);
    return;
  }
  lines.push(`${key}:`);
  for (const entry of [...entries].sort(compare)) writeElement(lines, STEP, ordered(entry, fields));
}

/** The fields whose values are mappings, or lists of mappings, with an order of their own. */
const nested: { readonly [key: string]: Fields } = { offboarding: offboardingFields, member: memberDefaultFields };

/** The written keys of a mapping in the order of its fields, all the way down. */
function ordered(mapping: object, fields: Fields): JsonObject {
  const values = mapping as { readonly [key: string]: Json | undefined };
  const entries: [string, Json][] = [];
  for (const key of Object.keys(fields)) {
    const value = values[key];
    if (value === undefined) continue;
    const inner = nested[key];
    if (key === 'members') entries.push([key, orderedMemberships(value as readonly MembershipEntry[])]);
    else if (inner !== undefined && isMapping(value)) entries.push([key, ordered(value, inner)]);
    else entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function orderedMemberships(memberships: readonly MembershipEntry[]): Json {
  const addressOf = (entry: MembershipEntry) => foldEmail(typeof entry === 'string' ? entry : entry.email);
  return [...memberships]
    .sort(byKey(addressOf))
    .map((entry) => (typeof entry === 'string' ? entry : ordered(entry, membershipFields)));
}

/** Orders by code units, which is the same on every machine. */
function byKey<Entry>(keyOf: (entry: Entry) => string): (a: Entry, b: Entry) => number {
  return (a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

function writeEntry(lines: string[], indent: string, key: string, value: Json): void {
  const name = `${indent}${writeScalar(key)}:`;
  const inline = isMapping(value) ? (Object.keys(value).length === 0 ? '{}' : null) : writeInline(value);
  // A group's people stand one to a line: each is a line of its own in a review.
  const isRoster = key === 'members' && Array.isArray(value) && value.length > 0;
  if (inline !== null && !isRoster && name.length + 1 + inline.length <= WIDTH) {
    lines.push(`${name} ${inline}`);
    return;
  }
  if (isScalar(value)) {
    lines.push(`${name} ${writeScalar(value)}`);
    return;
  }
  lines.push(name);
  if (isMapping(value)) {
    for (const [childKey, child] of Object.entries(value)) writeEntry(lines, indent + STEP, childKey, child);
  } else {
    for (const element of value) writeElement(lines, indent + STEP, element);
  }
}

function writeElement(lines: string[], indent: string, value: Json): void {
  const isResource = indent === STEP && isMapping(value);
  const inline = isResource ? null : writeInline(value);
  if (inline !== null && (isScalar(value) || indent.length + 2 + inline.length <= WIDTH)) {
    lines.push(`${indent}- ${inline}`);
    return;
  }
  const inner: string[] = [];
  const entries: readonly (readonly [string, Json])[] = isMapping(value) ? Object.entries(value) : [];
  for (const [key, child] of entries) writeEntry(inner, indent + STEP, key, child);
  if (!isMapping(value) && !isScalar(value)) for (const element of value) writeElement(inner, indent + STEP, element);
  const [first = '', ...rest] = inner;
  lines.push(`${indent}- ${first.slice(indent.length + STEP.length)}`, ...rest);
}

/** Writes a member or a group as the element of a block list, whose dash stands after `indent`. */
export function writeElementLines(indent: string, resource: object, fields: Fields): readonly string[] {
  const lines: string[] = [];
  writeElement(lines, STEP, ordered(resource, fields));
  return lines.map((line) => indent + line.slice(STEP.length));
}

/** Writes a value in flow style, on one line. */
export function writeInline(value: Json): string {
  if (isScalar(value)) return writeScalar(value);
  if (!isMapping(value)) return `[${value.map(writeInline).join(', ')}]`;
  const entries = Object.entries(value).map(([key, child]) => `${writeScalar(key)}: ${writeInline(child)}`);
  return `{${entries.join(', ')}}`;
}

function isScalar(value: Json): value is string | number | boolean | null {
  return value === null || typeof value !== 'object';
}

function isMapping(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
