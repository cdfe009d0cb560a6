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

/** Turns the parser's errors into diagnostics: the first one on each line, and the first few. */
export function describeYamlErrors(source: SourceText, errors: readonly YAMLError[]): readonly Diagnostic[] {
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
  const [start, end] = error.pos;
  return diagnosticAt('error', source, { start: Math.min(start, source.text.length), end }, describe(error));
}

function describe(error: YAMLError) {
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return {
      code: 'yaml-tag',
      message: `${error.message.replace('Unresolved tag', 'This YAML tag means nothing here')}.`,
      advice: 'Remove the tag; Rollcall reads text, numbers, true, false, null, lists and mappings only.',
    };
  }
  return {
    code: error.code === 'MULTIPLE_DOCS' ? 'yaml-multiple-documents' : 'yaml-syntax',
    message: messages[error.code] ?? `This is not valid YAML: ${lowerFirst(error.message)}.`,
    advice: advices[error.code] ?? 'Check the indentation, the quotes and the brackets around here.',
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
