import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stringifyResource, writeTeamFile } from '../../src/config/write.js';
import { writeScalar } from '../../src/config/yaml-scalar.js';

describe('a scalar', () => {
  it.each([
    ['Ada', 'Ada'],
    ["O'Neil", "O'Neil"],
    ['ada+test@acme.com', 'ada+test@acme.com'],
    ['dbtid:AAH-_1', 'dbtid:AAH-_1'],
    ['people/*.yaml', 'people/*.yaml'],
    ['25%', '25%'],
    ['2026-12-31', '2026-12-31'],
    ['R&D (EU)', 'R&D (EU)'],
    ['Zoë 李', 'Zoë 李'],
    ['', "''"],
    ['no', "'no'"],
    ['007', "'007'"],
    ['1e3', "'1e3'"],
    ['12:30', "'12:30'"],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ["'quoted'", "'''quoted'''"],
    ['a\nb', '"a\\nb"'],
    ['\u202eabc', '"\\u202eabc"'],
    [100, '100'],
    [false, 'false'],
    [null, 'null'],
  ])('%j is written %s', (value, written) => {
    expect(writeScalar(value)).toBe(written);
    expect(parse(`k: ${written}`)).toEqual({ k: value });
    expect(parse(`[${written}]`)).toEqual([value]);
  });
});

describe('a resource for people', () => {
  it('is a few lines of YAML, in its own order', () => {
    expect(
      stringifyResource({
        email: 'ada@acme.com',
        role: 'team_admin',
        external_id: null,
        secondary_emails: ['a@acme.com', 'b@acme.com'],
        offboarding: { wipe_devices: false },
        members: { 'bob@acme.com': 'owner', no: null },
        groups: [],
        none: {},
      }),
    ).toBe(`email: ada@acme.com
role: team_admin
external_id: null
secondary_emails: [a@acme.com, b@acme.com]
offboarding:
  wipe_devices: false
members:
  bob@acme.com: owner
  'no': null
groups: []
none: {}
`);
  });

  it('with a long list has one element to a line', () => {
    const emails = Array.from({ length: 6 }, (_, index) => `somebody.number${index}@acme.com`);
    expect(stringifyResource({ secondary_emails: emails })).toBe(
      `secondary_emails:\n${emails.map((email) => `  - ${email}\n`).join('')}`,
    );
  });
});

describe('a team file', () => {
  it('that is empty is still a team file', () => {
    expect(writeTeamFile({ version: 1, members: [], groups: [] })).toBe('version: 1\nmembers: []\ngroups: []\n');
  });

  it('means the same after it was read and written', () => {
    const text = readFileSync(new URL('../../examples/team.yaml', import.meta.url), 'utf8');
    const written = writeTeamFile(parse(text));
    expect(writeTeamFile(parse(written))).toBe(written);
    expect(parse(written).team).toEqual(parse(text).team);
  });
});
