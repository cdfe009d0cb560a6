import type { DiagnosticWords } from './diagnostic-list.js';
import type { FieldReader } from './field-reader.js';
import { teamFileFields } from './schema.js';
import type { SourceEntry, SourceNode } from './source.js';
import type { SourceMatch, SourceTree } from './source-tree.js';
import { show } from './value-words.js';

/** A file that the main file includes, and where it asks for it. */
export interface IncludedFile {
  readonly path: string;
  readonly node: SourceNode;
}

/**
 * Finds the files that `include:` names: each once, pattern by pattern, sorted within a pattern. Patterns that leave the
 * folder, match nothing, or match the including file are told at the pattern.
 */
export function findIncludes(
  reader: FieldReader,
  entry: SourceEntry,
  tree: SourceTree,
  mainRealPath: string,
): readonly IncludedFile[] {
  const found = new Map<string, IncludedFile>();
  for (const node of reader.readList(entry, 'include', '')) {
    const pattern = readPattern(reader, node);
    if (pattern === null) continue;
    const matches = tree.expand(pattern, reader.source.file);
    const problem = judgePattern(pattern, matches, mainRealPath);
    if (problem !== null) reader.error(node, '', problem);
    else for (const { path, realPath } of matches) if (!found.has(realPath)) found.set(realPath, { path, node });
  }
  return [...found.values()];
}

function readPattern(reader: FieldReader, node: SourceNode): string | null {
  const field = { ...teamFileFields.include, schema: teamFileFields.include.schema.unwrap().element };
  const pattern = reader.readValue({ key: '', keyStart: node.start, keyEnd: node.start + 1, value: node }, field, '');
  if (pattern === undefined) return null;
  const refusal = refusePattern(pattern);
  if (refusal === null) return pattern;
  reader.error(node, '', refusal);
  return null;
}

/** Refuses patterns by their text alone, before any file is looked at. */
function refusePattern(pattern: string): DiagnosticWords | null {
  if (pattern.includes('\\')) {
    return {
      code: 'include-pattern',
      message: `include ${show(pattern)} holds a backslash.`,
      advice: 'Use / between folders.',
    };
  }
  if (pattern.startsWith('!')) {
    return {
      code: 'include-pattern',
      message: `include ${show(pattern)} begins with an exclamation mark; files cannot be left out again.`,
      advice: 'Name the files or folders to include.',
    };
  }
  if (/^(\/|~|[A-Za-z]:)/.test(pattern) || /(^|[/{,(|])\.\.([/},)|]|$)/.test(pattern)) {
    return {
      code: 'include-outside',
      message: `include ${show(pattern)} leaves the folder of this file.`,
      advice: 'Keep included files in or below the folder of the team file, and name them relative to it.',
    };
  }
  return null;
}

function judgePattern(pattern: string, matches: readonly SourceMatch[], mainRealPath: string): DiagnosticWords | null {
  if (matches.length === 0) {
    return {
      code: 'include-no-match',
      message: `include ${show(pattern)} matches no file.`,
      advice: 'Correct the pattern, which is relative to this file, or remove it.',
    };
  }
  const outside = matches.find(({ isInside }) => !isInside);
  if (outside !== undefined) {
    return {
      code: 'include-outside',
      message: `include ${show(pattern)} matches ${outside.path}, which lies outside the folder of this file.`,
      advice: 'Put the file itself there instead of a link to it.',
    };
  }
  if (matches.some(({ realPath }) => realPath === mainRealPath)) {
    return {
      code: 'include-itself',
      message: `include ${show(pattern)} matches this file itself.`,
      advice: 'Put the included files into a folder of their own: include: [people/*.yaml].',
    };
  }
  return null;
}
