import { structuredPatch } from 'diff';
import type { Palette } from './colour.js';
import { escapeText } from './escape-text.js';

/** One resource before and after, as YAML. */
export interface YamlDiffEntry {
  /** `member.ada@acme.com` */
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

const CONTEXT_LINES = 3;
/** One resource is short; something this different is shown whole, because finding the shortest difference is not linear. */
const MAX_EDIT_LENGTH = 2_000;

/**
 * Writes what changes as unified differences, one per resource, for people who think in the file. Resources whose text
 * does not change are left out. Ends in a newline unless there is nothing to show.
 */
export function renderYamlDiff(entries: readonly YamlDiffEntry[], palette: Palette): string {
  const differing = entries.filter(({ before, after }) => before !== after);
  return differing.map((entry) => `${renderEntry(entry, palette).join('\n')}\n`).join('\n');
}

function renderEntry({ title, before, after }: YamlDiffEntry, palette: Palette): string[] {
  const name = escapeText(title);
  const heading = [palette.bold(`--- ${name} (live)`), palette.bold(`+++ ${name} (file)`)];
  // The title stays out of the patch: a line feed in it would forge a header.
  const patch = structuredPatch('', '', before, after, '', '', {
    context: CONTEXT_LINES,
    maxEditLength: MAX_EDIT_LENGTH,
  });
  if (patch === undefined)
    return [...heading, ...renderWhole('-', before, palette), ...renderWhole('+', after, palette)];
  const hunks = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    palette.place(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`),
    ...lines.map((line) => renderLine(line, palette)),
  ]);
  return [...heading, ...hunks];
}

/** A range of no lines is named by the line before it. */
function range(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function renderWhole(marker: '+' | '-', text: string, palette: Palette): string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => renderLine(marker + line, palette));
}

function renderLine(line: string, { added, removed, dim }: Palette): string {
  const safe = escapeText(line);
  switch (safe.charAt(0)) {
    case '+':
      return added(safe);
    case '-':
      return removed(safe);
    case '\\':
      return dim(safe);
    default:
      return safe;
  }
}
