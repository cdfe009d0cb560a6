import { editTeamFile, type TeamFileEdit } from '../config/edit.js';
import type { SourceTree } from '../config/source-tree.js';
import type { Parsed } from '../model/diagnostic.js';

/** A file with the text that it has and the one that it is to get. */
export interface EditedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Reads files as they would be with other texts; what was never there stays missing. */
export function withTexts(tree: SourceTree, texts: ReadonlyMap<string, string>): SourceTree {
  return {
    readText: (path) => {
      const content = tree.readText(path);
      const text = texts.get(path);
      return content.ok && text !== undefined ? { ...content, text } : content;
    },
    expand: (pattern, fromFile) => tree.expand(pattern, fromFile),
  };
}

/** Edits the files of a team in place, all of them or none; answers with the new texts of those that change. */
export function editFiles(
  tree: SourceTree,
  edits: ReadonlyMap<string, readonly TeamFileEdit[]>,
): Parsed<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [path, wanted] of edits) {
    const content = tree.readText(path);
    if (!content.ok) return { ok: false, diagnostics: [{ ...content.problem, severity: 'error', position: null }] };
    const edited = editTeamFile(path, content.text, wanted);
    if (!edited.ok) return edited;
    if (edited.value !== content.text) texts.set(path, edited.value);
  }
  return { ok: true, value: texts, diagnostics: [] };
}
