import type { AccessType, GroupAttributes, MembershipMode } from '../model/group.js';
import type { DesiredStatus, MemberAttributes } from '../model/member.js';
import type { Offboarding } from '../model/policy.js';
import type { FieldReader } from './field-reader.js';
import type { MappingNode, SourceNode } from './source.js';

/** Offboarding keys as one place writes them; the mapping tells where. */
export interface WrittenOffboarding {
  readonly values: Partial<Offboarding>;
  readonly node: MappingNode;
  readonly reader: FieldReader;
}

/** A name or address written somewhere, to be looked up once everything is read. */
export interface WrittenReference {
  readonly text: string;
  readonly node: SourceNode;
  readonly reader: FieldReader;
}

/**
 * Makes the reference that a name of a group under `groups:` is. It is made when it is looked up and not kept: a large
 * team has hundreds of thousands.
 */
export function referenceTo(node: SourceNode, reader: FieldReader): WrittenReference {
  // A name like 2026 is a number to YAML; it can only be meant as a name.
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : reader.written(node);
  return { text, node, reader };
}

/** What `defaults.member` says, and what each member may say too. Undefined means: not written. */
export interface WrittenMemberFields {
  readonly attributes: Partial<MemberAttributes>;
  readonly status: DesiredStatus | undefined;
  /** Scalars, each of them a {@link referenceTo} a group. */
  readonly groups: readonly SourceNode[] | undefined;
  readonly sendWelcomeEmail: boolean | undefined;
  readonly until: string | undefined;
  readonly offboarding: WrittenOffboarding | undefined;
}

/** One entry of `members:`, each value checked by itself. */
export interface WrittenMember extends WrittenMemberFields {
  /** Folded. */
  readonly email: string;
  readonly previousEmails: readonly string[];
  readonly node: MappingNode;
  readonly reader: FieldReader;
}

/** One person in a group's `members:`. */
export interface WrittenMembership extends WrittenReference {
  readonly access: AccessType | null;
  readonly until: string | null;
}

/** One entry of `groups:`, each value checked by itself. */
export interface WrittenGroup {
  readonly attributes: Partial<GroupAttributes> & Pick<GroupAttributes, 'name'>;
  readonly membership: MembershipMode;
  readonly previousNames: readonly string[];
  readonly members: readonly WrittenMembership[];
  /** Whether a list of members is written, be it `[]`. */
  readonly listsMembers: boolean;
  readonly node: MappingNode;
  readonly reader: FieldReader;
}
