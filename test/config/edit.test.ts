import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editTeamFile, type TeamFileEdit } from '../../src/config/edit.js';
import { writeTeamFile } from '../../src/config/write.js';
import type { DesiredMember } from '../../src/model/desired-state.js';
import { arbitraryDocument } from './arbitrary-documents.js';
import { stateOf } from './memory-tree.js';

const file = `# The team of Acme
version: 1

members: # everybody
  # the founder
  - email: ada@acme.com   # primary
    given_name: Ada # not Augusta
    role: team_admin

    groups: # both
      - A
      - B # second

  - {email: bob@acme.com, role: member_only, surname: "B"} # one line
  -   surname:
      email: eve@acme.com

groups: [{name: A}, {name: B}] # the end`;

function edited(text: string, ...edits: readonly TeamFileEdit[]): string {
  const result = editTeamFile('team.yaml', text, edits);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.value;
}

/** The lines that went and came, as a reviewer sees them. */
function changed(...edits: readonly TeamFileEdit[]): readonly string[] {
  const before = file.split('\n');
  const after = edited(file, ...edits).split('\n');
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

const set = (email: string, key: (TeamFileEdit & { tag: 'set' })['key'], value: string | number | null | string[]) =>
  ({ tag: 'set', email, key, value }) as const;
const unset = (email: string, key: (TeamFileEdit & { tag: 'unset' })['key']) => ({ tag: 'unset', email, key }) as const;

describe('an edit of a team file', () => {
  it('changes a value and nothing beside it', () => {
    expect(changed(set('ADA@acme.com', 'given_name', 'Augusta: Ada'))).toEqual([
      '-    given_name: Ada # not Augusta',
      "+    given_name: 'Augusta: Ada' # not Augusta",
    ]);
    expect(changed(set('bob@acme.com', 'surname', null))).toEqual([
      '-  - {email: bob@acme.com, role: member_only, surname: "B"} # one line',
      '+  - {email: bob@acme.com, role: member_only, surname: null} # one line',
    ]);
    expect(changed(set('eve@acme.com', 'surname', 'E'))).toEqual(['-  -   surname:', '+  -   surname: E']);
  });

  it('replaces a list, keeping the comment beside its key', () => {
    expect(changed(set('ada@acme.com', 'groups', ['B']))).toEqual([
      '-    groups: # both',
      '-      - A',
      '-      - B # second',
      '+    groups: [B] # both # second',
    ]);
  });

  it('leaves the comments before and after what it changes', () => {
    const text =
      'version: 1\nmembers:\n  - email: a@b.cd\n    groups:\n      - A\n    # why\n    until: 2030-01-01\n  # the last\n# the end\n';
    expect(edited(text, set('a@b.cd', 'groups', ['B']), { tag: 'add', member: { email: 'b@b.cd' } })).toBe(
      'version: 1\nmembers:\n  - email: a@b.cd\n    groups: [B]\n    # why\n    until: 2030-01-01\n  - email: b@b.cd\n  # the last\n# the end\n',
    );
    expect(edited(text, unset('a@b.cd', 'groups'))).toBe(
      'version: 1\nmembers:\n  - email: a@b.cd\n    # why\n    until: 2030-01-01\n  # the last\n# the end\n',
    );
  });

  it('adds a key where the reference has it', () => {
    expect(changed(set('ada@acme.com', 'surname', 'Lovelace'), set('ada@acme.com', 'external_id', '001'))).toEqual([
      "+    external_id: '001'",
      '+    surname: Lovelace',
    ]);
    const lines = edited(file, set('ada@acme.com', 'external_id', 'E1')).split('\n');
    expect(lines.indexOf('    external_id: E1')).toBe(lines.indexOf('  - email: ada@acme.com   # primary') + 1);
    expect(changed(set('bob@acme.com', 'given_name', 'Bob'))).toEqual([
      '-  - {email: bob@acme.com, role: member_only, surname: "B"} # one line',
      '+  - {email: bob@acme.com, given_name: Bob, role: member_only, surname: "B"} # one line',
    ]);
  });

  it('removes a key with its line', () => {
    expect(changed(unset('ada@acme.com', 'role'))).toEqual(['-    role: team_admin']);
    expect(changed(unset('bob@acme.com', 'role'))).toEqual([
      '-  - {email: bob@acme.com, role: member_only, surname: "B"} # one line',
      '+  - {email: bob@acme.com, surname: "B"} # one line',
    ]);
    expect(changed(unset('eve@acme.com', 'surname'))).toEqual([
      '-  -   surname:',
      '-      email: eve@acme.com',
      '+  -   email: eve@acme.com',
    ]);
    expect(changed(unset('ada@acme.com', 'surname'))).toEqual([]);
  });

  it('adds members at the end of the list', () => {
    expect(
      changed({ tag: 'add', member: { email: 'tim@acme.com', given_name: 'Tim', secondary_emails: ['t@acme.com'] } }),
    ).toEqual(['+  - email: tim@acme.com', '+    given_name: Tim', '+    secondary_emails: [t@acme.com]']);
    const lines = edited(file, { tag: 'add', member: { email: 'tim@acme.com' } }).split('\n');
    expect(lines.slice(15, 18)).toEqual(['      email: eve@acme.com', '  - email: tim@acme.com', '']);
  });

  it.each([
    ['version: 1', 'version: 1\n\nmembers:\n  - email: tim@acme.com'],
    ['version: 1\nmembers:\n', 'version: 1\nmembers:\n  - email: tim@acme.com\n'],
    ['version: 1\nmembers: []\n', 'version: 1\nmembers:\n  - email: tim@acme.com\n'],
    ['version: 1\nmembers: [{email: a@b.cd}]\n', 'version: 1\nmembers: [{email: a@b.cd}, {email: tim@acme.com}]\n'],
    ['version: 1\nmembers:\n- email: a@b.cd', 'version: 1\nmembers:\n- email: a@b.cd\n- email: tim@acme.com'],
    ['version: 1\r\nmembers:\r\n', 'version: 1\r\nmembers:\r\n  - email: tim@acme.com\r\n'],
  ])('adds the first member to %j', (before, after) => {
    expect(edited(before, { tag: 'add', member: { email: 'tim@acme.com' } })).toBe(after);
  });

  it('of somebody who is not there, or there already, is refused', () => {
    expect(editTeamFile('team.yaml', file, [set('nobody@acme.com', 'role', 'member_only')])).toMatchObject({
      ok: false,
      diagnostics: [{ message: 'The member nobody@acme.com is not in this file.' }],
    });
    expect(editTeamFile('team.yaml', file, [{ tag: 'add', member: { email: 'Bob@acme.com' } }])).toMatchObject({
      ok: false,
      diagnostics: [{ message: 'The member bob@acme.com is in the file already.' }],
    });
    const alias = 'version: 1\nx: &a {email: a@b.cd}\nmembers: [*a]\n';
    expect(editTeamFile('team.yaml', alias, [set('a@b.cd', 'role', 'member_only')])).toMatchObject({ ok: false });
  });

  it('means what it says, in whatever file', () => {
    const keys = ['external_id', 'given_name', 'surname', 'status', 'send_welcome_email', 'role'] as const;
    const values = {
      external_id: 'X 1',
      given_name: null,
      surname: 'S, T',
      status: 'active',
      send_welcome_email: false,
      role: 'x',
    };
    const arbitraryEdit = fc.record({ person: fc.nat(), key: fc.constantFrom(...keys), isSet: fc.boolean() });
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryEdit, { maxLength: 8 }),
        fc.boolean(),
        (document, wanted, isFlow) => {
          // One external id, and no status, so that no edit makes a file that is wrong.
          const members = document.members.map(({ external_id: _id, status: _status, ...member }) => member);
          const clean = { ...document, defaults: {}, members, groups: [] };
          const text = isFlow ? JSON.stringify(clean) : writeTeamFile(clean);
          const expected = new Map(
            members.map((member) => [member.email, { ...member } as { [key: string]: unknown }]),
          );
          const edits: TeamFileEdit[] = [];
          for (const { person, key, isSet } of wanted) {
            const email = members[person % Math.max(members.length, 1)]?.email;
            if (email === undefined) continue;
            const entry = expected.get(email) ?? {};
            const value = key === 'external_id' ? `id of ${email}` : values[key];
            edits.push(isSet ? { tag: 'set', email, key, value } : { tag: 'unset', email, key });
            if (isSet) entry[key] = value;
            else delete entry[key];
          }
          const withoutPlace = ({ source: _, ...member }: DesiredMember) => member;
          const wantedFile = writeTeamFile({ ...clean, members: [...expected.values()] as never });
          expect(stateOf(edited(text, ...edits)).members.map(withoutPlace)).toEqual(
            expect.arrayContaining(stateOf(wantedFile).members.map(withoutPlace)),
          );
        },
      ),
    );
  });
});
