import type { MemberKey, TeamFileEdit } from '../config/edit.js';
import { nearest } from '../config/nearest.js';
import { readSource } from '../config/read-source.js';
import { entryOf, type SourceNode } from '../config/source.js';
import type { MemberEntry } from '../config/team-document.js';
import { type Attribute, type AttributeValue, isSameValue } from '../model/attribute.js';
import type { DesiredMember, DesiredState } from '../model/desired-state.js';
import { foldEmail } from '../model/fold.js';
import { groupKey } from '../model/group.js';
import { memberAttributes } from '../model/member.js';
import type { Json } from '../model/plan.js';
import type { ImportableKey } from './csv-columns.js';
import type { CsvRow } from './csv-rows.js';
import { readCell } from './csv-values.js';
import type { Sources } from './outcome.js';

/** What became of one row. */
export interface ImportedRow {
  /** In the CSV file, from 1. */
  readonly line: number;
  readonly email: string;
  readonly result: 'added' | 'updated' | 'unchanged' | 'refused';
  /** What was set, or why the row is refused. */
  readonly detail: string;
}

/** Turns rows into edits of the files that people are in. */
export class CsvMerge {
  readonly edits = new Map<string, TeamFileEdit[]>();
  readonly #byEmail: Map<string, DesiredMember>;
  readonly #byExternalId = new Map<string, DesiredMember>();
  /** Addresses of people whom earlier rows add. */
  readonly #added = new Set<string>();
  /** Groups that people list themselves, with those of earlier rows. */
  readonly #groups = new Map<string, readonly string[]>();

  constructor(
    private readonly desired: DesiredState,
    private readonly sources: Sources,
  ) {
    this.#byEmail = new Map(desired.members.map((member) => [member.email, member]));
    for (const member of desired.members) {
      const id = member.attributes.external_id;
      if (id) this.#byExternalId.set(id, member);
    }
  }

  take(row: CsvRow, keys: readonly (ImportableKey | null)[], set: ReadonlyMap<ImportableKey, string>): ImportedRow {
    const texts = new Map<ImportableKey, string>();
    keys.forEach((key, index) => {
      const text = row.cells[index] ?? '';
      if (key !== null && text !== '') texts.set(key, text);
    });
    for (const [key, text] of set) texts.set(key, text);
    const tell = (result: ImportedRow['result'], detail: string, email = texts.get('email') ?? ''): ImportedRow => {
      return { line: row.line, email, result, detail };
    };
    const values = new Map<ImportableKey, Json>();
    for (const [key, text] of texts) {
      const cell = readCell(key, text);
      if (!cell.ok) return tell('refused', cell.problem);
      values.set(key, cell.value);
    }
    const email = typeof values.get('email') === 'string' ? foldEmail(String(values.get('email'))) : null;
    const holder = this.#byExternalId.get(String(values.get('external_id') ?? ''));
    if (holder !== undefined && email !== null && holder.email !== email) {
      return tell(
        'refused',
        `external_id ${texts.get('external_id')} is ${holder.email} in ${this.desired.file}. Change email: there if it is one person.`,
      );
    }
    const member = holder ?? (email === null ? undefined : this.#byEmail.get(email));
    const groups = this.#knownGroups(values);
    if (!groups.ok) return tell('refused', groups.problem);
    if (groups.value !== null) values.set('groups', groups.value);
    values.delete('email');
    if (member !== undefined)
      return this.#update(member, values, (result, detail) => tell(result, detail, member.email));
    if (email === null)
      return tell('refused', 'nobody in the file has this external id, and the row has no address to add.');
    return this.#add(email, values, tell);
  }

  #update(
    member: DesiredMember,
    values: ReadonlyMap<ImportableKey, Json>,
    tell: (result: ImportedRow['result'], detail: string) => ImportedRow,
  ): ImportedRow {
    const wanted = new Map(values);
    const joins = ((wanted.get('groups') ?? []) as readonly string[]).filter((name) => !this.#isIn(member.email, name));
    wanted.delete('groups');
    const changes = [...wanted].filter(([key, value]) => !isSo(member, key, value));
    for (const [key, value] of changes)
      this.#edit(member.source.file, { tag: 'set', email: member.email, key: key as MemberKey, value });
    if (wanted.get('status') === 'removed')
      this.#edit(member.source.file, { tag: 'unset', email: member.email, key: 'groups' });
    else if (joins.length > 0) this.#join(member, joins);
    const words = [...changes.map(describeChange), ...joins.map((name) => `+ ${name}`)];
    return words.length === 0 ? tell('unchanged', '') : tell('updated', words.join(', '));
  }

  #add(
    email: string,
    values: ReadonlyMap<ImportableKey, Json>,
    tell: (result: ImportedRow['result'], detail: string) => ImportedRow,
  ): ImportedRow {
    const { file } = this.desired;
    const words = [...values].map(describeChange).join(', ');
    if (!this.#added.has(email)) {
      this.#added.add(email);
      this.#groups.set(email, (values.get('groups') ?? []) as readonly string[]);
      this.#edit(file, { tag: 'add', member: { email, ...Object.fromEntries(values) } as MemberEntry });
      return tell('added', words);
    }
    for (const [key, value] of values) {
      const own = this.#groups.get(email) ?? [];
      const all = key === 'groups' ? [...new Set([...own, ...(value as readonly string[])])] : value;
      if (key === 'groups') this.#groups.set(email, all as readonly string[]);
      this.#edit(file, { tag: 'set', email, key: key as MemberKey, value: all });
    }
    return tell('updated', words);
  }

  #join({ email, source }: DesiredMember, names: readonly string[]): void {
    const all = [...(this.#groups.get(email) ?? this.#listedGroups(source)), ...names];
    this.#groups.set(email, all);
    this.#edit(source.file, { tag: 'set', email, key: 'groups', value: all });
  }

  #edit(file: string, edit: TeamFileEdit): void {
    const edits = this.edits.get(file);
    if (edits === undefined) this.edits.set(file, [edit]);
    else edits.push(edit);
  }

  #isIn(email: string, name: string): boolean {
    const key = groupKey(name);
    if (this.#groups.get(email)?.some((one) => groupKey(one) === key) === true) return true;
    const group = this.desired.groups.find(({ attributes }) => groupKey(attributes.name) === key);
    return group?.members.some((membership) => membership.email === email) === true;
  }

  /** The groups of a row by their declared names; null where it names none. */
  #knownGroups(
    values: ReadonlyMap<ImportableKey, Json>,
  ):
    | { readonly ok: true; readonly value: readonly string[] | null }
    | { readonly ok: false; readonly problem: string } {
    const named = values.get('groups');
    if (!Array.isArray(named)) return { ok: true, value: null };
    const declared = new Map(this.desired.groups.map(({ attributes }) => [groupKey(attributes.name), attributes.name]));
    const known: string[] = [];
    for (const name of named as readonly string[]) {
      const own = declared.get(groupKey(name));
      if (own === undefined) {
        const meant = nearest(name, declared.values());
        const advice = meant === null ? 'Add it under groups: first.' : `Did you mean ${meant}?`;
        return { ok: false, problem: `the group ${JSON.stringify(name)} is not declared. ${advice}` };
      }
      if (!known.includes(own)) known.push(own);
    }
    return { ok: true, value: known };
  }

  /** What a member lists itself, or inherits from the defaults, which a list of its own would put out of force. */
  #listedGroups({ file, line, column }: DesiredMember['source']): readonly string[] {
    const parsed = readSource(file, this.sources.get(file) ?? '');
    const members = parsed.ok ? childOf(parsed.value.root, 'members') : undefined;
    const node = (members?.kind === 'sequence' ? members.elements : []).find((element) => {
      const place = parsed.ok ? parsed.value.source.positionAt(element.start) : null;
      return place?.line === line && place.column === column;
    });
    const own = childOf(node, 'groups');
    if (own !== undefined) return textsOf(own);
    const main = readSource(this.desired.file, this.sources.get(this.desired.file) ?? '');
    return main.ok ? textsOf(childOf(childOf(childOf(main.value.root, 'defaults'), 'member'), 'groups')) : [];
  }
}

function childOf(node: SourceNode | undefined, key: string): SourceNode | undefined {
  return node?.kind === 'mapping' ? entryOf(node, key)?.value : undefined;
}

function textsOf(node: SourceNode | undefined): readonly string[] {
  const elements = node?.kind === 'sequence' ? node.elements : [];
  return elements.flatMap((element) => (element.kind === 'scalar' ? [String(element.value)] : []));
}

/** Whether the file asks for this value already. */
function isSo(member: DesiredMember, key: ImportableKey, value: Json): boolean {
  switch (key) {
    case 'status':
      return member.status === value;
    case 'until':
      return member.until === value;
    case 'send_welcome_email':
      return member.sendWelcomeEmail === value;
    case 'groups':
      return false;
    default: {
      const asked = member.attributes[key];
      const attribute = memberAttributes[key] as Attribute<AttributeValue>;
      return asked !== undefined && isSameValue(attribute, asked, value as AttributeValue);
    }
  }
}

function describeChange([key, value]: readonly [string, Json]): string {
  return `${key}: ${Array.isArray(value) ? value.join('; ') : String(value)}`;
}
