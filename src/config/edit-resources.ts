import type { Diagnostic } from '../model/diagnostic.js';
import type { Json, JsonObject } from '../model/plan.js';
import { editElements } from './edit-elements.js';
import { editMapping, type KeyChange, wholeOf } from './edit-mapping.js';
import type { Fields } from './schema.js';
import { entryOf, type MappingNode, type SequenceNode, type SourceEntry, type SourceNode } from './source.js';
import type { SourceLayout } from './source-layout.js';
import type { Splice } from './splice.js';
import { writeElementLines, writeInline } from './write.js';

/** Which of the two lists of a team file is edited, and how its entries are told apart. */
export interface ResourceKind {
  readonly list: 'members' | 'groups';
  readonly noun: string;
  readonly idKey: 'email' | 'name';
  readonly fold: (id: string) => string;
  /** In the order of the reference. */
  readonly fields: Fields;
}

/** Gathers what is to become of the members, or the groups, of one file. For each key the last edit counts. */
export class ResourceEditor {
  readonly problems: Diagnostic[] = [];
  readonly #list: SourceEntry | undefined;
  readonly #present = new Map<string, MappingNode>();
  readonly #changes = new Map<MappingNode, Map<string, KeyChange>>();
  readonly #added = new Map<string, JsonObject>();
  readonly #dropped = new Set<SourceNode>();

  constructor(
    private readonly kind: ResourceKind,
    private readonly layout: SourceLayout,
    root: MappingNode,
  ) {
    this.#list = entryOf(root, kind.list);
    for (const element of this.#elements()) {
      const id = element.kind === 'mapping' ? entryOf(element, kind.idKey)?.value : undefined;
      if (element.kind !== 'mapping' || id?.kind !== 'scalar' || typeof id.value !== 'string') continue;
      this.#present.set(kind.fold(id.value), element);
    }
  }

  change(id: string, key: string, change: KeyChange): void {
    const added = this.#added.get(this.kind.fold(id));
    if (added !== undefined) {
      const { [key]: _, ...rest } = added;
      if (change.tag === 'unset') this.#added.set(this.kind.fold(id), rest);
      else this.#added.set(this.kind.fold(id), { ...rest, [key]: wholeOf(change) });
      return;
    }
    const mapping = this.#find(id);
    if (mapping === undefined) return;
    const changes = this.#changes.get(mapping) ?? new Map<string, KeyChange>();
    this.#changes.set(mapping, changes.set(key, change));
  }

  /** Sets one key of the mapping that a key holds. */
  changeWithin(
    id: string,
    key: string,
    inner: { readonly key: string; readonly value: Json; readonly fields: Fields },
  ) {
    const mapping = this.#present.get(this.kind.fold(id));
    const earlier = mapping === undefined ? undefined : this.#changes.get(mapping)?.get(key);
    const changes = new Map(earlier?.tag === 'within' ? earlier.changes : []).set(inner.key, inner.value);
    this.change(id, key, { tag: 'within', changes, order: Object.keys(inner.fields) });
  }

  add(entry: JsonObject): void {
    const written = String(entry[this.kind.idKey]);
    const id = this.kind.fold(written);
    const present = this.#present.get(id);
    if (present !== undefined && !this.#dropped.has(present)) {
      this.problems.push(this.#refusal(`The ${this.kind.noun} ${written} is in the file already.`));
    } else this.#added.set(id, { ...this.#added.get(id), ...entry });
  }

  drop(id: string): void {
    const mapping = this.#find(id);
    if (mapping !== undefined) this.#dropped.add(mapping);
  }

  /** The list of a resource under one of its keys; undefined where it has none. */
  listOf(id: string, key: string): SequenceNode | undefined {
    const mapping = this.#present.get(this.kind.fold(id));
    const value = mapping === undefined ? undefined : entryOf(mapping, key)?.value;
    return value?.kind === 'sequence' ? value : undefined;
  }

  finish(): readonly Splice[] {
    const splices: Splice[] = [];
    const order = Object.keys(this.kind.fields);
    for (const [mapping, changes] of this.#changes) {
      if (this.#dropped.has(mapping)) continue;
      if (this.layout.isEditable(mapping)) splices.push(...editMapping(this.layout, mapping, changes, order));
      else
        this.problems.push({
          ...this.#refusal(`This ${this.kind.noun} is written in a way that cannot be edited.`),
          position: this.layout.source.positionAt(mapping.start),
        });
    }
    return [...splices, ...this.#editList()];
  }

  #elements(): readonly SourceNode[] {
    return this.#list?.value.kind === 'sequence' ? this.#list.value.elements : [];
  }

  #find(id: string): MappingNode | undefined {
    const mapping = this.#present.get(this.kind.fold(id));
    if (mapping === undefined) {
      this.problems.push(this.#refusal(`The ${this.kind.noun} ${id} is not in this file.`));
    }
    return mapping;
  }

  #editList(): readonly Splice[] {
    const value = this.#list?.value;
    const removals =
      value?.kind === 'sequence' && this.#dropped.size > 0
        ? editElements(this.layout, value, { isRemoved: (node) => this.#dropped.has(node), added: [] })
        : [];
    const added = [...this.#added.values()];
    if (removals !== null) return added.length === 0 ? removals : [...removals, this.#append(added)];
    return value === undefined ? [] : [this.#rewrite(value, added)];
  }

  /** Instead of a list of which nothing is left. */
  #rewrite(value: SourceNode, added: readonly JsonObject[]): Splice {
    const start = this.#list === undefined ? value.start : this.layout.colonOf(this.#list) + 1;
    const text = added.length === 0 ? ' []' : this.layout.newline + this.#block('  ', added);
    return { start, end: this.layout.contentEnd(value), text };
  }

  #append(entries: readonly JsonObject[]): Splice {
    const { layout } = this;
    const { text } = layout.source;
    const list = this.#list;
    if (list === undefined) {
      const at = text.trimEnd().length;
      const { newline } = layout;
      return {
        start: at,
        end: at,
        text: `${newline}${newline}${this.kind.list}:${newline}${this.#block('  ', entries)}`,
      };
    }
    const { value } = list;
    const last = value.kind === 'sequence' ? value.elements.at(-1) : undefined;
    if (value.kind === 'sequence' && last !== undefined) {
      const end = layout.contentEnd(last);
      if (layout.isFlow(value)) {
        return { start: end, end, text: entries.map((entry) => `, ${writeInline(entry as Json)}`).join('') };
      }
      const at = layout.lineEnd(end);
      return {
        start: at,
        end: at,
        text: layout.newline + this.#block(' '.repeat(layout.indentAt(value.start)), entries),
      };
    }
    const colon = layout.colonOf(list);
    const isNothing = value.kind === 'sequence' || (value.kind === 'scalar' && value.value === null);
    if (colon === -1 || !isNothing) {
      this.problems.push(this.#refusal(`${this.kind.list}: is no list that can be added to.`));
    }
    const block = layout.newline + this.#block('  ', entries);
    return { start: colon + 1, end: Math.max(colon + 1, value.end), text: block };
  }

  #block(indent: string, entries: readonly JsonObject[]): string {
    return entries.flatMap((entry) => writeElementLines(indent, entry, this.kind.fields)).join(this.layout.newline);
  }

  #refusal(message: string): Diagnostic {
    return { code: 'cannot-edit', severity: 'error', message, advice: 'Edit the file by hand.', position: null };
  }
}
