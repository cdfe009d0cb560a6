import type { Json } from '../model/plan.js';
import type { SequenceNode, SourceNode } from './source.js';
import type { SourceLayout } from './source-layout.js';
import type { Splice } from './splice.js';
import { writeInline } from './write.js';

/** What goes from a list and what comes to its end. */
export interface ElementChanges {
  readonly isRemoved: (element: SourceNode) => boolean;
  readonly added: readonly Json[];
}

/**
 * Takes elements out of a list and adds others at its end, each on one line; the rest stays as it is, comments included. An
 * element's own line goes with it, and so does the comment beside it.
 * @returns null for a list that can only be replaced: with no element of its own left, or in an anchor.
 */
export function editElements(
  layout: SourceLayout,
  list: SequenceNode,
  { isRemoved, added }: ElementChanges,
): readonly Splice[] | null {
  const { elements } = list;
  const removed = elements.map(isRemoved);
  const isOwn = elements.every((element) => element.start >= list.start && element.end <= list.end);
  if (!isOwn || removed.every((isGone) => isGone)) return null;
  const removals = layout.isFlow(list)
    ? removeInline(layout, elements, removed)
    : removeLines(layout, elements, removed);
  const last = elements.at(-1);
  if (added.length === 0 || last === undefined) return removals;
  return [...removals, addAfter(layout, list, last, added)];
}

function addAfter(layout: SourceLayout, list: SequenceNode, last: SourceNode, added: readonly Json[]): Splice {
  const end = layout.contentEnd(last);
  if (layout.isFlow(list)) return { start: end, end, text: added.map((value) => `, ${writeInline(value)}`).join('') };
  const at = layout.lineEnd(end);
  const start = `${layout.newline}${' '.repeat(layout.indentAt(list.start))}- `;
  return { start: at, end: at, text: added.map((value) => start + writeInline(value)).join('') };
}

function removeLines(layout: SourceLayout, elements: readonly SourceNode[], removed: readonly boolean[]): Splice[] {
  return elements.flatMap((element, index) => {
    if (removed[index] !== true) return [];
    return [{ start: layout.lineEndBefore(element.start), end: layout.lineEnd(layout.contentEnd(element)), text: '' }];
  });
}

/** Neighbours go together, with the commas between them and one beside them. */
function removeInline(layout: SourceLayout, elements: readonly SourceNode[], removed: readonly boolean[]): Splice[] {
  const splices: Splice[] = [];
  for (let from = 0; from < elements.length; from += 1) {
    if (removed[from] !== true) continue;
    let to = from;
    while (removed[to + 1] === true) to += 1;
    const [first, before, last, after] = [elements[from], elements[from - 1], elements[to], elements[to + 1]];
    if (first !== undefined && after !== undefined) splices.push({ start: first.start, end: after.start, text: '' });
    else if (before !== undefined && last !== undefined)
      splices.push({ start: layout.contentEnd(before), end: layout.contentEnd(last), text: '' });
    from = to;
  }
  return splices;
}

/** What a node holds, without its spelling. */
export function jsonOf(node: SourceNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.elements.map(jsonOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, jsonOf(value)]));
}
