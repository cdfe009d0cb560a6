import {
  Composer,
  type CST,
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import type { Json } from '../model/plan.js';
import { readSource } from './read-source.js';
import {
  defaultsFields,
  type Fields,
  groupFields,
  guardFields,
  memberDefaultFields,
  memberFields,
  membershipFields,
  offboardingFields,
  settingsFields,
  teamFields,
  teamFileFields,
} from './schema.js';
import type { SourceNode } from './source.js';
import { writeInline } from './write.js';
import { writeScalar } from './yaml-scalar.js';

/** Lists and mappings on one line are broken into several beyond this. */
const WIDTH = 100;
/** Stands before a comment that belongs on the line of its key; no file may hold it. */
const BESIDE_KEY = '\u0001';

/** Which mapping a value is, and what its children are. */
interface Shape {
  readonly fields: Fields;
  /** The shapes of values that are mappings, or lists of mappings. */
  readonly children: { readonly [key: string]: Shape };
}

const leaf = (fields: Fields): Shape => ({ fields, children: {} });
const offboarding = { offboarding: leaf(offboardingFields) };
const fileShape: Shape = {
  fields: teamFileFields,
  children: {
    team: leaf(teamFields),
    settings: { fields: settingsFields, children: offboarding },
    guards: leaf(guardFields),
    defaults: { fields: defaultsFields, children: { member: { fields: memberDefaultFields, children: offboarding } } },
    members: { fields: memberFields, children: offboarding },
    groups: { fields: groupFields, children: { members: leaf(membershipFields) } },
  },
};

/**
 * Lays out a team file, or an included one, the way Rollcall writes it: keys in the order of the reference, two blanks of
 * indentation, no quotes where none are needed, one blank line at most. Comments stay with what they are about; the order
 * of lists, and whether something is written on one line or several, stays as it is while it is not too wide. Formatting
 * twice is formatting once. A file is refused rather than changed in meaning: when it is not YAML, and when a comment would
 * be lost.
 * @param file for messages.
 */
export function formatTeamFile(file: string, text: string): Parsed<string> {
  const read = readSource(file, text);
  if (!read.ok) return read;
  const { source, root } = read.value;
  if (root.kind !== 'mapping') return { ok: true, value: text, diagnostics: [] };
  const plain = source.text.replaceAll('\r\n', '\n');
  const formatted = layOut(plain);
  const again = readSource(file, formatted);
  const isSame =
    again.ok &&
    meaningOf(again.value.root) === meaningOf(root) &&
    commentsOf(formatted) === commentsOf(plain) &&
    layOut(formatted) === formatted;
  if (!isSame) return { ok: false, diagnostics: [cannotFormat(file)] };
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const isDos = source.text.includes('\r\n');
  return { ok: true, value: bom + (isDos ? formatted.replaceAll('\n', '\r\n') : formatted), diagnostics: [] };
}

function cannotFormat(file: string): Diagnostic {
  return {
    code: 'cannot-format',
    severity: 'error',
    message: `${file} cannot be formatted without changing what it means or losing a comment.`,
    advice:
      'It stays as it is. Put comments on lines of their own, and write lists and mappings plainly, one key a line.',
    position: null,
  };
}

function layOut(text: string): string {
  const document = readDocument(text);
  markCommentsBesideKeys(document);
  let hasAliases = false;
  visit(document, {
    Alias: () => {
      hasAliases = true;
    },
    Scalar: (_, scalar) => plainly(scalar),
    Collection: (_, node, path) => {
      if (node.flow !== true || path.some((parent) => isCollection(parent) && parent.flow === true)) return;
      if (columnOf(path) + writeInline(node.toJS(document) as Json).length > WIDTH) node.flow = false;
    },
  });
  // An alias has to come after its anchor.
  if (!hasAliases && isMap(document.contents)) orderKeys(document.contents, fileShape, 'root');
  const written = document.toString({
    flowCollectionPadding: false,
    indent: 2,
    indentSeq: true,
    lineWidth: 0,
    minContentWidth: 0,
  });
  return written.replace(new RegExp(`\\n *#${BESIDE_KEY}`, 'g'), ' #').replaceAll(BESIDE_KEY, '');
}

/** Reads a text that is known to be YAML, with comments given to what they stand above. */
function readDocument(text: string): Document.Parsed {
  const tokens = [...new Parser().parse(text)];
  for (const token of tokens) if (token.type === 'document' && token.value) settleComments(token.value, token);
  const composer = new Composer({
    keepSourceTokens: true,
    merge: false,
    schema: 'core',
    uniqueKeys: false,
    version: '1.2',
    customTags: (tags) => tags.map((tag) => (isStringTag(tag) ? { ...tag, stringify: writeString } : tag)),
  });
  const [document] = [...composer.compose(tokens, true, text.length)];
  if (document === undefined) throw new Error('a text that was read has a document');
  return document as Document.Parsed;
}

type BlockToken = CST.BlockMap | CST.BlockSequence;

/**
 * The package gives all comments between two entries to the one before, once a single line is indented like it (a key that
 * somebody commented out): those that are indented less are handed on to the entry below them.
 */
function settleComments(
  token: CST.Token,
  parent: CST.Document | BlockToken,
  nextItem?: BlockToken['items'][number],
): void {
  if (token.type !== 'block-map' && token.type !== 'block-seq') return;
  token.items.forEach((item, index) => {
    if (item.value) settleComments(item.value, token, token.items[index + 1]);
  });
  const last = token.items.at(-1);
  if (last === undefined || last.sep !== undefined || last.value || last.start.some(({ type }) => !isFiller(type)))
    return;
  const outer = last.start.findIndex((one) => one.type === 'comment' && 'indent' in one && one.indent < token.indent);
  if (outer === -1) return;
  const handedOn = last.start.splice(outer);
  if (nextItem !== undefined) nextItem.start.unshift(...handedOn);
  else if (parent.type === 'document') parent.end = [...handedOn, ...(parent.end ?? [])];
  else (parent.items as { start: CST.SourceToken[] }[]).push({ start: handedOn });
}

function isFiller(type: string): boolean {
  return type === 'space' || type === 'comment' || type === 'newline';
}

/** The package moves a comment beside a key, as in `members: # everybody`, to the next line: marked, it can be put back. */
function markCommentsBesideKeys(document: Document.Parsed): void {
  visit(document, {
    Pair: (_, pair) => {
      const { value, srcToken } = pair as Pair & { readonly srcToken?: { readonly sep?: readonly { type: string }[] } };
      if (!isCollection(value) || value.flow === true || !value.commentBefore) return;
      const tokens = srcToken?.sep ?? [];
      const comment = tokens.findIndex(({ type }) => type === 'comment');
      const newline = tokens.findIndex(({ type }) => type === 'newline');
      if (comment !== -1 && (newline === -1 || comment < newline))
        value.commentBefore = BESIDE_KEY + value.commentBefore;
    },
  });
}

function isStringTag(tag: Tags[number]): tag is ScalarTag {
  return typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:str';
}

/** Text in quotes only where it needs them, and with hidden characters escaped: as everything that Rollcall writes. */
function writeString({ value }: Scalar): string {
  return writeScalar(String(value));
}

/** Leaves out other spellings of null, true and false. */
function plainly(scalar: Scalar): void {
  if (typeof scalar.value === 'boolean' || (scalar.value === null && scalar.source !== '')) delete scalar.source;
}

/** How far to the right a value begins, in the layout that is to be. */
function columnOf(path: readonly unknown[]): number {
  const depth = path.filter(isCollection).length;
  const parent = path.at(-1);
  const key = isPair(parent) && isScalar(parent.key) ? writeScalar(String(parent.key.value)) : null;
  return (depth - 1) * 2 + 2 + (key?.length ?? 0);
}

/** What a mapping is part of, which decides where a comment above its first key stands. */
type Place = 'root' | 'element' | 'value';

/** Puts the keys of a mapping, and of those below it, in the order of the reference; unknown ones last, as they were. */
function orderKeys(map: YAMLMap, shape: Shape, place: Place): void {
  const order = Object.keys(shape.fields);
  const rankOf = ({ key }: Pair) => {
    const rank = order.indexOf(isScalar(key) ? String(key.value) : '');
    return rank === -1 ? order.length : rank;
  };
  const [first] = map.items;
  const ordered = [...map.items].sort((a, b) => rankOf(a) - rankOf(b));
  const [newFirst] = ordered;
  if (isScalar(first?.key) && isScalar(newFirst?.key) && first !== newFirst) {
    // A comment above the first key counts for the package as one of the whole mapping: it is to move with its key.
    if (place === 'value' && map.flow !== true && map.commentBefore?.startsWith(BESIDE_KEY) === false) {
      first.key.commentBefore = map.commentBefore;
      map.commentBefore = null;
    }
    // And one above the new first key would come after the dash.
    if (place === 'element' && newFirst.key.commentBefore) {
      map.commentBefore = [map.commentBefore, newFirst.key.commentBefore].filter(Boolean).join('\n');
      newFirst.key.commentBefore = null;
    }
    first.key.spaceBefore = newFirst.key.spaceBefore === true;
    newFirst.key.spaceBefore = false;
  }
  map.items = ordered;
  for (const { key, value } of map.items) {
    const child = shape.children[isScalar(key) ? String(key.value) : ''];
    if (child === undefined) continue;
    if (isMap(value)) orderKeys(value, child, 'value');
    if (isSeq(value)) for (const element of value.items) if (isMap(element)) orderKeys(element, child, 'element');
  }
}

/** What a file means, whatever the order of its keys. */
function meaningOf(root: SourceNode): string {
  const canonical = (node: SourceNode): Json => {
    switch (node.kind) {
      case 'scalar':
        return node.value;
      case 'sequence':
        return node.elements.map(canonical);
      case 'mapping': {
        const entries = node.entries.map(({ key, value }): [string, Json] => [key, canonical(value)]);
        // A list of pairs, so that a key that is written twice counts twice.
        return { entries: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
      }
    }
  };
  return JSON.stringify(canonical(root));
}

/** All comments of a text, in no order. */
function commentsOf(text: string): string {
  const comments: string[] = [];
  let isContent = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isContent && lexeme.startsWith('#')) comments.push(lexeme.trim());
    isContent = lexeme === '\u001f';
  }
  return comments.sort().join('\n');
}
