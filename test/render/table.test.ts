import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePalette } from '../../src/render/colour.js';
import { displayWidth } from '../../src/render/display-width.js';
import { renderTable, type Table } from '../../src/render/table.js';

const palette = makePalette(0);

const people: Table = {
  columns: [
    { name: 'id', dispensable: 2 },
    { name: 'email', dispensable: 0 },
    { name: 'name', dispensable: 1 },
    { name: 'groups', dispensable: 0 },
  ],
  rows: [
    ['dbmid:1', 'ada@acme.com', 'Ada', ['Engineering', 'Leadership']],
    ['dbmid:2', 'tanaka@acme.com', '田中\n\u202e', []],
  ],
};

describe('a table', () => {
  it('aligns columns by what a terminal shows, and makes hidden characters visible', () => {
    expect(renderTable(people, { palette }).text).toBe(
      [
        'id       email            name            groups',
        'dbmid:1  ada@acme.com     Ada             Engineering, Leadership',
        'dbmid:2  tanaka@acme.com  田中\\n\\u{202e}',
        '',
      ].join('\n'),
    );
  });

  it('leaves out what is most dispensable first, tells so, and cuts the last column', () => {
    const { text, leftOut } = renderTable(people, { palette, width: 48 });
    expect(leftOut).toEqual(['id']);
    expect(text.split('\n')[1]).toBe('ada@acme.com     Ada             Engineering, L…');
    expect(renderTable(people, { palette, width: 40 }).leftOut).toEqual(['id', 'name']);
  });

  it('never leaves out what is indispensable, however narrow the window', () => {
    const { text, leftOut } = renderTable(people, { palette, width: 5 });
    expect(leftOut).toEqual(['id', 'name']);
    expect(text).toContain('ada@acme.com');
  });

  it('has only its header when there are no rows', () => {
    expect(renderTable({ ...people, rows: [] }, { palette }).text).toBe('id  email  name  groups\n');
  });

  it('has one line for each row and keeps to the width, whatever the cells', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
        fc.integer({ min: 60, max: 300 }),
        (rows, width) => {
          const columns = ['a', 'b', 'c'].map((name, index) => ({ name, dispensable: 2 - index }));
          const lines = renderTable({ columns, rows }, { palette, width }).text.split('\n');
          expect(lines.length).toBe(rows.length + 2);
          expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
        },
      ),
    );
  });
});
