import { Ajv } from 'ajv';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from '../cli/command-line.js';
import { expectGolden } from './golden.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const block = `version: 1
members:
  - email: ada@acme.com
    role: team_admin
    groups: [Engineering]
  - email: bob@acme.com
    given_name: Bob
    groups:
      - Engineering
groups:
  - name: Engineering
    membership: additive
`;

const careless: readonly (readonly [name: string, text: string])[] = [
  ['a key indented less', block.replace('    role:', '  role:')],
  ['a key indented more', block.replace('    role:', '      role:')],
  ['a member without its dash', block.replace('  - email: bob', '    email: bob')],
  ['a member that slipped to the left', block.replace('  - email: bob', '- email: bob')],
  ['groups that slipped to the right', block.replace('\ngroups:', '\n  groups:')],
  ['a group that slipped out of its list', block.replace('      - Engineering\n', '  - Engineering\n')],
  ['a tab', block.replace('    role:', '\trole:')],
  ['a colon forgotten', block.replace('role: team', 'role team')],
  ['a blank forgotten', block.replace('role: team', 'role:team')],
  ['a quote without end', block.replace('Bob', '"Bob')],
  ['a brace without end', block.replace('[Engineering]', '[Engineering')],
  ['cut in a key', block.slice(0, block.indexOf('given_name') + 8)],
  ['cut in an address', block.slice(0, block.indexOf('bob@') + 4)],
  ['cut in a brace', 'version: 1\nmembers:\n  - {email: ada@acme.com}\n  - {email: b'],
  [
    'a merge conflict',
    block.replace(
      '    given_name: Bob\n',
      '<<<<<<< HEAD\n    given_name: Bob\n=======\n    given_name: Rob\n>>>>>>> topic\n',
    ),
  ],
  ['a group renamed in one place', block.replace('- name: Engineering', '- name: Enginering')],
  ['a key misspelt', block.replace('given_name', 'givenname')],
  ['an address misspelt', `${block}    members: [ada@acme.con]\n`],
  ['an address listed twice, in another case', block.replace('bob@acme.com', 'ADA@acme.com')],
  ['addresses that look alike', block.replace('bob@acme.com', 'a1i@acme.com').replace('ada@', 'ali@')],
  [
    'a name in two alphabets',
    block
      .replace('Bob', 'B\u043eb')
      .replace('- name: Engineering', '- name: Engineering\n  - name: S\u0430les\n    members: []'),
  ],
  ['in a group and removed', `${block.replace('    given_name: Bob', '    status: removed')}`],
  ['a quota below the minimum', block.replace('given_name: Bob', 'space_quota_gb: 1')],
  ['an id that is a number', block.replace('given_name: Bob', 'external_id: 007')],
  ['__proto__', block.replace('given_name: Bob', '__proto__: {role: team_admin}')],
  ['a days until that has passed', block.replace('given_name: Bob', 'until: 2020-01-31')],
  ['a plan for a team file', '{"format_version": 1, "digest": "sha256:0"}\n'],
  ['text that is no team file', 'Dear admin,\nplease add Tom.\n'],
  ['hostile text', block.replace('Bob', '"\\e]0;owned\\a\\u202Egnp.exe/"')],
];

/** The part of the SARIF 2.1.0 schema (OASIS) that a log like ours is made of; nothing else may be in it. */
const sarifSchema = (() => {
  const object = (required: readonly string[], properties: object) => ({
    type: 'object',
    required,
    properties,
    additionalProperties: false,
  });
  const text = { type: 'string' };
  const positive = { type: 'integer', minimum: 1 };
  const region = object(['startLine'], { startLine: positive, startColumn: positive, endColumn: positive });
  // RFC 3986; a relative reference has no blank, backslash or control character.
  const artifactLocation = object(['uri'], { uri: { type: 'string', pattern: '^[!#-;=?-\\[\\]_a-z~%]+$' } });
  const location = object(['physicalLocation'], {
    physicalLocation: object(['artifactLocation'], { artifactLocation, region }),
  });
  const result = object(['message'], {
    ruleId: text,
    ruleIndex: { type: 'integer', minimum: -1 },
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message: object(['text'], { text }),
    locations: { type: 'array', items: location },
  });
  const driver = object(['name'], {
    name: text,
    semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$' },
    informationUri: text,
    rules: {
      type: 'array',
      uniqueItems: true,
      items: object(['id'], { id: text, shortDescription: object(['text'], { text }) }),
    },
  });
  const run = object(['tool'], {
    tool: object(['driver'], { driver }),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: { type: 'array', items: result },
  });
  return object(['version', 'runs'], {
    $schema: text,
    version: { const: '2.1.0' },
    runs: { type: 'array', items: run },
  });
})();
const isSarif = new Ajv({ allErrors: true }).compile(sarifSchema);

describe('a careless file', () => {
  it('is told where it is wrong, in plain words, with what to do', async () => {
    const told: string[] = [];
    for (const [name, text] of careless) {
      workplace.write('team.yaml', text);
      const { stdout, stderr, code } = await workplace.run(['validate', '--now', '2026-11-22']);
      expect(stderr).toBe('');
      told.push(`=== ${name} (exit ${code})\n${stdout}`);
    }
    expectGolden('careless-files.txt', told.join('\n'));
  });

  it('is told the same in every format, and the SARIF log is one', async () => {
    for (const [name, text] of careless) {
      workplace.write('team.yaml', text);
      const run = async (format: string) =>
        (await workplace.run(['validate', '--now', '2026-11-22', '--format', format])).stdout;
      const { diagnostics } = JSON.parse(await run('json'));
      const sarif = JSON.parse(await run('sarif'));
      expect(isSarif(sarif), `${name}: ${JSON.stringify(isSarif.errors)}`).toBe(true);
      const { results, tool } = sarif.runs[0];
      expect(results).toHaveLength(diagnostics.length);
      for (const [index, { ruleId, ruleIndex, locations }] of results.entries()) {
        expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
        expect(ruleId).toBe(diagnostics[index].code);
        expect(locations?.[0]?.physicalLocation.region.startLine ?? null).toBe(diagnostics[index].line);
      }
      expect((await run('github')).trim().split('\n').filter(Boolean)).toHaveLength(diagnostics.length);
    }
  });
});

describe('whatever the file is, it', () => {
  const arbitraryText = fc
    .tuple(
      fc.nat(block.length),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom(...careless.map(([, text]) => text))),
    )
    .map(([at, more]) => block.slice(0, at) + more + block.slice(at));
  const arbitraryBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

  it('makes no stack trace, no hang, and no raw control character on the terminal', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(arbitraryText, arbitraryBytes),
        fc.constantFrom('text', 'json', 'github', 'sarif'),
        async (text, format) => {
          workplace.write('team.yaml', text);
          const began = performance.now();
          const { code, stdout, stderr } = await workplace.run(['validate', '--format', format]);
          expect(performance.now() - began).toBeLessThan(5_000);
          expect([0, 1]).toContain(code);
          expect(stderr).toBe('');
          expect(withoutControls(stdout)).toBe(stdout);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`)
        .join('\n')}\nversion: 1\nmembers: *j\n`,
      'yaml-alias',
    ],
    ['a binary file', 'PK\u0000\u0003\u0004', 'binary-file'],
    ['a line of a million brackets', `version: 1\nmembers: ${'['.repeat(1_000_000)}`, 'yaml-syntax'],
    [
      'a hundred thousand unknown keys',
      Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join(''),
      'unknown-key',
    ],
  ])('does not take long to be refused: %s', async (_, text, code) => {
    workplace.write('team.yaml', text);
    const began = performance.now();
    const { stdout } = await workplace.run(['validate', '--format', 'json']);
    expect(JSON.parse(stdout).diagnostics.map((one: { code: string }) => one.code)).toContain(code);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

/** Without what turns a terminal's text around or gives it commands; line feeds stay. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) => (character === '\n' ? character : ''));
}
