import type { DesiredState } from '../model/desired-state.js';
import type { Parsed } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { DiagnosticList } from './diagnostic-list.js';
import { FieldReader, type Section } from './field-reader.js';
import { findIncludes } from './include.js';
import { joinMemberships } from './memberships.js';
import { Suggester } from './nearest.js';
import { readGroup } from './parse-group.js';
import { readMember, readMemberDefaults } from './parse-member.js';
import { readGuards, readSettings, readTeam } from './parse-settings.js';
import { readSource } from './read-source.js';
import { resolveMember, settleInherited } from './resolve-member.js';
import { defaultsFields, type Fields, includedFileFields, teamFileFields } from './schema.js';
import { entryOf, keyRange, type SourceDocument, type SourceNode, type SourceText } from './source.js';
import type { SourceTree } from './source-tree.js';
import { checkUniqueGroups, checkUniqueMembers } from './uniqueness.js';
import { describeKind } from './value-words.js';
import { referenceTo, type WrittenGroup, type WrittenMember, type WrittenMemberFields } from './written.js';

/** A team file as read: the outcome, and the texts of all files that were read, by the names diagnostics use. */
export interface TeamFileReading {
  readonly parsed: Parsed<DesiredState>;
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads a team file and what it includes; see {@link readTeamFile}. */
export function parseTeamFile(path: string, tree: SourceTree): Parsed<DesiredState> {
  return readTeamFile(path, tree).parsed;
}

/**
 * Reads a team file and what it includes into the desired state. All problems are told together, sorted by file and line;
 * warnings come with a success too. Only a file that is not YAML at all, or of a later version, hides other problems.
 * @param path `-` is whatever the tree has for it.
 */
export function readTeamFile(path: string, tree: SourceTree): TeamFileReading {
  const reading = new TeamReading(tree);
  const state = reading.read(path);
  const diagnostics = reading.diagnostics.sorted([...reading.sources.keys()]);
  const isUsable = state !== null && !reading.diagnostics.hasErrors;
  return {
    parsed: isUsable ? { ok: true, value: state, diagnostics } : { ok: false, diagnostics },
    sources: reading.sources,
  };
}

/** One reading of a team file: collects what the files hold, then resolves it as a whole. */
class TeamReading {
  readonly diagnostics = new DiagnosticList();
  readonly sources = new Map<string, string>();
  readonly #members: WrittenMember[] = [];
  readonly #groups: WrittenGroup[] = [];
  /** A list, as most files never ask whether somebody is in it. */
  readonly #addresses: string[] = [];
  readonly #groupNames = new Map<string, string>();
  #isComplete = true;

  constructor(private readonly tree: SourceTree) {}

  read(path: string): DesiredState | null {
    const content = this.tree.readText(path);
    const file = path === '-' ? '<stdin>' : path;
    if (!content.ok) {
      this.diagnostics.add({ ...content.problem, severity: 'error', position: null });
      return null;
    }
    const document = this.#parse(file, content.text);
    if (document === null) return null;
    const reader = new FieldReader(document.source, this.diagnostics);
    const section = this.#readFile(reader, document.root, teamFileFields);
    if (section === null) return null;
    const { settings, defaults, guards, team } = this.#readHead(reader, section);
    const include = section.get('include');
    if (include !== undefined) this.#readIncluded(reader, include, content.realPath);

    const inherited = settleInherited(settings, defaults);
    const members = checkUniqueMembers(this.#members).map(
      (member) => [member, resolveMember(member, inherited)] as const,
    );
    const defaultGroups = (defaults.groups ?? []).map((node) => referenceTo(node, reader));
    const groups = joinMemberships(checkUniqueGroups(this.#groups), members, defaultGroups, {
      addresses: () => new Set(this.#addresses),
      groupNames: this.#groupNames,
      isComplete: this.#isComplete,
      otherAddresses: otherAddressesOf(this.#members),
      suggester: new Suggester(),
    });
    return {
      file,
      team: {
        id: team.id,
        name: team.name,
        source: team.node === null ? null : document.source.positionAt(team.node.start),
      },
      policy: {
        unmanagedMembers: settings.unmanagedMembers ?? 'report',
        unmanagedGroups: settings.unmanagedGroups ?? 'report',
        offboarding: inherited.teamOffboarding,
        guards,
      },
      members: members.map(([, member]) => member),
      groups,
    };
  }

  #parse(file: string, text: string): SourceDocument | null {
    const parsed = readSource(file, text);
    this.diagnostics.add(...parsed.diagnostics);
    this.sources.set(file, text.startsWith('\ufeff') ? text.slice(1) : text);
    if (!parsed.ok) this.#isComplete = false;
    return parsed.ok ? parsed.value : null;
  }

  /** Reads the keys of a file, and its members and groups; null where the file is of no use. */
  #readFile(reader: FieldReader, root: SourceNode, fields: Fields): Section | null {
    const { source } = reader;
    if (root.kind !== 'mapping') {
      this.#isComplete = false;
      this.diagnostics.error(source, root, describeWrongRoot(source, root, fields === teamFileFields));
      return null;
    }
    const version = entryOf(root, 'version');
    if (fields === teamFileFields && version !== undefined && isLaterVersion(version.value)) {
      this.diagnostics.error(source, version.value, {
        code: 'unsupported-version',
        message: `The file is of version ${reader.written(version.value)}; this Rollcall reads version 1.`,
        advice: 'Install a later Rollcall, or write version: 1.',
      });
      return null;
    }
    const section = reader.readKeys(root, fields, '');
    const members = section.get('members');
    for (const [index, node] of (members === undefined ? [] : reader.readList(members, 'members', '')).entries()) {
      const member = readMember(reader, node, index + 1, (address) => this.#addresses.push(address));
      if (member !== null) this.#members.push(member);
    }
    const groups = section.get('groups');
    for (const [index, node] of (groups === undefined ? [] : reader.readList(groups, 'groups', '')).entries()) {
      const group = readGroup(reader, node, index + 1, (name) => this.#groupNames.set(groupKey(name), name));
      if (group !== null) this.#groups.push(group);
    }
    return section;
  }

  #readHead(reader: FieldReader, section: Section) {
    reader.readField(section, teamFileFields, 'version', '');
    const settings = section.get('settings');
    return {
      team: readTeam(reader, section.get('team')),
      settings: settings === undefined ? {} : readSettings(reader, settings),
      guards: readGuards(reader, section.get('guards')),
      defaults: readDefaults(reader, section),
    };
  }

  #readIncluded(reader: FieldReader, include: Parameters<typeof findIncludes>[1], mainRealPath: string): void {
    const before = this.diagnostics.errorCount;
    const files = findIncludes(reader, include, this.tree, mainRealPath);
    if (this.diagnostics.errorCount > before) this.#isComplete = false;
    for (const { path, node } of files) {
      const content = this.tree.readText(path);
      if (!content.ok) {
        this.#isComplete = false;
        reader.error(node, '', { ...content.problem });
        continue;
      }
      const document = this.#parse(path, content.text);
      if (document === null) continue;
      const included = new FieldReader(document.source, this.diagnostics);
      const root = this.#withoutMainKeys(included, document.root);
      this.#readFile(included, root, includedFileFields);
    }
  }

  /** Tells keys that only the main file may have, which are no slips, and leaves them out. */
  #withoutMainKeys(reader: FieldReader, root: SourceNode): SourceNode {
    if (root.kind !== 'mapping') return root;
    const isMainKey = (key: string) => Object.hasOwn(teamFileFields, key) && !Object.hasOwn(includedFileFields, key);
    for (const entry of root.entries.filter(({ key }) => isMainKey(key))) {
      reader.error(keyRange(entry), '', {
        code: entry.key === 'include' ? 'include-nested' : 'main-file-key',
        message: `The key ${entry.key} stands in an included file, which holds members: and groups: only.`,
        advice: `Move it to the team file.`,
      });
    }
    return { ...root, entries: root.entries.filter(({ key }) => !isMainKey(key)) };
  }
}

const nothing: WrittenMemberFields = {
  attributes: {},
  status: undefined,
  sendWelcomeEmail: undefined,
  until: undefined,
  groups: undefined,
  offboarding: undefined,
};

function readDefaults(reader: FieldReader, section: Section): WrittenMemberFields {
  const entry = section.get('defaults');
  const node = entry === undefined ? null : reader.readMapping(entry, 'defaults', '');
  if (node === null) return nothing;
  const member = reader.readKeys(node, defaultsFields, 'defaults').get('member');
  const mapping = member === undefined ? null : reader.readMapping(member, 'member', 'defaults');
  return mapping === null ? nothing : readMemberDefaults(reader, mapping);
}

function isLaterVersion(node: SourceNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value > 1;
}

function describeWrongRoot(source: SourceText, root: SourceNode, isMain: boolean) {
  const keys = isMain ? 'version: 1, members: and groups:' : 'members: and groups:';
  if (root.kind === 'scalar' && root.value === null) {
    return {
      code: 'empty-file',
      message: `${source.file} is empty.`,
      advice: isMain
        ? 'Begin with version: 1 and members:; rollcall export writes a file to start from.'
        : 'Remove it, or add members:.',
    };
  }
  return {
    code: 'wrong-type',
    message: `${source.file} holds ${describeKind(root)} where a mapping belongs.`,
    advice: `A team file has ${keys} at its top level.`,
  };
}

function otherAddressesOf(members: readonly WrittenMember[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const { email, attributes, previousEmails } of members) {
    for (const other of attributes.secondary_emails ?? []) addresses.set(foldEmail(other), email);
    for (const other of previousEmails) addresses.set(other, email);
  }
  return addresses;
}
