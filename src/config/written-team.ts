import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { readSource } from './read-source.js';
import { entryOf, type MappingNode, type SourceNode } from './source.js';

/** One member as a file writes it. */
export interface WrittenEntry {
  readonly file: string;
  readonly keys: ReadonlySet<string>;
  /** The groups that the member lists itself, as written; null without the key. */
  readonly groups: readonly string[] | null;
  readonly previousEmails: readonly string[];
}

/** One group as a file writes it. */
export interface WrittenRoster {
  readonly file: string;
  readonly name: string;
  /** Folded addresses of those whom the group lists itself; null without the key. */
  readonly listed: ReadonlySet<string> | null;
  readonly previousNames: readonly string[];
}

/** What stands where in the files of a team: what an edit has to know, and a resolved team no longer tells. */
export interface WrittenTeam {
  /** By folded address. */
  readonly members: ReadonlyMap<string, WrittenEntry>;
  /** By the key of their name. */
  readonly groups: ReadonlyMap<string, WrittenRoster>;
  /** What `defaults.member` says: its keys, and its groups as written. */
  readonly defaults: { readonly keys: ReadonlySet<string>; readonly groups: readonly string[] };
}

/** Reads what stands where. The files are valid: whatever is not what it should be is passed over. */
export function readWrittenTeam(sources: ReadonlyMap<string, string>): WrittenTeam {
  const members = new Map<string, WrittenEntry>();
  const groups = new Map<string, WrittenRoster>();
  let defaults: WrittenTeam['defaults'] = { keys: new Set(), groups: [] };
  for (const [file, text] of sources) {
    const read = readSource(file, text);
    if (!read.ok) continue;
    const { root } = read.value;
    for (const node of mappingsOf(childOf(root, 'members'))) {
      const groupsNode = childOf(node, 'groups');
      members.set(foldEmail(textOf(childOf(node, 'email'))), {
        file,
        keys: keysOf(node),
        groups: groupsNode === undefined ? null : textsOf(groupsNode),
        previousEmails: textsOf(childOf(node, 'previous_emails')),
      });
    }
    for (const node of mappingsOf(childOf(root, 'groups'))) {
      const name = textOf(childOf(node, 'name'));
      const listed = childOf(node, 'members');
      groups.set(groupKey(name), {
        file,
        name,
        listed: listed === undefined ? null : new Set(addressesOf(listed)),
        previousNames: textsOf(childOf(node, 'previous_names')),
      });
    }
    const inherited = childOf(childOf(root, 'defaults'), 'member');
    if (inherited?.kind === 'mapping')
      defaults = { keys: keysOf(inherited), groups: textsOf(childOf(inherited, 'groups')) };
  }
  return { members, groups, defaults };
}

function childOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
}

function elementsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === 'sequence' ? node.elements : [];
}

function mappingsOf(node: SourceNode | undefined): readonly MappingNode[] {
  return elementsOf(node).filter((element) => element.kind === 'mapping');
}

function keysOf(node: MappingNode): ReadonlySet<string> {
  return new Set(node.entries.map(({ key }) => key));
}

function textOf(node: SourceNode | undefined): string {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : '';
}

function textsOf(node: SourceNode | undefined): readonly string[] {
  return elementsOf(node).map(textOf);
}

function addressesOf(node: SourceNode): readonly string[] {
  return elementsOf(node).map((element) =>
    foldEmail(textOf(element.kind === 'mapping' ? childOf(element, 'email') : element)),
  );
}
