import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/render/csv.js';
import type { Cell } from '../../src/render/table.js';

function csvOf(...rows: readonly (readonly Cell[])[]): string {
  const columns = (rows[0] ?? []).map((_, index) => ({ name: `c${index}`, dispensable: 0 }));
  return renderCsv({ columns, rows }).split('\n').slice(1).join('\n');
}

describe('CSV', () => {
  it('quotes what would be taken apart, and only that', () => {
    expect(csvOf(['plain', 'a, b', 'say "hi"', ' blank', null, 7, true])).toBe(
      'plain,"a, b","say ""hi"""," blank",,7,true\n',
    );
  });

  it('joins lists by semicolons', () => {
    expect(csvOf([['Engineering', 'Sales'], []])).toBe('Engineering; Sales,\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('hands no formula to a spreadsheet: %j', (formula) => {
    expect(csvOf([formula])).toMatch(/^"?'/);
  });

  it('does not take a number for a formula', () => {
    expect(csvOf([-1])).toBe('-1\n');
  });

  it('has one line for each row, and no cell a spreadsheet would calculate, whatever the names', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=', '+1', '"=', ',=1', '\n=1', '-,-'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = csvOf(...rows).split('\n');
        expect(lines.length).toBe(rows.length + 1);
        for (const line of lines) expect(line).not.toMatch(/^"?[=+\-@\t\r]/);
      }),
    );
  });
});
