import type { Palette } from './colour.js';
import { cutTo, displayWidth, padEndTo } from './display-width.js';
import { escapeText } from './escape-text.js';

/** What one cell holds; null is nothing. */
export type Cell = string | number | boolean | null | readonly string[];

/** One column, and how soon it is left out where there is no room. */
export interface Column {
  readonly name: string;
  /** The columns with the highest number go first; 0 never goes. */
  readonly dispensable: number;
}

/** Rows of equal shape, to be shown as a table, as CSV or as JSON. */
export interface Table {
  readonly columns: readonly Column[];
  /** One cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table as text, and which columns it has no room for. */
export interface RenderedTable {
  readonly text: string;
  readonly leftOut: readonly string[];
}

const GAP = '  ';
/** The last column may be cut, so that one long list does not cost others their place; but not to less than this. */
const LEAST_LAST = 12;

/**
 * Lays a table out in columns. Where it is wider than `width`, dispensable columns are left out until it fits; the last
 * column, lists of names as a rule, is cut. Without a width everything is shown.
 */
export function renderTable(
  table: Table,
  options: { readonly palette: Palette; readonly width?: number | undefined },
): RenderedTable {
  const { palette, width = Number.POSITIVE_INFINITY } = options;
  const texts = table.rows.map((row) => row.map(cellText));
  const widths = table.columns.map(({ name }, index) =>
    texts.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(name)),
  );
  const shown = chooseColumns(table.columns, widths, width);
  const last = shown.at(-1);
  const room = width - shown.slice(0, -1).reduce((sum, index) => sum + (widths[index] ?? 0) + GAP.length, 0);
  const line = (cells: readonly string[]) =>
    shown
      .map((index) =>
        index === last ? cutTo(cells[index] ?? '', room) : padEndTo(cells[index] ?? '', widths[index] ?? 0),
      )
      .join(GAP)
      .trimEnd();
  const header = line(table.columns.map(({ name }) => name));
  return {
    text: [palette.bold(header), ...texts.map(line)].map((one) => `${one}\n`).join(''),
    leftOut: table.columns.filter((_, index) => !shown.includes(index)).map(({ name }) => name),
  };
}

/** Lists are joined by commas; a number of things is no list. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  return escapeText(typeof cell === 'object' ? cell.join(', ') : String(cell));
}

function chooseColumns(columns: readonly Column[], widths: readonly number[], width: number): readonly number[] {
  let shown = columns.map((_, index) => index);
  while (leastWidth(shown, widths) > width) {
    const mostDispensable = Math.max(...shown.map((index) => columns[index]?.dispensable ?? 0));
    if (mostDispensable === 0) break;
    shown = shown.filter((index) => columns[index]?.dispensable !== mostDispensable);
  }
  return shown;
}

function leastWidth(shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, index, place) => {
    const needed = widths[index] ?? 0;
    return sum + (place === shown.length - 1 ? Math.min(needed, LEAST_LAST) : needed + GAP.length);
  }, 0);
}
