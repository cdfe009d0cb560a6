import type * as z from 'zod';
import { isPlainlyValid } from '../model/quick-check.js';
import type { DiagnosticList, DiagnosticWords } from './diagnostic-list.js';
import { nearest } from './nearest.js';
import { type Field, type Fields, foreignWords, placeOfKey } from './schema.js';
import {
  keyRange,
  type MappingNode,
  type SourceEntry,
  type SourceNode,
  type SourceText,
  valueRange,
} from './source.js';
import { describeKind, describeValue, show } from './value-words.js';

/** The known keys of a mapping; where one is written twice, the first. */
export class Section {
  /** A few: searching them takes less than making a map for each of a hundred thousand members. */
  readonly #entries: SourceEntry[] = [];

  get(key: string): SourceEntry | undefined {
    for (const entry of this.#entries) if (entry.key === key) return entry;
    return undefined;
  }

  add(entry: SourceEntry): void {
    this.#entries.push(entry);
  }
}

const requiredKeys = new WeakMap<Fields, readonly string[]>();

function requiredKeysOf(fields: Fields): readonly string[] {
  const known = requiredKeys.get(fields);
  if (known !== undefined) return known;
  const required = Object.keys(fields).filter((key) => fields[key]?.isRequired);
  requiredKeys.set(fields, required);
  return required;
}

/** Reads mappings and values of one file, and tells everything that is wrong with them. */
export class FieldReader {
  constructor(
    readonly source: SourceText,
    readonly diagnostics: DiagnosticList,
  ) {}

  /**
   * Looks at the keys of a mapping: unknown ones, those written twice, those that are missing. An unknown key that looks
   * like a missing one is told once.
   * @param subject begins every message: "member ada@acme.com"; empty for the file itself.
   */
  readKeys(node: MappingNode, fields: Fields, subject: string): Section {
    const section = new Section();
    let mistaken: Set<string> | null = null;
    // Worked out once: a file can hold any number of keys that nobody knows.
    let absent: readonly string[] | null = null;
    for (const entry of node.entries) {
      const first = section.get(entry.key);
      if (first !== undefined) this.#tellDuplicate(entry, first, subject);
      else if (Object.hasOwn(fields, entry.key)) section.add(entry);
      else {
        absent ??= absentKeys(node, fields);
        const meant = this.#tellUnknown(entry, absent, fields, subject);
        if (meant !== null) mistaken = (mistaken ?? new Set<string>()).add(meant);
      }
    }
    for (const key of requiredKeysOf(fields)) {
      if (section.get(key) !== undefined || mistaken?.has(key)) continue;
      this.error({ start: node.start, end: node.start + 1 }, subject, {
        code: 'missing-key',
        message: `${key} is missing.`,
        advice: key === 'version' ? 'Begin the file with version: 1.' : `Add ${key}:.`,
      });
    }
    return section;
  }

  /** Reads the value of a key by its field's schema; undefined where it is not written, or told that it does not fit. */
  readField<All extends Fields, Key extends keyof All & string>(
    section: Section,
    fields: All,
    key: Key,
    subject: string,
  ): z.output<All[Key]['schema']> | undefined {
    const entry = section.get(key);
    const field = fields[key];
    return entry === undefined || field === undefined
      ? undefined
      : this.readValue<All[Key]['schema']>(entry, field, subject);
  }

  /** Reads a value by its field's schema; undefined, and told, where it does not fit. */
  readValue<Schema extends z.ZodType>(
    entry: SourceEntry,
    field: Field<Schema>,
    subject: string,
  ): z.output<Schema> | undefined {
    const value = plainValue(entry.value);
    if (isPlainlyValid(field.schema, value)) return value;
    const parsed = field.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const told = new Set<SourceNode>();
    for (const issue of parsed.error.issues) {
      const node = nodeAt(entry.value, issue.path);
      // One complaint for one value: the first says what to do.
      if (told.has(node)) continue;
      told.add(node);
      const range = node === entry.value ? valueRange(entry) : node;
      this.error(
        range,
        subject,
        describeValue(node === entry.value ? field : elementOf(field), node, this.written(node), issue),
      );
    }
    return undefined;
  }

  /** Reads a list whose elements are judged one by one. A key with nothing after it is an empty list. */
  readList(entry: SourceEntry, label: string, subject: string): readonly SourceNode[] {
    const { value } = entry;
    if (value.kind === 'sequence') return value.elements;
    if (value.kind === 'scalar' && value.value === null) return [];
    this.error(valueRange(entry), subject, {
      code: 'wrong-type',
      message: `${label} is ${describeKind(value)}, not a list.`,
      advice:
        value.kind === 'scalar' ? `Write a list: [${this.written(value)}].` : 'Begin each element with a dash: "- ".',
    });
    return [];
  }

  /** Reads a mapping. A key with nothing after it is an empty mapping. */
  readMapping(entry: SourceEntry, label: string, subject: string): MappingNode | null {
    const { value } = entry;
    if (value.kind === 'mapping') return value;
    if (value.kind === 'scalar' && value.value === null) return null;
    this.error(valueRange(entry), subject, {
      code: 'wrong-type',
      message: `${label} is ${describeKind(value)}, not a mapping.`,
      advice: 'Write keys and values under it, indented: "key: value".',
    });
    return null;
  }

  /** The text of a node as it stands in the file. */
  written(node: SourceNode): string {
    return this.source.text.slice(node.start, node.end).trim();
  }

  error(range: { readonly start: number; readonly end: number }, subject: string, words: DiagnosticWords): void {
    this.diagnostics.error(this.source, range, withSubject(subject, words));
  }

  warn(range: { readonly start: number; readonly end: number }, subject: string, words: DiagnosticWords): void {
    this.diagnostics.warn(this.source, range, withSubject(subject, words));
  }

  #tellDuplicate(entry: SourceEntry, first: SourceEntry, subject: string): void {
    const { line } = this.source.positionAt(first.keyStart);
    this.error(keyRange(entry), subject, {
      code: 'duplicate-key',
      message: `${entry.key} is written twice; first on line ${line}.`,
      advice: 'Keep one of the two.',
    });
  }

  /** Tells an unknown key; answers with the key that was meant, where one is near. */
  #tellUnknown(entry: SourceEntry, absent: readonly string[], fields: Fields, subject: string): string | null {
    const translated = foreignWords.get(entry.key.toLowerCase().replaceAll('-', '_'));
    const meant = translated !== undefined && absent.includes(translated) ? translated : nearest(entry.key, absent);
    const twin = meant === null ? nearest(entry.key, Object.keys(fields)) : null;
    this.error(keyRange(entry), subject, {
      code: 'unknown-key',
      message: `${subject === '' ? 'The' : 'the'} key ${show(entry.key)} is not known here.`,
      advice: twin === null ? adviceFor(entry.key, meant, fields) : `Did you mean ${twin}, which stands here already?`,
    });
    return meant;
  }
}

/** The keys that a mapping could have and has not. */
function absentKeys(node: MappingNode, fields: Fields): readonly string[] {
  const present = new Set(node.entries.map(({ key }) => key));
  return Object.keys(fields).filter((key) => !present.has(key));
}

function adviceFor(key: string, meant: string | null, fields: Fields): string {
  if (meant !== null) return `Did you mean ${meant}?`;
  if (key === '<<') return 'Merge keys are not part of YAML 1.2; use defaults: for what members share.';
  const place = placeOfKey(key);
  if (place !== null) return `It belongs ${place}.`;
  return `Known here: ${Object.keys(fields).join(', ')}.`;
}

/** Puts who is meant before a message. */
function withSubject(subject: string, words: DiagnosticWords): DiagnosticWords {
  if (subject === '') return words;
  return { ...words, message: `${subject}: ${words.message}` };
}

/** A list's field as one of its elements is called. */
function elementOf(field: Field): Field {
  return { ...field, label: field.label.replace(/(?<=ss)es$|s$/, '') };
}

/** A mapping has no place inside a value, so none of its content is needed to refuse it. */
const someMapping: object = Object.freeze({});

function plainValue(node: SourceNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.elements.map(plainValue);
    case 'mapping':
      return someMapping;
  }
}

function nodeAt(node: SourceNode, path: readonly PropertyKey[]): SourceNode {
  let at = node;
  for (const step of path) {
    const next = at.kind === 'sequence' && typeof step === 'number' ? at.elements[step] : undefined;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}
