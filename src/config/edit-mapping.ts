import { assertNever } from '../model/assert-never.js';
import type { Json, JsonObject } from '../model/plan.js';
import { type ElementChanges, editElements, jsonOf } from './edit-elements.js';
import { entryOf, type MappingNode, type SourceEntry, type SourceNode } from './source.js';
import type { SourceLayout } from './source-layout.js';
import type { Splice } from './splice.js';
import { writeInline } from './write.js';

/** What becomes of one key of a mapping. */
export type KeyChange =
  | { readonly tag: 'set'; readonly value: Json }
  | { readonly tag: 'unset' }
  /** `whole` is the list afterwards, for where it cannot be edited element by element. */
  | { readonly tag: 'amend'; readonly elements: ElementChanges; readonly whole: readonly Json[] }
  /** Keys of the mapping that is the value; it comes to be where there is none. */
  | { readonly tag: 'within'; readonly changes: ReadonlyMap<string, Json>; readonly order: readonly string[] };

/**
 * Changes keys of one mapping; new ones come where the reference has them. A list that is set anew is edited element by
 * element, so that what stays in it keeps its comments.
 * @param order the keys in the order of the reference.
 */
export function editMapping(
  layout: SourceLayout,
  mapping: MappingNode,
  changes: ReadonlyMap<string, KeyChange>,
  order: readonly string[],
): readonly Splice[] {
  const kept = mapping.entries.filter(({ key }) => changes.get(key)?.tag !== 'unset');
  const inOrder = [...changes].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return inOrder.flatMap(([key, change]) => {
    const entry = entryOf(mapping, key);
    if (entry === undefined)
      return change.tag === 'unset' ? [] : [insert(layout, mapping, kept, { key, change, order })];
    switch (change.tag) {
      case 'unset':
        return [remove(layout, mapping, entry, kept)];
      case 'set':
        return setValue(layout, entry, change.value);
      case 'amend':
        return amend(layout, entry, change.elements) ?? [replace(layout, entry, change.whole)];
      case 'within':
        return editWithin(layout, entry, change);
      default:
        return assertNever(change);
    }
  });
}

function editWithin(
  layout: SourceLayout,
  entry: SourceEntry,
  { changes, order }: Extract<KeyChange, { tag: 'within' }>,
): readonly Splice[] {
  const { value } = entry;
  if (value.kind === 'mapping' && value.entries.length > 0 && layout.isEditable(value)) {
    const inner = new Map([...changes].map(([key, one]) => [key, { tag: 'set' as const, value: one }]));
    return editMapping(layout, value, inner, order);
  }
  const present = value.kind === 'mapping' ? (jsonOf(value) as JsonObject) : {};
  return [replace(layout, entry, { ...present, ...Object.fromEntries(changes) })];
}

/** A change's value where nothing stands yet. */
export function wholeOf(change: Exclude<KeyChange, { tag: 'unset' }>): Json {
  switch (change.tag) {
    case 'set':
      return change.value;
    case 'amend':
      return change.whole;
    case 'within':
      return Object.fromEntries(change.changes);
    default:
      return assertNever(change);
  }
}

function setValue(layout: SourceLayout, entry: SourceEntry, value: Json): readonly Splice[] {
  if (Array.isArray(value)) {
    const present = entry.value.kind === 'sequence' ? entry.value.elements.map(textOf) : [];
    const wanted = value.map((element: Json) => writeInline(element));
    const added = value.filter((_, index) => !present.includes(wanted[index] ?? null));
    const edited = amend(layout, entry, { isRemoved: (node) => !wanted.includes(textOf(node) ?? ''), added });
    if (edited !== null) return edited;
  }
  return [replace(layout, entry, value)];
}

function amend(layout: SourceLayout, { value }: SourceEntry, changes: ElementChanges): readonly Splice[] | null {
  return value.kind === 'sequence' ? editElements(layout, value, changes) : null;
}

/** A scalar as Rollcall writes it; null for what is none. */
function textOf(node: SourceNode): string | null {
  return node.kind === 'scalar' ? writeInline(node.value) : null;
}

function replace(layout: SourceLayout, entry: SourceEntry, value: Json): Splice {
  const { text } = layout.source;
  const afterColon = layout.colonOf(entry) + 1;
  const written = writeInline(value);
  const { start } = entry.value;
  const end = layout.contentEnd(entry.value);
  if (end <= start) return { start: afterColon, end: afterColon, text: ` ${written}` };
  const lineEnd = layout.lineEnd(afterColon);
  if (start <= lineEnd) return { start, end, text: written };
  // The value begins on a later line: a comment beside the key stays, the old lines go.
  const comment = text.slice(afterColon, lineEnd);
  return { start: afterColon, end, text: ` ${written}${comment.trimEnd() === '' ? '' : ` ${comment.trim()}`}` };
}

function remove(layout: SourceLayout, mapping: MappingNode, entry: SourceEntry, kept: readonly SourceEntry[]): Splice {
  const index = mapping.entries.indexOf(entry);
  const next = mapping.entries[index + 1];
  const previous = mapping.entries[index - 1];
  const isFirstKept = kept.every(({ keyStart }) => keyStart > entry.keyStart);
  // What comes next moves up to the dash or the brace.
  if (isFirstKept || previous === undefined) {
    return { start: entry.keyStart, end: next?.keyStart ?? layout.endOf(entry), text: '' };
  }
  if (layout.isFlow(mapping)) return { start: layout.endOf(previous), end: layout.endOf(entry), text: '' };
  return { start: layout.lineEndBefore(entry.keyStart), end: layout.lineEnd(layout.endOf(entry)), text: '' };
}

interface Insertion {
  readonly key: string;
  readonly change: Exclude<KeyChange, { tag: 'unset' }>;
  readonly order: readonly string[];
}

function insert(
  layout: SourceLayout,
  mapping: MappingNode,
  kept: readonly SourceEntry[],
  { key, change, order }: Insertion,
): Splice {
  const earlier = kept.filter((entry) => order.indexOf(entry.key) < order.indexOf(key));
  const after = earlier.at(-1) ?? kept[0];
  const first = mapping.entries[0];
  if (after === undefined || first === undefined) throw new Error('a mapping that was found by its name has a key');
  const written = `${key}: ${writeInline(wholeOf(change))}`;
  const end = layout.endOf(after);
  if (layout.isFlow(mapping)) return { start: end, end, text: `, ${written}` };
  const at = layout.lineEnd(end);
  return { start: at, end: at, text: `${layout.newline}${' '.repeat(layout.indentAt(first.keyStart))}${written}` };
}
