import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../src/config/plain-yaml.js';
import { SourceText } from '../../src/config/source.js';
import { writeTeamFile } from '../../src/config/write.js';

/** Whether a text is read without the YAML parser. */
function isPlain(text: string): boolean {
  return readPlainYaml(new SourceText('team.yaml', text)) !== null;
}

describe('the quick reader', () => {
  it('reads the example', () => {
    expect(isPlain(readFileSync('examples/team.yaml', 'utf8'))).toBe(true);
  });

  it('reads what export writes', () => {
    const text = writeTeamFile({
      version: 1,
      team: { id: 'dbtid:AAH1234', name: 'Acme: Inc' },
      members: [
        {
          email: 'ada@acme.com',
          external_id: '007',
          given_name: "O'Neil",
          groups: ['R & D', '2026'],
          until: '2030-01-01',
        },
        { email: 'bob@acme.com', space_quota_gb: 20, secondary_emails: [], external_id: null, offboarding: {} },
      ],
      groups: [
        { name: 'R & D', members: [] },
        { name: '2026', members: [{ email: 'bob@acme.com', access: 'owner' }] },
      ],
    });
    expect(isPlain(text), text).toBe(true);
  });

  it.each([
    [
      'comments, empty lines and Windows line ends',
      '# a\r\n\r\nversion: 1 # one\r\n\r\nmembers:\r\n  # nobody\r\n  - email: a@b.cd\r\n',
    ],
    ['lists below their key', 'members:\n- email: a@b.cd\n  groups:\n  - A\n  - B\ngroups:\n- name: A\n- name: B\n'],
    ['lists and mappings in brackets', "members: [{email: a@b.cd, groups: [A, \"B C\", 'D''s'], offboarding: {}}]\n"],
    ['keys without a value', 'members:\ngroups:\n'],
    ['a key that is written twice, which is told later', 'version: 1\nversion: 1\n'],
  ])('reads %s', (_, text) => {
    expect(isPlain(text)).toBe(true);
  });

  it.each([
    ['an empty file', ''],
    ['an anchor', 'a: &x 1\n'],
    ['an alias', 'a: *x\n'],
    ['a tag', 'a: !x 1\n'],
    ['a text on several lines', 'a: b\n  c\n'],
    ['a block of text', 'a: |\n  b\n'],
    ['brackets over several lines', 'a: [b,\n  c]\n'],
    ['an escape', 'a: "\\t"\n'],
    ['a tab', 'a:\tb\n'],
    ['a second document', 'a: b\n---\na: b\n'],
    ['a quoted key', '"a": b\n'],
    ['a merge key', '<<: b\n'],
    ['a number that is no count', 'a: 1.5\n'],
    ['a value that looks like a mapping', 'a: b: c\n'],
    ['an unclosed quote', 'a: "b\n'],
    ['an unclosed bracket', 'a: [b\n'],
    ['an indentation that fits nowhere', 'a:\n    b: 1\n  c: 2\n'],
  ])('leaves %s to the parser', (_, text) => {
    expect(isPlain(text)).toBe(false);
  });
});
