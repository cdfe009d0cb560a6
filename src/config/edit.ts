import { assertNever } from '../model/assert-never.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import type { Json, JsonObject } from '../model/plan.js';
import { type Rename, renameReferences } from './edit-references.js';
import { ResourceEditor, type ResourceKind } from './edit-resources.js';
import { RosterEditor } from './edit-rosters.js';
import { readSource } from './read-source.js';
import { groupFields, memberFields, offboardingFields } from './schema.js';
import type { SourceDocument } from './source.js';
import { SourceLayout } from './source-layout.js';
import { applySplices } from './splice.js';
import type { GroupEntry, MemberEntry, MembershipEntry, OffboardingEntry } from './team-document.js';

/** The keys that an edit can set: an address or a name is renamed, and offboarding is a mapping of its own. */
export type MemberKey = Exclude<keyof MemberEntry, 'email' | 'offboarding'>;
export type GroupKey = Exclude<keyof GroupEntry, 'name' | 'members'>;

/** A change to one member of a file. Lists are sets: what stays in one keeps its place and its comments. */
export type MemberEdit =
  | { readonly tag: 'set'; readonly email: string; readonly key: MemberKey; readonly value: Json }
  | { readonly tag: 'unset'; readonly email: string; readonly key: MemberKey }
  /** One key of how the member leaves; the others stay. */
  | {
      readonly tag: 'set-offboarding';
      readonly email: string;
      readonly key: keyof OffboardingEntry;
      readonly value: Json;
    }
  | { readonly tag: 'add'; readonly member: MemberEntry }
  | { readonly tag: 'drop'; readonly email: string };

/** A change to one group of a file, or to the people whom it lists itself. */
export type GroupEdit =
  | { readonly tag: 'set-group'; readonly name: string; readonly key: GroupKey; readonly value: Json }
  | { readonly tag: 'unset-group'; readonly name: string; readonly key: GroupKey }
  | { readonly tag: 'add-group'; readonly group: GroupEntry }
  | { readonly tag: 'drop-group'; readonly name: string }
  /** Whoever is listed there already is listed anew. */
  | { readonly tag: 'enlist'; readonly name: string; readonly membership: MembershipEntry }
  | { readonly tag: 'strike'; readonly name: string; readonly email: string };

/** A change to a team file, or to one that it includes. */
export type TeamFileEdit = MemberEdit | GroupEdit | Rename;

/**
 * Edits one file in place: every comment, blank line and spelling that an edit does not concern stays as it is. New entries
 * come last, new keys in the order of the reference. Renames come first, so the other edits use the new names.
 * Refuses a file that is no YAML mapping, what the file does not have, and keys in a style that no one writes by hand
 * (`? key`, a member that is an alias).
 * @param file for messages.
 */
export function editTeamFile(file: string, text: string, edits: readonly TeamFileEdit[]): Parsed<string> {
  const renames = edits.filter((edit): edit is Rename => edit.tag === 'rename-member' || edit.tag === 'rename-group');
  const others = edits.filter((edit): edit is MemberEdit | GroupEdit => !renames.includes(edit as Rename));
  const renamed = renames.length === 0 ? null : rename(file, text, renames);
  if (renamed?.ok === false) return renamed;
  return others.length === 0 && renamed !== null ? renamed : editResources(file, renamed?.value ?? text, others);
}

function rename(file: string, text: string, renames: readonly Rename[]): Parsed<string> {
  const read = readSource(file, text);
  if (!read.ok) return read;
  return spliced(text, read.value, renameReferences(read.value.root, renames));
}

function editResources(file: string, text: string, edits: readonly (MemberEdit | GroupEdit)[]): Parsed<string> {
  const read = readSource(file, text);
  if (!read.ok) return read;
  const { source, root } = read.value;
  if (root.kind !== 'mapping') return { ok: false, diagnostics: [noMapping] };
  const layout = new SourceLayout(source);
  const members = new ResourceEditor(memberKind, layout, root);
  const groups = new ResourceEditor(groupKind, layout, root);
  const rosters = new RosterEditor(groups);
  for (const edit of edits) takeEdit(edit, { members, groups, rosters });
  rosters.settle();
  const splices = [...members.finish(), ...groups.finish()];
  const problems = [...members.problems, ...groups.problems];
  return problems.length > 0 ? { ok: false, diagnostics: problems } : spliced(text, read.value, splices);
}

interface Editors {
  readonly members: ResourceEditor;
  readonly groups: ResourceEditor;
  readonly rosters: RosterEditor;
}

function takeEdit(edit: MemberEdit | GroupEdit, { members, groups, rosters }: Editors): void {
  switch (edit.tag) {
    case 'set':
      members.change(edit.email, edit.key, { tag: 'set', value: edit.value });
      break;
    case 'unset':
      members.change(edit.email, edit.key, { tag: 'unset' });
      break;
    case 'set-offboarding':
      members.changeWithin(edit.email, 'offboarding', { ...edit, fields: offboardingFields });
      break;
    case 'add':
      members.add(asJson(edit.member));
      break;
    case 'drop':
      members.drop(edit.email);
      break;
    case 'set-group':
      groups.change(edit.name, edit.key, { tag: 'set', value: edit.value });
      break;
    case 'unset-group':
      groups.change(edit.name, edit.key, { tag: 'unset' });
      break;
    case 'add-group':
      groups.add(asJson(edit.group));
      break;
    case 'drop-group':
      groups.drop(edit.name);
      break;
    case 'enlist':
      rosters.enlist(edit.name, edit.membership);
      break;
    case 'strike':
      rosters.strike(edit.name, edit.email);
      break;
    default:
      assertNever(edit);
  }
}

/** Plain data by contract, but interfaces have no index signature that would say so to the compiler. */
function asJson(entry: MemberEntry | GroupEntry): JsonObject {
  return entry as unknown as JsonObject;
}

function spliced(
  text: string,
  { source }: SourceDocument,
  splices: Parameters<typeof applySplices>[1],
): Parsed<string> {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  return { ok: true, value: bom + applySplices(source.text, splices), diagnostics: [] };
}

const noMapping: Diagnostic = {
  code: 'cannot-edit',
  severity: 'error',
  message: 'The file holds no members: to edit.',
  advice: 'Edit the file by hand.',
  position: null,
};

const memberKind: ResourceKind = {
  list: 'members',
  noun: 'member',
  idKey: 'email',
  fold: foldEmail,
  fields: memberFields,
};
const groupKind: ResourceKind = { list: 'groups', noun: 'group', idKey: 'name', fold: groupKey, fields: groupFields };
