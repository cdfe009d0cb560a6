import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { entryOf, type SourceNode } from './source.js';
import type { Splice } from './splice.js';
import { writeScalar } from './yaml-scalar.js';

/** A name that changes wherever a file refers to it. */
export interface Rename {
  readonly tag: 'rename-member' | 'rename-group';
  readonly from: string;
  readonly to: string;
}

/** Where a team file names a member; `*` is every element of a list, or the list's own text. */
const memberPlaces: readonly (readonly string[])[] = [
  ['members', '*', 'email'],
  ['members', '*', 'offboarding', 'transfer_files_to'],
  ['members', '*', 'offboarding', 'transfer_admin'],
  ['defaults', 'member', 'offboarding', 'transfer_files_to'],
  ['defaults', 'member', 'offboarding', 'transfer_admin'],
  ['settings', 'offboarding', 'transfer_files_to'],
  ['settings', 'offboarding', 'transfer_admin'],
  ['guards', 'protected_members', '*'],
  ['groups', '*', 'members', '*'],
  ['groups', '*', 'members', '*', 'email'],
];
const groupPlaces: readonly (readonly string[])[] = [
  ['groups', '*', 'name'],
  ['members', '*', 'groups', '*'],
  ['defaults', 'member', 'groups', '*'],
];

/** Renames members and groups everywhere in one file, all at once: two names may change places. */
export function renameReferences(root: SourceNode, renames: readonly Rename[]): readonly Splice[] {
  const toOf = (tag: Rename['tag'], fold: (name: string) => string) =>
    new Map(renames.filter((rename) => rename.tag === tag).map(({ from, to }) => [fold(from), to]));
  return [
    ...renameAt(root, memberPlaces, toOf('rename-member', foldEmail), foldEmail),
    ...renameAt(root, groupPlaces, toOf('rename-group', groupKey), groupKey),
  ];
}

function renameAt(
  root: SourceNode,
  places: readonly (readonly string[])[],
  toOf: ReadonlyMap<string, string>,
  fold: (name: string) => string,
): readonly Splice[] {
  if (toOf.size === 0) return [];
  const splices = new Map<number, Splice>();
  for (const place of places) {
    for (const node of nodesAt(root, place)) {
      const to = node.kind === 'scalar' ? toOf.get(fold(String(node.value))) : undefined;
      // What stands in an anchor is met once for each of its aliases.
      if (to !== undefined) splices.set(node.start, { start: node.start, end: node.end, text: writeScalar(to) });
    }
  }
  return [...splices.values()];
}

function nodesAt(node: SourceNode, [step, ...rest]: readonly string[]): readonly SourceNode[] {
  if (step === undefined) return [node];
  if (step === '*') return node.kind === 'sequence' ? node.elements.flatMap((element) => nodesAt(element, rest)) : [];
  const value = node.kind === 'mapping' ? entryOf(node, step)?.value : undefined;
  return value === undefined ? [] : nodesAt(value, rest);
}
