import { formatPosition, type SourcePosition } from '../model/source-position.js';
import type { Palette } from './colour.js';
import { cutTo } from './display-width.js';
import { escapeText } from './escape-text.js';
import { DEFAULT_WIDTH, wrapProse } from './prose.js';

/** One thing that a file gives or takes, the line that does, and since when; null where that is not known. */
export interface ExplainedFact {
  readonly statement: string;
  readonly source: SourcePosition | null;
  readonly line: string;
  readonly since: LineHistory | null;
}

/** Since when a line is as it is. */
export type LineHistory =
  | {
      readonly tag: 'committed';
      readonly commit: string;
      readonly author: string;
      /** ISO 8601, in UTC. */
      readonly on: string;
      readonly summary: string;
    }
  | { readonly tag: 'uncommitted' };

/** Writes facts about somebody's access, each with its line and since when it is there. */
export function renderAccess(
  facts: readonly ExplainedFact[],
  { palette, width = DEFAULT_WIDTH }: { readonly palette: Palette; readonly width?: number | undefined },
): string {
  const blocks = facts.map(({ statement, source, line, since }) => [
    ...wrapProse(escapeText(statement), width, '    '),
    ...(source === null
      ? []
      : [`  ${palette.place(escapeText(formatPosition(source)))}`, `    ${cutTo(escapeText(line), width - 4)}`]),
    ...(since === null ? [] : wrapProse(`  ${describeSince(since)}`, width, '    ')),
  ]);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function describeSince(since: NonNullable<ExplainedFact['since']>): string {
  if (since.tag === 'uncommitted') return 'not committed yet';
  const { commit, on, author, summary } = since;
  return `since ${commit.slice(0, 12)}, ${on.slice(0, 10)}, ${escapeText(author)}: ${escapeText(summary)}`;
}
