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

  it('changes a list element by element, keeping the comments of those that stay', () => {
    expect(changed(set('ada@acme.com', 'groups', ['B']))).toEqual(['-      - A']);
    expect(changed(set('ada@acme.com', 'groups', ['B', 'C', 'A']))).toEqual(['+      - C']);
    expect(changed(set('ada@acme.com', 'groups', ['C']))).toEqual([
      '-    groups: # both',
      '-      - A',
      '-      - B # second',
      '+    groups: [C] # both # second',
    ]);
    const inline = 'version: 1\nmembers:\n  - {email: a@b.cd, groups: [A, B, C]} # x\n';
    expect(edited(inline, set('a@b.cd', 'groups', ['A', 'D']))).toBe(inline.replace('A, B, C', 'A, D'));
    expect(edited(inline, set('a@b.cd', 'groups', ['C']))).toBe(inline.replace('A, B, C', 'C'));
    expect(edited(inline, set('a@b.cd', 'groups', []))).toBe(inline.replace('A, B, C', ''));
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

  it('changes one key of how somebody leaves, and keeps the others', () => {
    const to = (email: string, value: string) =>
      ({ tag: 'set-offboarding', email, key: 'transfer_files_to', value }) as const;
    const text =
      'version: 1\nmembers:\n  - email: a@b.cd\n    offboarding: # how\n      wipe_devices: true # lost\n  - email: b@b.cd\n';
    expect(edited(text, to('a@b.cd', 'c@b.cd'), to('b@b.cd', 'c@b.cd'))).toBe(
      'version: 1\nmembers:\n  - email: a@b.cd\n    offboarding: # how\n      wipe_devices: true # lost\n      transfer_files_to: c@b.cd\n  - email: b@b.cd\n    offboarding: {transfer_files_to: c@b.cd}\n',
    );
  });

  it('takes a member out, with the comment beside, and leaves the one above', () => {
    expect(changed({ tag: 'drop', email: 'Bob@acme.com' })).toEqual([
      '-  - {email: bob@acme.com, role: member_only, surname: "B"} # one line',
    ]);
    const text = 'version: 1\nmembers:\n  - email: a@b.cd # x\n    role: member_only\ngroups: []\n';
    expect(edited(text, { tag: 'drop', email: 'a@b.cd' })).toBe('version: 1\nmembers: []\ngroups: []\n');
    expect(edited(text, { tag: 'drop', email: 'a@b.cd' }, { tag: 'add', member: { email: 'c@b.cd' } })).toBe(
      'version: 1\nmembers:\n  - email: c@b.cd\ngroups: []\n',
    );
  });

  it('of somebody who is not there, or there already, is refused', () => {
    expect(editTeamFile('team.yaml', file, [set('nobody@acme.com', 'role', 'member_only')])).toMatchObject({
      ok: false,
      diagnostics: [{ message: 'The member nobody@acme.com is not in this file.' }],
    });
    expect(editTeamFile('team.yaml', file, [{ tag: 'add', member: { email: 'Bob@acme.com' } }])).toMatchObject({
      ok: false,
      diagnostics: [{ message: 'The member Bob@acme.com is in the file already.' }],
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

const groups = `version: 1
members:
  - email: ada@acme.com
    groups: [Sales]
    offboarding: {transfer_files_to: Bob@acme.com, transfer_admin: 'eve@acme.com'} # who gets it
  - email: bob@acme.com # deputy
  - email: eve@acme.com
guards:
  protected_members: [bob@acme.com]
groups:
  # everybody who sells
  - name: Sales
    members: # in the order of joining
      - BOB@acme.com # first
      - {email: eve@acme.com, access: owner} # second

  - {name: Ops, members: [eve@acme.com, bob@acme.com]}
`;

function changedGroups(...edits: readonly TeamFileEdit[]): readonly string[] {
  const [before, after] = [groups.split('\n'), edited(groups, ...edits).split('\n')];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `-${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+${line}`),
  ];
}

describe('an edit of the groups of a team file', () => {
  it('strikes people from a list and enlists others, one line each', () => {
    expect(changedGroups({ tag: 'strike', name: 'sales', email: 'bob@acme.com' })).toEqual([
      '-      - BOB@acme.com # first',
    ]);
    expect(changedGroups({ tag: 'enlist', name: 'Sales', membership: 'ada@acme.com' })).toEqual([
      '+      - ada@acme.com',
    ]);
    expect(
      changedGroups({ tag: 'enlist', name: 'Sales', membership: { email: 'bob@acme.com', access: 'owner' } }),
    ).toEqual(['-      - BOB@acme.com # first', '+      - {email: bob@acme.com, access: owner}']);
    expect(changedGroups({ tag: 'strike', name: 'Ops', email: 'eve@acme.com' })).toEqual([
      '-  - {name: Ops, members: [eve@acme.com, bob@acme.com]}',
      '+  - {name: Ops, members: [bob@acme.com]}',
    ]);
  });

  it('keeps a list whose last person it strikes', () => {
    const edits = ['bob@acme.com', 'eve@acme.com'].map((email) => ({ tag: 'strike' as const, name: 'Sales', email }));
    expect(changedGroups(...edits)).toEqual([
      '-    members: # in the order of joining',
      '-      - BOB@acme.com # first',
      '-      - {email: eve@acme.com, access: owner} # second',
      '+    members: [] # in the order of joining # second',
    ]);
  });

  it('sets what a group is, adds one, and takes one out', () => {
    expect(changedGroups({ tag: 'set-group', name: 'Sales', key: 'external_id', value: 'G1' })).toEqual([
      '+    external_id: G1',
    ]);
    const added = { name: 'New', management: 'user_managed' as const, members: ['ada@acme.com'] };
    expect(changedGroups({ tag: 'add-group', group: added })).toEqual([
      '+  - name: New',
      '+    management: user_managed',
      '+    members:',
      '+      - ada@acme.com',
    ]);
    expect(changedGroups({ tag: 'drop-group', name: 'OPS' })).toEqual([
      '-  - {name: Ops, members: [eve@acme.com, bob@acme.com]}',
    ]);
  });

  it('renames somebody wherever the file names them, and lets two swap', () => {
    expect(changedGroups({ tag: 'rename-member', from: 'Bob@acme.com', to: 'rob@acme.com' })).toEqual([
      "-    offboarding: {transfer_files_to: Bob@acme.com, transfer_admin: 'eve@acme.com'} # who gets it",
      '-  - email: bob@acme.com # deputy',
      '-  protected_members: [bob@acme.com]',
      '-      - BOB@acme.com # first',
      '-  - {name: Ops, members: [eve@acme.com, bob@acme.com]}',
      "+    offboarding: {transfer_files_to: rob@acme.com, transfer_admin: 'eve@acme.com'} # who gets it",
      '+  - email: rob@acme.com # deputy',
      '+  protected_members: [rob@acme.com]',
      '+      - rob@acme.com # first',
      '+  - {name: Ops, members: [eve@acme.com, rob@acme.com]}',
    ]);
    const swapped = edited(
      groups,
      { tag: 'rename-member', from: 'bob@acme.com', to: 'eve@acme.com' },
      { tag: 'rename-member', from: 'eve@acme.com', to: 'bob@acme.com' },
    );
    expect(swapped).toContain('members: [bob@acme.com, eve@acme.com]');
    expect(swapped).toContain('- email: eve@acme.com # deputy');
  });

  it('renames a group where it is declared and where members list it, before other edits', () => {
    expect(
      changedGroups(
        { tag: 'set-group', name: 'Revenue', key: 'previous_names', value: ['Sales'] },
        { tag: 'rename-group', from: 'sales', to: 'Revenue' },
      ),
    ).toEqual([
      '-    groups: [Sales]',
      '-  - name: Sales',
      '+    groups: [Revenue]',
      '+  - name: Revenue',
      '+    previous_names: [Sales]',
    ]);
  });
});
