import type { Json } from '../model/plan.js';
import { entryOf, type MappingNode, type SourceEntry } from './source.js';
import type { SourceLayout } from './source-layout.js';
import type { Splice } from './splice.js';
import { writeInline } from './write.js';

/** What becomes of the keys of one mapping; null unsets a key. */
export type KeyChanges<Key extends string = string> = ReadonlyMap<Key, { readonly value: Json } | null>;

/**
 * Sets and unsets keys of a mapping in place: comments, blank lines and spellings that a change does not concern stay.
 * New keys go where the order has them. The mapping is to be editable, and to keep at least one key.
 */
export function editMapping(
  layout: SourceLayout,
  mapping: MappingNode,
  changes: KeyChanges,
  order: readonly string[],
): readonly Splice[] {
  const editor = new MappingEditor(layout, mapping, changes, order);
  return [...changes]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .flatMap(([key, change]) => editor.edit(key, change));
}

class MappingEditor {
  private readonly kept: readonly SourceEntry[];

  constructor(
    private readonly layout: SourceLayout,
    private readonly mapping: MappingNode,
    changes: KeyChanges,
    private readonly order: readonly string[],
  ) {
    this.kept = mapping.entries.filter(({ key }) => changes.get(key) !== null);
  }

  edit(key: string, change: { readonly value: Json } | null): readonly Splice[] {
    const entry = entryOf(this.mapping, key);
    if (entry !== undefined) return [change === null ? this.remove(entry) : this.replace(entry, change.value)];
    return change === null ? [] : [this.insert(key, change.value)];
  }

  private replace(entry: SourceEntry, value: Json): Splice {
    const { layout } = this;
    const afterColon = layout.colonOf(entry) + 1;
    const written = writeInline(value);
    const { start } = entry.value;
    const end = layout.contentEnd(entry.value);
    if (end <= start) return { start: afterColon, end: afterColon, text: ` ${written}` };
    const lineEnd = layout.lineEnd(afterColon);
    if (start <= lineEnd) return { start, end, text: written };
    // The value begins on a later line: a comment beside the key stays, the old lines go.
    const comment = layout.text.slice(afterColon, lineEnd);
    return { start: afterColon, end, text: ` ${written}${comment.trimEnd() === '' ? '' : ` ${comment.trim()}`}` };
  }

  private remove(entry: SourceEntry): Splice {
    const { layout, mapping } = this;
    const index = mapping.entries.indexOf(entry);
    const next = mapping.entries[index + 1];
    const previous = mapping.entries[index - 1];
    const isFirstKept = this.kept.every(({ keyStart }) => keyStart > entry.keyStart);
    // What comes next moves up to the dash or the brace.
    if (isFirstKept || previous === undefined) {
      return { start: entry.keyStart, end: next?.keyStart ?? layout.endOf(entry), text: '' };
    }
    if (layout.isFlow(mapping)) return { start: layout.endOf(previous), end: layout.endOf(entry), text: '' };
    return { start: layout.lineEndBefore(entry.keyStart), end: layout.lineEnd(layout.endOf(entry)), text: '' };
  }

  private insert(key: string, value: Json): Splice {
    const { layout, mapping, order, kept } = this;
    const earlier = kept.filter((entry) => order.indexOf(entry.key) < order.indexOf(key));
    const after = earlier.at(-1) ?? kept[0];
    const first = mapping.entries[0];
    if (after === undefined || first === undefined) throw new Error('a mapping that is edited keeps a key');
    const written = `${key}: ${writeInline(value)}`;
    const end = layout.endOf(after);
    if (layout.isFlow(mapping)) return { start: end, end, text: `, ${written}` };
    const at = layout.lineEnd(end);
    return { start: at, end: at, text: `${layout.newline}${' '.repeat(layout.indentAt(first.keyStart))}${written}` };
  }
}
