import { escapeText } from './escape-text.js';
import type { Cell, Table } from './table.js';

/** Spreadsheets take a cell that begins so for a formula, which could send a team's names elsewhere. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Writes a table as CSV after RFC 4180, lines ended by a line feed, lists joined by `; `. A text that a spreadsheet would
 * take for a formula gets an apostrophe before it, which spreadsheets do not show.
 */
export function renderCsv({ columns, rows }: Table): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((cells) => `${cells.map(writeCell).join(',')}\n`).join('');
}

function writeCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const text = typeof cell === 'string' ? cell : cell.join('; ');
  const safe = escapeText(FORMULA.test(text) ? `'${text}` : text);
  return /[",\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
