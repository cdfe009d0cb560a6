import { formatPatch, structuredPatch } from 'diff';

/** A file with the text that it has and the one that it is to get. */
export interface PatchedFile {
  /** Relative to where the patch is applied. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT_LINES = 3;
/** The time that comparing takes grows with the square of this; counts edited lines, about a second's worth. */
const MAX_EDIT_LENGTH = 1_500;

/**
 * Writes edits of files as one unified patch, as `git apply` takes it; empty where nothing changes.
 * @returns null when the files differ too much to be compared.
 */
export function renderPatch(files: readonly PatchedFile[]): string | null {
  const patches = files.map(({ path, before, after }) =>
    structuredPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, {
      context: CONTEXT_LINES,
      maxEditLength: MAX_EDIT_LENGTH,
    }),
  );
  const texts = patches.map((patch) => (patch === undefined ? null : withoutRule(formatPatch(patch))));
  return texts.includes(null) ? null : texts.join('');
}

/** The library begins with a line of equals signs, which says nothing. */
function withoutRule(patch: string): string {
  return patch.replace(/^=+\n/, '');
}
