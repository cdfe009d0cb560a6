import { Option } from 'commander';
import type { Json } from '../model/plan.js';
import { renderJson } from '../render/json-text.js';
import type { Table } from '../render/table.js';
import type { Session } from './session.js';

export const tableFormats = ['table', 'csv', 'json'] as const;
/** How a list is written. */
export type TableFormat = (typeof tableFormats)[number];

/** The option `--format` of commands that print lists. */
export function tableFormatOption<Format extends TableFormat>(offered: readonly Format[]): Option {
  return new Option('--format <format>', 'how the list is written').choices(offered).default('table');
}

/** Writes a list to standard output. On a narrow terminal columns are left out, which a note tells. */
export async function showTable(
  { out, err }: Session,
  table: Table,
  format: TableFormat,
  toJson: () => Json,
): Promise<void> {
  switch (format) {
    case 'json':
      out.write(renderJson(toJson()));
      return;
    case 'csv': {
      const { renderCsv } = await import('../render/csv.js');
      out.write(renderCsv(table));
      return;
    }
    case 'table': {
      const [{ renderTable }, { DEFAULT_WIDTH, wrapProse }] = await Promise.all([
        import('../render/table.js'),
        import('../render/prose.js'),
      ]);
      const { text, leftOut } = renderTable(table, { palette: out.palette, width: out.width });
      out.write(text);
      if (leftOut.length === 0) return;
      const note = `Note: no room for ${leftOut.join(', ')}. A wider window, a pipe or --format json shows all columns.`;
      for (const line of wrapProse(note, err.width ?? DEFAULT_WIDTH)) err.line(line);
    }
  }
}
