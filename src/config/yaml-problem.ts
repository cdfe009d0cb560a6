import type { YAMLError } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.js';
import { diagnosticAt } from './diagnostic-list.js';
import type { SourceText } from './source.js';

/** The most syntax errors told of one file: after a few, each is a consequence of the first. */
const MOST_TOLD = 5;

type ErrorCode = YAMLError['code'];

/** Where the parser's own words do not tell what to do. */
const advices: { readonly [Code in ErrorCode]?: string } = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Check the indentation and the closing bracket.',
  BLOCK_AS_IMPLICIT_KEY: 'Check the indentation, and quote a value that holds a colon and a blank.',
  MULTILINE_IMPLICIT_KEY: 'Check for a missing colon or a wrong indentation here.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  MISSING_CHAR: 'Close what was opened here.',
  BAD_DQ_ESCAPE: 'Use single quotes for text with backslashes.',
  MULTIPLE_DOCS: 'Keep one document in a file; put further members in a file of their own and name it under include:.',
  BAD_DIRECTIVE: 'Remove the line.',
};

const messages: { readonly [Code in ErrorCode]?: string } = {
  TAB_AS_INDENT: 'A tab stands in the indentation, which YAML does not allow.',
  MULTIPLE_DOCS: 'A second YAML document begins here.',
  BLOCK_AS_IMPLICIT_KEY: 'A mapping cannot begin here, in the middle of a value.',
  MULTILINE_IMPLICIT_KEY: 'This reads as a key that spans several lines.',
  MULTIPLE_ANCHORS: 'One value has two anchors.',
};

/** The parser's own words for slips that people make often, and ours. */
const slips: readonly (readonly [pattern: RegExp, message: string, advice: string])[] = [
  [
    /must start at the same column/,
    'This line is indented otherwise than the lines it belongs to.',
    'Give it as many spaces as they have.',
  ],
  [
    /without - indicator/,
    'This line stands in a list, and does not begin with a dash.',
    'Begin it with "- ", or give it the indentation of the level that it belongs to.',
  ],
  [
    /Implicit map keys need to be followed/,
    'A key stands here without a colon and a value.',
    'Write key: value, or begin a list element with "- ". If the file ends here, it was cut short.',
  ],
  [
    /end with an? [}\]]|Expected flow (map|sequence) to end/,
    'A bracket or brace is still open here.',
    'Close it before the line ends. If the file ends here, it was cut short.',
  ],
  [
    /Missing closing/,
    'Quoted text begins before this and does not end.',
    'Close the quotes. If the file ends here, it was cut short.',
  ],
  [
    /Nested mappings are not allowed in compact/,
    'A second key begins inside this value.',
    'Quote a value that holds a colon and a blank; if the next line is indented too far, move it back.',
  ],
];

/** Turns the parser's errors into diagnostics: the first one on each line, and the first few. */
export function describeYamlErrors(source: SourceText, errors: readonly YAMLError[]): readonly Diagnostic[] {
  const conflicts = errors.length === 0 ? [] : findMergeConflicts(source);
  // Whatever else is wrong comes from both versions standing there.
  if (conflicts.length > 0) return conflicts;
  const told = new Map<number, Diagnostic>();
  for (const error of errors) {
    const diagnostic = describeYamlError(source, error);
    const line = diagnostic.position?.line ?? 0;
    if (!told.has(line)) told.set(line, diagnostic);
    if (told.size === MOST_TOLD) break;
  }
  return [...told.values()];
}

function describeYamlError(source: SourceText, error: YAMLError): Diagnostic {
  const start = skipIndentation(source.text, Math.min(error.pos[0], source.text.length));
  return diagnosticAt('error', source, { start, end: Math.max(error.pos[1], start + 1) }, describe(error));
}

/** The parser points at the beginning of a line where it means what stands there; a tab is what it means. */
function skipIndentation(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at += 1;
  return at < text.length && text[at] !== '\n' && text[at] !== '\r' ? at : start;
}

/** Where version control left both sides of a conflict in the file: one problem each. */
function findMergeConflicts(source: SourceText): readonly Diagnostic[] {
  const words = {
    code: 'merge-conflict',
    message: 'A merge conflict begins here, and has not been settled.',
    advice: 'Keep one side, or both, and delete the lines of <, = and >.',
  };
  return [...source.text.matchAll(/^<{7} .*$/gm)]
    .slice(0, MOST_TOLD)
    .map(({ 0: line, index }) => diagnosticAt('error', source, { start: index, end: index + line.length }, words));
}

function describe(error: YAMLError) {
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return {
      code: 'yaml-tag',
      message: `${error.message.replace('Unresolved tag', 'This YAML tag means nothing here')}.`,
      advice: 'Remove the tag; Rollcall reads text, numbers, true, false, null, lists and mappings only.',
    };
  }
  const slip = slips.find(([pattern]) => pattern.test(error.message));
  if (slip !== undefined) return { code: 'yaml-syntax', message: slip[1], advice: slip[2] };
  return {
    code: error.code === 'MULTIPLE_DOCS' ? 'yaml-multiple-documents' : 'yaml-syntax',
    message: messages[error.code] ?? `This is not valid YAML: ${lowerFirst(error.message)}.`,
    advice: advices[error.code] ?? 'Check the indentation, the quotes and the brackets around here.',
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
