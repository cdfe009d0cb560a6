import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../src/config/plain-yaml.js';
import { SourceText } from '../../src/config/source.js';
import { writeTeamFile } from '../../src/config/write.js';
import { parseYamlSource } from '../../src/config/yaml-source.js';
import { arbitraryDocument } from './arbitrary-documents.js';

/** Reads a text by both lanes; where the quick one answers, the parser must say the very same. */
function expectSameTree(text: string): boolean {
  const source = new SourceText('team.yaml', text);
  const plain = readPlainYaml(source);
  if (plain === null) return false;
  const parsed = parseYamlSource(source);
  expect(parsed.diagnostics).toEqual([]);
  expect(plain.root).toStrictEqual(parsed.ok ? parsed.value.root : null);
  return true;
}

/** Counts how many texts the quick lane took, so that a law about them is not kept by taking none. */
function expectSameTrees(texts: fc.Arbitrary<string>, numRuns: number, atLeast: number): void {
  let taken = 0;
  fc.assert(
    fc.property(texts, (text) => {
      if (expectSameTree(text)) taken += 1;
    }),
    { numRuns },
  );
  expect(taken / numRuns).toBeGreaterThan(atLeast);
}

/** What stands where a value may, usual and not. */
const values = [
  ...[
    '',
    'x',
    'y z',
    'a#b',
    'a:b',
    'http://x.y/z',
    '=',
    'é',
    '李明',
    '👩‍🚀',
    'null',
    '~',
    'true',
    'False',
    'yes',
    'no',
    'on',
  ],
  ...[
    '1',
    '-1',
    '+1',
    '0',
    '007',
    '0o7',
    '0x1F',
    '1e3',
    '1.5',
    '.5',
    '.inf',
    '.nan',
    '1_000',
    '12:30:45',
    '1-1',
    '1a',
    '1f',
  ],
  ...[
    '2026-12-31',
    '2026-12-31T00:00:00Z',
    '123456789012345',
    '1234567890123456',
    '9:',
    ':9',
    '1:1',
    '1e',
    'e1',
    '-',
    '--',
  ],
  ...['[]', '{}', '[a, b]', '[ a , b ]', '[a,b]', '[a b, "c", \'d\']', '[1, [x], {y: 1}]', '{a: b}', '{ a: b , c: d }'],
  ...[
    '{a: [b, {c: d}]}',
    '[a:b]',
    '[a: b]',
    '{a:b}',
    '{a: }',
    '[a,]',
    '[,]',
    '[a',
    'a]',
    '{a',
    'a}',
    '[a]b',
    '[a#b]',
    '[a #b]',
  ],
  ...['"q"', '"a b"', '"a#b: c"', "'it''s'", "''", '""', "''''", '"a\\tb"', '"a', "'a", '"a"b', '"a": b', "'a' 'b'"],
  ...[
    '- a',
    '- - a',
    '? a',
    '& a',
    '&a b',
    '*a',
    '!a b',
    '|',
    '>',
    '%a',
    '@a',
    '`a`',
    '<<',
    '---',
    '...',
    'a: b',
    'a:',
    ': a',
  ],
];
const keys = [
  'a: ',
  'b:',
  'key: ',
  'a_1: ',
  'null: ',
  'true: ',
  '1: ',
  '"a": ',
  'a b: ',
  'a : ',
  '<<: ',
  '? ',
  ': ',
  'a:',
];
const ends = [
  '\n',
  '\n',
  '\n',
  '\n',
  '\n\n',
  ' # c\n',
  '# c\n',
  '\r\n',
  '  \n',
  '\n  \n',
  '\n# c\n',
  '\n    # c\n',
  '\t\n',
  '\r',
  '',
];

/** Mostly what is usual, so that texts get past their first line; now and then anything. */
const mostly = (usual: readonly string[], all: readonly string[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...all) });

/** Lines that are nearly YAML: some indentation, perhaps a dash, a key, a value, an end. */
const arbitraryLines = fc
  .array(
    fc.tuple(
      mostly(['', '', '  ', '  ', '    '], [' ', '   ', '      ', '\t']),
      mostly(['', '', '- '], ['-  ', '-', '- - ', '# ']),
      mostly(['a: ', 'b:', 'key: '], [...keys, '']),
      mostly(['', '', 'x', '1', '[a, b]', '{a: b}'], values),
      mostly(['\n', '\n', '\n', '\n# c\n', '\n  # c\n', '\n    # c\n', ' # c\n', '\n\n'], ends),
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((lines) => `a:\n${lines.map((parts) => parts.join('')).join('')}`);

/** One value, in the places where a value may stand. */
const arbitraryPlaces = fc
  .tuple(
    fc.constantFrom(
      'a: V\n',
      'a:\n  b: V\nc: V\n',
      'a:\n- V\n- V\n',
      'a:\n  - b: V\n    c: V\n',
      'a: [V, V]\n',
      'a: {b: V, c: V}\n',
    ),
    fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 4 }), fc.stringMatching(/^[-+.0-9a-fox:_]{1,6}$/)),
    fc.constantFrom('', '', ' # c', '#c', ' ', '\r'),
  )
  .map(([place, value, end]) => place.replaceAll('V', () => value).replaceAll('\n', () => `${end}\n`));

const example = readFileSync('examples/team.yaml', 'utf8');
const arbitraryDamage = fc
  .tuple(
    fc.oneof(fc.constant(example), arbitraryDocument.map(writeTeamFile)),
    fc.array(
      fc.record({
        at: fc.nat(),
        remove: fc.oneof(fc.constant(0), fc.nat(8)),
        insert: fc.oneof(
          fc.constant(''),
          fc.constantFrom(...values, ...keys, ...ends, '  ', '- ', ', ', '\ufeff', '\u00a0'),
        ),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((damaged, { at, remove, insert }) => {
      const offset = at % (damaged.length + 1);
      return damaged.slice(0, offset) + insert + damaged.slice(offset + remove);
    }, text),
  );

describe('the quick reader and the YAML parser', () => {
  it('agree on every value, in every place', () => expectSameTrees(arbitraryPlaces, 3_000, 0.2));

  it('agree on lines that are nearly YAML', () => expectSameTrees(arbitraryLines, 5_000, 0.05));

  it('agree on team files, written and damaged', () => expectSameTrees(arbitraryDamage, 500, 0.1));
});
