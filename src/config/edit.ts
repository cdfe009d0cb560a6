import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import type { Json } from '../model/plan.js';
import { editMapping } from './mapping-edit.js';
import { readSource } from './read-source.js';
import { memberFields } from './schema.js';
import { entryOf, type MappingNode, type SourceEntry, type SourceText } from './source.js';
import { SourceLayout } from './source-layout.js';
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
  readonly #layout: SourceLayout;
  readonly #list: SourceEntry | undefined;
  readonly #members = new Map<string, MappingNode>();
  readonly #changes = new Map<MappingNode, Changes>();
  readonly #added = new Map<string, MemberEntry>();

  constructor(
    private readonly source: SourceText,
    root: MappingNode,
  ) {
    this.#layout = new SourceLayout(source);
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
      if (this.#layout.isEditable(member)) splices.push(...editMapping(this.#layout, member, changes, memberKeyOrder));
      else
        this.problems.push({
          ...refusal('This member is written in a way that cannot be edited.'),
          position: this.source.positionAt(member.start),
        });
    }
    if (this.#added.size > 0) splices.push(this.#addMembers([...this.#added.values()]));
    return splices;
  }

  #addMembers(members: readonly MemberEntry[]): Splice {
    const layout = this.#layout;
    const { text, newline } = layout;
    const list = this.#list;
    const block = (indent: string) => members.flatMap((member) => writeElementLines(indent, member)).join(newline);
    if (list === undefined) {
      const at = text.trimEnd().length;
      return { start: at, end: at, text: `${newline}${newline}members:${newline}${block('  ')}` };
    }
    const { value } = list;
    if (value.kind === 'sequence' && value.elements.length > 0) {
      const last = value.elements.at(-1) ?? value;
      const end = layout.contentEnd(last);
      if (layout.isFlow(value)) {
        const inline = members.map((member) => `, ${writeInline(member as unknown as Json)}`).join('');
        return { start: end, end, text: inline };
      }
      const at = layout.lineEnd(end);
      return { start: at, end: at, text: `${newline}${block(' '.repeat(layout.indentAt(value.start)))}` };
    }
    const colon = layout.colonOf(list);
    const isNothing = value.kind === 'sequence' || (value.kind === 'scalar' && value.value === null);
    if (colon === -1 || !isNothing) this.problems.push(refusal('members: is no list that can be added to.'));
    return { start: colon + 1, end: Math.max(colon + 1, value.end), text: `${newline}${block('  ')}` };
  }
}

const memberKeyOrder = Object.keys(memberFields);
