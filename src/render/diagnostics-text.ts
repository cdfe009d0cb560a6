import type { Diagnostic, Severity } from '../model/diagnostic.js';
import { formatPosition } from '../model/source-position.js';
import type { Palette } from './colour.js';
import { displayWidth } from './display-width.js';
import { escapeText } from './escape-text.js';
import { countOf } from './prose.js';

/** Longer lines are cut around the offending text; counts UTF-16 units. */
const MAX_EXCERPT = 100;

/**
 * Writes problems the way compilers do: position, severity and sentence, the line with the offending text underlined,
 * what to do, and at the end how many there are. `sources` maps a file as the user named it to its text; without it,
 * the line is left out. Ends in a newline unless there is nothing to tell.
 */
export function renderDiagnosticsText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  palette: Palette,
): string {
  if (diagnostics.length === 0) return '';
  const lines = new SourceLines(sources);
  const paragraphs = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, lines, palette).join('\n'));
  return `${[...paragraphs, `${countSeverities(diagnostics)}.`].join('\n\n')}\n`;
}

/** `3 errors, 1 warning`: exact, without those that do not occur. */
function countSeverities(diagnostics: readonly Pick<Diagnostic, 'severity'>[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [countOf(count, severity)];
  });
  return counts.join(', ');
}

function renderDiagnostic(diagnostic: Diagnostic, sources: SourceLines, palette: Palette): string[] {
  const { severity, message, advice, position } = diagnostic;
  const place = position === null ? '' : `${palette.bold(escapeText(formatPosition(position)))} `;
  const heading = `${place}${paintOf(severity, palette)(`${severity}:`)} ${escapeText(message)}`;
  const excerpt = renderExcerpt(diagnostic, sources, palette);
  return [heading, ...excerpt, ...(advice === undefined ? [] : [`  ${escapeText(advice)}`])];
}

function renderExcerpt(diagnostic: Diagnostic, sources: SourceLines, palette: Palette): string[] {
  const { position, severity } = diagnostic;
  if (position === null) return [];
  const line = sources.line(position.file, position.line);
  if (line === undefined) return [];
  const start = Math.min(position.column - 1, line.length);
  const end = Math.max(start + 1, Math.min((diagnostic.endColumn ?? position.column + 1) - 1, line.length));
  const shown = cutAround(line, start, end);
  const number = String(position.line);
  const gutter = palette.dim(' |');
  const before = ' '.repeat(displayWidth(shown.before));
  const carets = paintOf(severity, palette)('^'.repeat(Math.max(1, displayWidth(shown.marked))));
  const excerpt = `${shown.before}${shown.marked}${shown.after}`.trimEnd();
  return [
    `  ${palette.dim(number)}${gutter}${excerpt === '' ? '' : ` ${excerpt}`}`,
    `  ${' '.repeat(number.length)}${gutter} ${before}${carets}`,
  ];
}

/** The line in three parts, escaped, so that carets stand under what a reader sees. */
function cutAround(line: string, start: number, end: number): { before: string; marked: string; after: string } {
  const spare = Math.max(20, MAX_EXCERPT - (end - start));
  const from = line.length <= MAX_EXCERPT || start <= spare / 2 ? 0 : start - Math.floor(spare / 2);
  const to = Math.min(line.length, Math.max(end, from + MAX_EXCERPT));
  const marked = line.slice(start, Math.min(end, start + MAX_EXCERPT));
  return {
    before: `${from > 0 ? '…' : ''}${escapeText(line.slice(from, start))}`,
    marked: escapeText(marked),
    after: `${escapeText(line.slice(start + marked.length, to))}${to < line.length ? '…' : ''}`,
  };
}

function paintOf(severity: Severity, palette: Palette): (text: string) => string {
  return { error: palette.alarming, warning: palette.changed, note: palette.place }[severity];
}

/** Splits each text once, however many diagnostics point into it. */
class SourceLines {
  readonly #lines = new Map<string, readonly string[]>();

  constructor(private readonly sources: ReadonlyMap<string, string>) {}

  line(file: string, number: number): string | undefined {
    let lines = this.#lines.get(file);
    if (lines === undefined) {
      lines = this.sources.get(file)?.split('\n') ?? [];
      this.#lines.set(file, lines);
    }
    return lines[number - 1]?.replace(/\r$/, '');
  }
}
