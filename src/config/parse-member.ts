import { foldEmail } from '../model/fold.js';
import {
  EMAIL_PATTERN,
  type MemberAttributeName,
  type MemberAttributes,
  memberAttributeNames,
} from '../model/member.js';
import type { FieldReader, Section } from './field-reader.js';
import { readOffboarding } from './parse-offboarding.js';
import { memberDefaultFields, memberFields } from './schema.js';
import type { MappingNode, SourceEntry, SourceNode } from './source.js';
import { entryOf } from './source.js';
import { describeKind } from './value-words.js';
import type { WrittenMember, WrittenMemberFields } from './written.js';

/** Attributes that two people cannot share, so that a default for all of them makes no sense. */
const uniqueAttributes = ['external_id', 'persistent_id', 'secondary_emails'] as const;

/**
 * Reads one entry of `members:`. Null, and told, where it is no mapping or has no usable address; then whatever else is
 * wrong with it is told all the same.
 * @param number counts from 1 in its file, for an entry that has no address to be named by.
 * @param onAddress is handed what stands for the address even where it is not usable, so that references to it are not
 * told as undeclared on top.
 */
export function readMember(
  reader: FieldReader,
  node: SourceNode,
  number: number,
  onAddress: (folded: string) => void,
): WrittenMember | null {
  if (node.kind !== 'mapping') {
    const isAddress = node.kind === 'scalar' && typeof node.value === 'string';
    if (isAddress) onAddress(foldEmail(node.value));
    reader.error(node, `member number ${number}`, {
      code: 'wrong-type',
      message: `${describeKind(node)} stands where a mapping belongs.`,
      advice: isAddress ? `Write "- email: ${node.value}".` : 'Write "- email: …", and further keys under it.',
    });
    return null;
  }
  const address = addressOf(node);
  if (address !== null) onAddress(foldEmail(address));
  const subject = address === null ? `member number ${number}` : `member ${address}`;

  const section = reader.readKeys(node, memberFields, subject);
  const fields = readMemberFields(reader, section, subject);
  const previousEmails = reader.readField(section, memberFields, 'previous_emails', subject);
  const { email } = fields.attributes;
  if (email === undefined) return null;
  return {
    email: foldEmail(email),
    attributes: fields.attributes,
    status: fields.status,
    groups: fields.groups,
    sendWelcomeEmail: fields.sendWelcomeEmail,
    until: fields.until,
    offboarding: fields.offboarding,
    previousEmails: previousEmails?.map(foldEmail) ?? [],
    node,
    reader,
  };
}

/** What names an entry: its address, or under a misspelt key the first value that can only be one. */
function addressOf(node: MappingNode): string | null {
  const email = textOf(entryOf(node, 'email')?.value);
  if (email !== null) return email;
  const values = node.entries.map(({ value }) => textOf(value));
  return values.find((text) => text !== null && EMAIL_PATTERN.test(text)) ?? null;
}

function textOf(node: SourceNode | undefined): string | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
}

/** Reads `defaults.member`. */
export function readMemberDefaults(reader: FieldReader, node: MappingNode): WrittenMemberFields {
  const subject = 'defaults.member';
  const section = reader.readKeys(node, memberDefaultFields, subject);
  const fields = readMemberFields(reader, section, subject);
  for (const name of uniqueAttributes) {
    const value = fields.attributes[name];
    const entry = section.get(name);
    if (entry === undefined || value === undefined || value === null || value.length === 0) continue;
    reader.error(entry.value, subject, {
      code: 'unique-value-in-defaults',
      message: `${name} is different for everybody, so it cannot have a default value.`,
      advice: 'Write it for each member; as a default it can only be cleared.',
    });
  }
  return fields;
}

function readMemberFields(reader: FieldReader, section: Section, subject: string): WrittenMemberFields {
  const attributes: { [Name in MemberAttributeName]?: MemberAttributes[Name] } = {};
  for (const name of memberAttributeNames) {
    const entry = section.get(name);
    if (entry === undefined) continue;
    const value = reader.readValue(entry, memberFields[name], subject);
    // The attribute's own schema has judged the value; the table cannot tell the compiler its type.
    if (value !== undefined) attributes[name] = value as never;
  }
  const groups = section.get('groups');
  const offboarding = section.get('offboarding');
  return {
    attributes,
    status: reader.readField(section, memberFields, 'status', subject),
    sendWelcomeEmail: reader.readField(section, memberFields, 'send_welcome_email', subject),
    until: reader.readField(section, memberFields, 'until', subject),
    groups: groups && readGroupNames(reader, groups, subject),
    offboarding: offboarding && readOffboarding(reader, offboarding, subject),
  };
}

function readGroupNames(reader: FieldReader, entry: SourceEntry, subject: string): readonly SourceNode[] {
  const nodes = reader.readList(entry, 'groups', subject);
  // Nearly always the list as it is.
  if (nodes.every(isName)) return nodes;
  for (const node of nodes) {
    if (isName(node)) continue;
    reader.error(node, subject, {
      code: 'wrong-type',
      message: `${describeKind(node)} stands where the name of a group belongs.`,
      advice: 'Write the name alone; access and until are written on the side of the group.',
    });
  }
  return nodes.filter(isName);
}

function isName(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value !== null;
}
