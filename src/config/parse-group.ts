import { type GroupAttributeName, type GroupAttributes, groupAttributeNames } from '../model/group.js';
import type { FieldReader } from './field-reader.js';
import { groupFields, membershipFields } from './schema.js';
import { entryOf, type SourceEntry, type SourceNode } from './source.js';
import { describeKind } from './value-words.js';
import type { WrittenGroup, WrittenMembership } from './written.js';

/**
 * Reads one entry of `groups:`. Null, and told, where it is no mapping or has no usable name.
 * @param number counts from 1 in its file, for an entry that has no name.
 * @param onName is handed what stands for the name even where it is not usable.
 */
export function readGroup(
  reader: FieldReader,
  node: SourceNode,
  number: number,
  onName: (name: string) => void,
): WrittenGroup | null {
  if (node.kind !== 'mapping') {
    const isName = node.kind === 'scalar' && node.value !== null;
    if (isName) onName(reader.written(node));
    reader.error(node, `group number ${number}`, {
      code: 'wrong-type',
      message: `${describeKind(node)} stands where a mapping belongs.`,
      advice: isName ? `Write "- name: ${reader.written(node)}".` : 'Write "- name: …", and further keys under it.',
    });
    return null;
  }
  const written = entryOf(node, 'name')?.value;
  const writtenName = written?.kind === 'scalar' && written.value !== null ? String(written.value) : null;
  if (writtenName !== null) onName(writtenName);
  const subject = writtenName === null ? `group number ${number}` : `group ${writtenName}`;

  const section = reader.readKeys(node, groupFields, subject);
  const attributes: { [Name in GroupAttributeName]?: GroupAttributes[Name] } = {};
  for (const name of groupAttributeNames) {
    const entry = section.get(name);
    const value = entry && reader.readValue(entry, groupFields[name], subject);
    // The attribute's own schema has judged the value; the table cannot tell the compiler its type.
    if (value !== undefined) attributes[name] = value as never;
  }
  const membership = reader.readField(section, groupFields, 'membership', subject) ?? 'authoritative';
  const previousNames = reader.readField(section, groupFields, 'previous_names', subject) ?? [];
  const listed = section.get('members');
  const members = listed === undefined ? [] : readMemberships(reader, listed, subject);
  const { name } = attributes;
  if (name === undefined) return null;
  return {
    attributes: { ...attributes, name },
    membership,
    previousNames,
    members,
    listsMembers: listed?.value.kind === 'sequence',
    node,
    reader,
  };
}

function readMemberships(reader: FieldReader, entry: SourceEntry, subject: string): readonly WrittenMembership[] {
  const memberships: WrittenMembership[] = [];
  for (const node of reader.readList(entry, 'members', subject)) {
    const membership =
      node.kind === 'mapping' ? readLongForm(reader, node, subject) : readShortForm(reader, node, subject);
    if (membership !== null) memberships.push(membership);
  }
  return memberships;
}

function readShortForm(reader: FieldReader, node: SourceNode, subject: string): WrittenMembership | null {
  const email = reader.readValue(elementEntry(node), membershipFields.email, subject);
  return email === undefined ? null : { text: email, node, reader, access: null, until: null };
}

function readLongForm(reader: FieldReader, node: SourceNode & { kind: 'mapping' }, subject: string) {
  const section = reader.readKeys(node, membershipFields, subject);
  const text = reader.readField(section, membershipFields, 'email', subject);
  const about = text === undefined ? subject : `${subject}, ${text}`;
  const access = reader.readField(section, membershipFields, 'access', about) ?? null;
  const until = reader.readField(section, membershipFields, 'until', about) ?? null;
  if (text === undefined) return null;
  return { text, node, reader, access, until };
}

/** An element of a list, read as the value of a key that is not there. */
function elementEntry(node: SourceNode): SourceEntry {
  return { key: '', keyStart: node.start, keyEnd: node.start + 1, value: node };
}
