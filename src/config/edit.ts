import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import type { Json } from '../model/plan.js';
import { readSource } from './read-source.js';
import { memberFields } from './schema.js';
import {
  entryOf,
  type MappingNode,
  type SequenceNode,
  type SourceEntry,
  type SourceNode,
  type SourceText,
} from './source.js';
import { applySplices, type Splice } from './splice.js';
import type { MemberEntry } from './team-document.js';
import { writeElementLines, writeInline } from './write.js';

/** The keys that an edit can set: a person's address is who they are, and offboarding is a mapping of its own. */
export type MemberKey = Exclude<keyof MemberEntry, 'email' | 'offboarding'>;

/** A change to one member of a file. */
export type TeamFileEdit =
  | { readonly tag: 'set'; readonly email: string; readonly key: MemberKey; readonly value: Json }
  | { readonly tag: 'unset'; readonly email: string; readonly key: MemberKey }
  | { readonly tag: 'add'; readonly member: MemberEntry };

/**
 * Edits the members of one file in place: every comment, blank line and spelling that an edit does not concern stays as it
 * is. New members come last, new keys in the order of the reference. For each key the last edit counts.
 * Refuses a file that is no YAML mapping, a member that the file does not have, and keys in a style that no one writes
 * by hand (`? key`, a member that is an alias).
 * @param file for messages.
 */
export function editTeamFile(file: string, text: string, edits: readonly TeamFileEdit[]): Parsed<string> {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const parsed = readSource(file, text);
  if (!parsed.ok) return parsed;
  const { source, root } = parsed.value;
  if (root.kind !== 'mapping') return { ok: false, diagnostics: [refusal('The file holds no members: to edit.')] };
  const editor = new Editor(source, root);
  for (const edit of edits) editor.take(edit);
  const splices = editor.finish();
  if (editor.problems.length > 0) return { ok: false, diagnostics: editor.problems };
  return { ok: true, value: bom + applySplices(source.text, splices), diagnostics: [] };
}

function refusal(message: string): Diagnostic {
  return { code: 'cannot-edit', severity: 'error', message, advice: 'Edit the file by hand.', position: null };
}

/** Null unsets a key. */
type Changes = Map<MemberKey, { readonly value: Json } | null>;

class Editor {
  readonly problems: Diagnostic[] = [];
  readonly #newline: string;
  readonly #list: SourceEntry | undefined;
  readonly #members = new Map<string, MappingNode>();
  readonly #changes = new Map<MappingNode, Changes>();
  readonly #added = new Map<string, MemberEntry>();

  constructor(
    private readonly source: SourceText,
    root: MappingNode,
  ) {
    this.#newline = source.text.includes('\r\n') ? '\r\n' : '\n';
    this.#list = entryOf(root, 'members');
    const elements = this.#list?.value.kind === 'sequence' ? this.#list.value.elements : [];
    for (const element of elements) {
      const email = element.kind === 'mapping' ? entryOf(element, 'email')?.value : undefined;
      if (element.kind !== 'mapping' || email?.kind !== 'scalar' || typeof email.value !== 'string') continue;
      this.#members.set(foldEmail(email.value), element);
    }
  }

  take(edit: TeamFileEdit): void {
    const email = foldEmail(edit.tag === 'add' ? edit.member.email : edit.email);
    const member = this.#members.get(email);
    const added = this.#added.get(email);
    if (edit.tag === 'add') {
      if (member !== undefined) this.problems.push(refusal(`The member ${email} is in the file already.`));
      else this.#added.set(email, { ...added, ...edit.member });
    } else if (added !== undefined) {
      const { [edit.key]: _, ...rest } = added;
      this.#added.set(email, edit.tag === 'set' ? { ...rest, [edit.key]: edit.value } : rest);
    } else if (member === undefined) {
      this.problems.push(refusal(`The member ${email} is not in this file.`));
    } else {
      const changes: Changes = this.#changes.get(member) ?? new Map();
      changes.set(edit.key, edit.tag === 'set' ? { value: edit.value } : null);
      this.#changes.set(member, changes);
    }
  }

  finish(): readonly Splice[] {
    const splices: Splice[] = [];
    for (const [member, changes] of this.#changes) {
      if (this.#isEditable(member)) splices.push(...this.#editMember(member, changes));
      else
        this.problems.push({
          ...refusal('This member is written in a way that cannot be edited.'),
          position: this.source.positionAt(member.start),
        });
    }
    if (this.#added.size > 0) splices.push(this.#addMembers([...this.#added.values()]));
    return splices;
  }

  /** Whether each key is followed by its colon, and lies where the member is and not in some anchor. */
  #isEditable(member: MappingNode): boolean {
    return member.entries.every(
      (entry) => entry.keyStart >= member.start && entry.value.end <= member.end && this.#colonOf(entry) !== -1,
    );
  }

  #colonOf({ keyEnd }: SourceEntry): number {
    const blank = /\s*/y;
    blank.lastIndex = keyEnd;
    blank.exec(this.source.text);
    return this.source.text[blank.lastIndex] === ':' ? blank.lastIndex : -1;
  }

  #editMember(member: MappingNode, changes: Changes): readonly Splice[] {
    const kept = member.entries.filter(({ key }) => changes.get(key as MemberKey) !== null);
    return inFieldOrder(changes).flatMap(([key, change]) => {
      const entry = entryOf(member, key);
      if (entry !== undefined)
        return [change === null ? this.#remove(member, entry, kept) : this.#replace(entry, change.value)];
      return change === null ? [] : [this.#insert(member, kept, key, change.value)];
    });
  }

  #isFlow(node: MappingNode | SequenceNode): boolean {
    return this.source.text[node.start] === '{' || this.source.text[node.start] === '[';
  }

  #replace(entry: SourceEntry, value: Json): Splice {
    const { text } = this.source;
    const afterColon = this.#colonOf(entry) + 1;
    const written = writeInline(value);
    const { start, end } = this.#extentOf(entry);
    if (end <= start) return { start: afterColon, end: afterColon, text: ` ${written}` };
    const lineEnd = this.#lineEnd(afterColon);
    if (start <= lineEnd) return { start, end, text: written };
    // The value begins on a later line: a comment beside the key stays, the old lines go.
    const comment = text.slice(afterColon, lineEnd);
    return { start: afterColon, end, text: ` ${written}${comment.trimEnd() === '' ? '' : ` ${comment.trim()}`}` };
  }

  #remove(member: MappingNode, entry: SourceEntry, kept: readonly SourceEntry[]): Splice {
    const index = member.entries.indexOf(entry);
    const next = member.entries[index + 1];
    const previous = member.entries[index - 1];
    const isFirstKept = kept.every(({ keyStart }) => keyStart > entry.keyStart);
    // What comes next moves up to the dash or the brace.
    if (isFirstKept || previous === undefined) {
      return { start: entry.keyStart, end: next?.keyStart ?? this.#endOf(entry), text: '' };
    }
    if (this.#isFlow(member)) return { start: this.#endOf(previous), end: this.#endOf(entry), text: '' };
    // From the end of the line before, so that the last line of a file needs no care.
    const lineStart = this.source.text.lastIndexOf('\n', entry.keyStart) + 1;
    const before = lineStart - (this.source.text.startsWith('\r\n', lineStart - 2) ? 2 : 1);
    return { start: before, end: this.#lineEnd(this.#endOf(entry)), text: '' };
  }

  #insert(member: MappingNode, kept: readonly SourceEntry[], key: MemberKey, value: Json): Splice {
    const order = Object.keys(memberFields);
    const earlier = kept.filter((entry) => order.indexOf(entry.key) < order.indexOf(key));
    const after = earlier.at(-1) ?? kept[0];
    const first = member.entries[0];
    if (after === undefined || first === undefined) throw new Error('a member that was found by its address has a key');
    const written = `${key}: ${writeInline(value)}`;
    const end = this.#endOf(after);
    if (this.#isFlow(member)) return { start: end, end, text: `, ${written}` };
    const { column } = this.source.positionAt(first.keyStart);
    const at = this.#lineEnd(end);
    return { start: at, end: at, text: `${this.#newline}${' '.repeat(column - 1)}${written}` };
  }

  #addMembers(members: readonly MemberEntry[]): Splice {
    const { text } = this.source;
    const list = this.#list;
    const block = (indent: string) =>
      members.flatMap((member) => writeElementLines(indent, member)).join(this.#newline);
    if (list === undefined) {
      const at = text.trimEnd().length;
      return { start: at, end: at, text: `${this.#newline}${this.#newline}members:${this.#newline}${block('  ')}` };
    }
    const { value } = list;
    if (value.kind === 'sequence' && value.elements.length > 0) {
      const last = value.elements.at(-1) ?? value;
      const end = this.#contentEnd(last);
      if (this.#isFlow(value)) {
        const inline = members.map((member) => `, ${writeInline(member as unknown as Json)}`).join('');
        return { start: end, end, text: inline };
      }
      const at = this.#lineEnd(end);
      const { column } = this.source.positionAt(value.start);
      return { start: at, end: at, text: `${this.#newline}${block(' '.repeat(column - 1))}` };
    }
    const colon = this.#colonOf(list);
    const isNothing = value.kind === 'sequence' || (value.kind === 'scalar' && value.value === null);
    if (colon === -1 || !isNothing) this.problems.push(refusal('members: is no list that can be added to.'));
    return { start: colon + 1, end: Math.max(colon + 1, value.end), text: `${this.#newline}${block('  ')}` };
  }

  #endOf(entry: SourceEntry): number {
    return Math.max(this.#colonOf(entry) + 1, this.#extentOf(entry).end);
  }

  /** Where the value stands, without the line ends and comments that the parser counts to a block. */
  #extentOf({ value }: SourceEntry) {
    return { start: value.start, end: this.#contentEnd(value) };
  }

  #contentEnd(node: SourceNode): number {
    const last = node.kind === 'mapping' ? node.entries.at(-1) : undefined;
    const isWhole = node.kind === 'scalar' || '[{*'.includes(this.source.text[node.start] ?? '');
    if (!isWhole && last !== undefined) return this.#endOf(last);
    const element = node.kind === 'sequence' ? node.elements.at(-1) : undefined;
    if (!isWhole && element !== undefined) return this.#contentEnd(element);
    return node.start + this.source.text.slice(node.start, node.end).trimEnd().length;
  }

  /** The end of the line, a comment included, on which something ends. */
  #lineEnd(offset: number): number {
    const newline = this.source.text.indexOf('\n', offset);
    if (newline === -1) return this.source.text.length;
    return this.source.text[newline - 1] === '\r' ? newline - 1 : newline;
  }
}

function inFieldOrder(changes: Changes): readonly (readonly [MemberKey, { readonly value: Json } | null])[] {
  const order = Object.keys(memberFields);
  return [...changes].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}
