import { describe, expect, it } from 'vitest';
import { codesOf, memberOf, problemsOf, stateOf } from './memory-tree.js';

describe('YAML', () => {
  it.each([
    ['an empty file', '', 'empty-file'],
    ['a comment alone', '# nothing yet\n', 'empty-file'],
    ['a list', '- version: 1\n', 'wrong-type'],
    ['a word', 'version\n', 'wrong-type'],
    ['a tab in the indentation', 'version: 1\nmembers:\n\t- email: a@b.cd\n', 'yaml-syntax'],
    ['a second document', 'version: 1\n---\nversion: 1\n', 'yaml-multiple-documents'],
    ['a tag', 'version: 1\nteam: {name: !secret x}\n', 'yaml-tag'],
    ['a tag of YAML 1.1', 'version: 1\nteam: {name: !!binary eA==}\n', 'yaml-tag'],
    ['a YAML 1.1 directive', '%YAML 1.1\n---\nversion: 1\n', 'yaml-directive'],
    ['an alias without an anchor', 'version: 1\nmembers: *people\n', 'yaml-alias'],
    ['an alias inside its anchor', 'version: 1\nmembers: &a [*a]\n', 'yaml-alias'],
    ['an unclosed quote', 'version: 1\nteam: {name: "x}\n', 'yaml-syntax'],
    ['a value that begins with @', 'version: 1\nteam: {name: @acme}\n', 'yaml-syntax'],
    ['a list as a key', 'version: 1\n? [a]\n: b\n', 'yaml-syntax'],
    ['a NUL', 'version: 1\0', 'binary-file'],
    ['an escape character', 'version: 1 # \x1b[31m\n', 'control-character'],
    ['brackets without end', '['.repeat(50_000), 'yaml-syntax'],
    ['dashes without end', '- '.repeat(50_000), 'yaml-syntax'],
    ['brackets whose ends are comments', '[ #]\n'.repeat(50_000), 'yaml-syntax'],
    ['brackets whose ends are text', `["]", `.repeat(50_000), 'yaml-syntax'],
    ['ever more indentation', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'yaml-syntax'],
    ['deep nesting', `version: 1\nteam: ${'['.repeat(40)}${']'.repeat(40)}\n`, 'yaml-syntax'],
  ])('with %s is one clear problem', (_, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it('with aliases that grow without end is refused at once', () => {
    const bomb = Array.from({ length: 12 }, (_, level) => {
      const list =
        level === 0
          ? 'x, x, x, x, x, x, x, x'
          : Array(9)
              .fill(`*a${level - 1}`)
              .join(', ');
      return `a${level}: &a${level} [${list}]`;
    });
    const started = performance.now();
    expect(codesOf(`version: 1\n${bomb.join('\n')}\n`)).toEqual(['yaml-alias']);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('with an alias means what the anchor says, and tells problems inside it where they are written', () => {
    const text = `version: 1
settings: {offboarding: &leaving {grace_period: 2d}}
members:
  - {email: ada@acme.com, offboarding: *leaving}
`;
    expect(memberOf(text, 'ada@acme.com').offboarding.gracePeriodHours).toBe(48);
    expect(problemsOf(text.replace('2d', '2x')).map((line) => line.slice(0, 15))).toEqual([
      'team.yaml:2:49 ',
      'team.yaml:2:49 ',
    ]);
  });

  it('tells the first error of each line, in words', () => {
    expect(problemsOf('version: 1\nteam: a: b\nmembers:\n  - email: @ada\n')).toEqual([
      'team.yaml:2:7 A second key begins inside this value. Quote a value that holds a colon and a blank; if the next line is indented too far, move it back.',
      'team.yaml:4:12 This is not valid YAML: plain value cannot start with reserved character @. Put the value in quotes.',
    ]);
  });

  it('may have a byte order mark, Windows line ends, comments and flow style', () => {
    const text = '\ufeff# Acme\r\nversion: 1 # one\r\nmembers: [{email: ada@acme.com, surname: "O\'Neil"}]\r\n';
    expect(memberOf(text, 'ada@acme.com')).toMatchObject({
      attributes: { surname: "O'Neil" },
      source: { line: 3, column: 11 },
    });
  });

  it('is JSON too', () => {
    expect(stateOf(JSON.stringify({ version: 1, team: { name: 'a\x7f\x9bb' } })).team.name).toBe('a\x7f\x9bb');
    expect(stateOf('{"version": 1, "members": [{"email": "ada@acme.com"}]}').members).toHaveLength(1);
  });

  it('may hold any number of brackets, colons and dashes in text and comments', () => {
    const noise = '[{: - '.repeat(200);
    const text = `# ${noise}\n# ${'-'.repeat(200)}\nversion: 1\nteam: {name: '${noise}'}\n`;
    expect(stateOf(text).team.name).toBe(noise);
    const members = Array.from({ length: 200 }, (_, i) => ({ email: `p${i}@acme.com`, external_id: `[{"${i}` }));
    expect(stateOf(JSON.stringify({ version: 1, members })).members).toHaveLength(200);
  });

  it('that turns text around on the screen is pointed out', () => {
    expect(codesOf('version: 1\nteam: {name: "\u202eemcA"}\n')).toEqual(['hidden-character']);
  });
});
