import { describe, expect, it } from 'vitest';
import { codesOf, problemsOf, stateOf } from './memory-tree.js';

const main = 'version: 1\ninclude: [people/*]\n';

describe('an included file', () => {
  it('adds members and groups, whose sources name it', () => {
    const state = stateOf(`${main}groups:\n  - {name: G, members: [ada@acme.com]}\n`, {
      'people/a.yaml': 'members:\n  - {email: ada@acme.com, groups: [H]}\n',
      'people/b.yaml': 'groups:\n  - {name: H}\n',
    });
    expect(state.members[0]?.source).toEqual({ file: 'people/a.yaml', line: 2, column: 5 });
    expect(state.groups.map(({ attributes, members }) => [attributes.name, members.map(({ email }) => email)])).toEqual(
      [
        ['G', ['ada@acme.com']],
        ['H', ['ada@acme.com']],
      ],
    );
  });

  it('is told its duplicates with the other files', () => {
    expect(
      problemsOf(main, {
        'people/a.yaml': 'members: [{email: ada@acme.com}]',
        'people/b.yaml': 'members: [{email: Ada@acme.com}]',
      }),
    ).toEqual([
      'people/b.yaml:1:19 member Ada@acme.com: this address is listed twice, first at people/a.yaml:1:19 in another case, which is the same to Dropbox. Keep one entry and merge what the two say.',
    ]);
  });

  it('holds members and groups only', () => {
    expect(problemsOf(main, { 'people/a.yaml': 'version: 1\ninclude: [b.yaml]\nguards: {}\nmembers: []\n' })).toEqual([
      'people/a.yaml:1:1 The key version stands in an included file, which holds members: and groups: only. Move it to the team file.',
      'people/a.yaml:2:1 The key include stands in an included file, which holds members: and groups: only. Move it to the team file.',
      'people/a.yaml:3:1 The key guards stands in an included file, which holds members: and groups: only. Move it to the team file.',
    ]);
    expect(codesOf(main, { 'people/a.yaml': 'membres: []\n' })).toEqual(['unknown-key']);
  });

  it('that is broken or empty is told, and nothing is told as undeclared because of it', () => {
    const text = `${main}groups:\n  - {name: G, members: [ada@acme.com], nam: 1}\n`;
    expect(codesOf(text, { 'people/a.yaml': 'members: [{' })).toEqual(['unknown-key', 'yaml-syntax']);
    expect(codesOf(text, { 'people/a.yaml': '# nobody\n' })).toEqual(['unknown-key', 'empty-file']);
    expect(codesOf(text, { 'people/a.yaml': '- ada@acme.com\n' })).toEqual(['unknown-key', 'wrong-type']);
  });
});

describe('an include', () => {
  it('that matches nothing is told at its place', () => {
    expect(problemsOf('version: 1\ninclude:\n  - people/*.yml\n')).toEqual([
      'team.yaml:3:5 include "people/*.yml" matches no file. Correct the pattern, which is relative to this file, or remove it.',
    ]);
  });

  it('that matches the including file is refused', () => {
    expect(codesOf('version: 1\ninclude: [team.yaml]\n')).toEqual(['include-itself']);
  });

  it('of one file by two patterns reads it once', () => {
    const text = 'version: 1\ninclude: [people/*, people/a.yaml]\n';
    expect(stateOf(text, { 'people/a.yaml': 'members: [{email: ada@acme.com}]' }).members).toHaveLength(1);
  });

  it.each([
    ['../other/*.yaml', 'include-outside'],
    ['people/../../x.yaml', 'include-outside'],
    ['{..,people}/x.yaml', 'include-outside'],
    ['/etc/passwd', 'include-outside'],
    ['~/x.yaml', 'include-outside'],
    ['C:/x.yaml', 'include-outside'],
    ['people\\x.yaml', 'include-pattern'],
    ['!people/x.yaml', 'include-pattern'],
    ['', 'invalid-value'],
  ])('of %j is refused by its looks', (pattern, code) => {
    expect(codesOf(`version: 1\ninclude: ['${pattern}']\n`, { [pattern]: 'members: []' })).toEqual([code]);
  });

  it('of something that is no text is told', () => {
    expect(codesOf('version: 1\ninclude: [3, {a: b}, ~]\n')).toEqual(['wrong-type', 'wrong-type', 'wrong-type']);
    expect(codesOf('version: 1\ninclude: people/*\n')).toEqual(['wrong-type']);
  });
});
