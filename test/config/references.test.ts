import { describe, expect, it } from 'vitest';
import { codesOf, groupOf, memberOf, problemsOf, readTeam, stateOf } from './memory-tree.js';

describe('two members', () => {
  it('cannot have one address, in whatever case', () => {
    expect(problemsOf('version: 1\nmembers:\n  - email: ada@acme.com\n  - email: ADA@acme.com\n')).toEqual([
      'team.yaml:4:12 member ADA@acme.com: this address is listed twice, first at team.yaml:3:12 in another case, which is the same to Dropbox. Keep one entry and merge what the two say.',
    ]);
  });

  it('cannot have one external id or persistent id', () => {
    const text = (key: string) =>
      `version: 1\nmembers:\n  - {email: ada@acme.com, ${key}: E1}\n  - {email: bob@acme.com, ${key}: E1}\n`;
    expect(problemsOf(text('external_id'))).toEqual([
      'team.yaml:4:40 member bob@acme.com: the external id "E1" belongs to member ada@acme.com already (team.yaml:3:40). Give each its own external id.',
    ]);
    expect(codesOf(text('persistent_id'))).toEqual(['duplicate-persistent-id']);
  });

  it('may both have a cleared external id', () => {
    expect(
      stateOf('version: 1\ndefaults: {member: {external_id: null}}\nmembers: [{email: a@b.cd}, {email: c@b.cd}]'),
    ).toBeTruthy();
  });

  it('cannot share an address, be it primary or secondary', () => {
    expect(
      problemsOf(`version: 1
members:
  - {email: ada@acme.com, secondary_emails: [x@acme.com, Bob@acme.com, ada@acme.com]}
  - {email: bob@acme.com, secondary_emails: [X@acme.com]}
`),
    ).toEqual([
      'team.yaml:3:58 member ada@acme.com: the secondary address Bob@acme.com is the primary address of member bob@acme.com too (team.yaml:4:13). An address belongs to one person, once: remove it in one of the two places.',
      'team.yaml:3:72 member ada@acme.com: the secondary address ada@acme.com is the primary address of the same member too (team.yaml:3:13). An address belongs to one person, once: remove it in one of the two places.',
      'team.yaml:4:46 member bob@acme.com: the secondary address X@acme.com is a secondary address of member ada@acme.com too (team.yaml:3:46). An address belongs to one person, once: remove it in one of the two places.',
    ]);
  });

  it('cannot both have been one person', () => {
    const text = `version: 1
members:
  - {email: ada@acme.com, previous_emails: [old@acme.com, bob@acme.com]}
  - {email: bob@acme.com, previous_emails: [OLD@acme.com]}
`;
    expect(codesOf(text)).toEqual(['previous-email-taken', 'previous-email-taken']);
  });

  it('whose addresses look alike are pointed out', () => {
    const pairs = [
      ['r0n@acme.com', 'ron@acme.com'],
      ['al@acme.com', 'a1@acme.com'],
      ['bem@acme.com', 'bern@acme.com'],
    ];
    for (const [first, second] of pairs) {
      const parsed = readTeam(`version: 1\nmembers: [{email: ${first}}, {email: ${second}}]\n`);
      expect(parsed.ok).toBe(true);
      expect(parsed.diagnostics).toMatchObject([{ code: 'look-alike-address', severity: 'warning' }]);
    }
  });
});

describe('two groups', () => {
  it('cannot have one name, former name or external id', () => {
    expect(
      codesOf(`version: 1
groups:
  - {name: Sales, external_id: g1, members: []}
  - {name: " sales ", members: []}
  - {name: Field, previous_names: [SALES, Old], external_id: g1, members: []}
  - {name: Inside, previous_names: [old], members: []}
`),
    ).toEqual(['duplicate-group', 'previous-name-taken', 'duplicate-external-id', 'previous-name-taken']);
  });
});

describe('a membership', () => {
  const people = 'members: [{email: ada@acme.com}, {email: bob@acme.com}]';

  it('in a group that is not declared is told, with the group that was meant', () => {
    expect(
      problemsOf(
        'version: 1\nmembers: [{email: ada@acme.com, groups: [Enginering, Sales]}]\ngroups: [{name: Engineering}]\n',
      ).slice(0, 2),
    ).toEqual([
      'team.yaml:2:42 member ada@acme.com: the group "Enginering" is not declared under groups:. Did you mean Engineering?',
      'team.yaml:2:54 member ada@acme.com: the group "Sales" is not declared under groups:. Add "- name: Sales" under groups:.',
    ]);
  });

  it('of somebody who is not declared is told, with the person who was meant', () => {
    expect(
      problemsOf(`version: 1\n${people}\ngroups:\n  - name: G\n    members: [adda@acme.com, someone@else.org]\n`),
    ).toEqual([
      'team.yaml:5:15 group G: adda@acme.com is not declared under members:. Did you mean ada@acme.com?',
      'team.yaml:5:30 group G: someone@else.org is not declared under members:. Add "- email: someone@else.org" under members:.',
    ]);
  });

  it('by a former or secondary address is told the primary one', () => {
    const text = `version: 1
members:
  - {email: ada@acme.com, previous_emails: [byron@acme.com], secondary_emails: [countess@acme.com]}
groups:
  - {name: G, members: [byron@acme.com, countess@acme.com]}
`;
    expect(problemsOf(text)).toEqual([
      'team.yaml:5:25 group G: byron@acme.com is another address of ada@acme.com; groups list the primary one. Did you mean ada@acme.com?',
      'team.yaml:5:41 group G: countess@acme.com is another address of ada@acme.com; groups list the primary one. Did you mean ada@acme.com?',
    ]);
  });

  it('that contradicts itself is told with both places', () => {
    const text = `version: 1
${people}
groups:
  - name: G
    members:
      - {email: ada@acme.com, access: owner}
      - {email: ada@acme.com, access: member}
      - {email: bob@acme.com, until: 2026-01-01}
      - {email: bob@acme.com, until: 2027-01-01, access: owner}
`;
    expect(problemsOf(text)).toEqual([
      'team.yaml:7:9 group G: ada@acme.com is listed as member here and as owner at team.yaml:6:9. Keep one of the two.',
      'team.yaml:9:9 group G: bob@acme.com is listed as owner until 2027-01-01 here and until 2026-01-01 at team.yaml:8:9. Keep one of the two.',
    ]);
  });

  it('that is written twice with nothing new is a warning', () => {
    const text = `version: 1
members: [{email: ada@acme.com, groups: [G]}]
groups: [{name: G, members: [ada@acme.com]}]
`;
    const parsed = readTeam(text);
    expect(parsed.ok).toBe(true);
    expect(parsed.diagnostics).toMatchObject([{ code: 'duplicate-membership', severity: 'warning' }]);
  });

  it('said plainly once and explicitly once is explicit', () => {
    const plainly = 'ada@acme.com';
    const explicitly = '{email: ada@acme.com, access: owner}';
    for (const order of [`${plainly}, ${explicitly}`, `${explicitly}, ${plainly}`]) {
      const text = `version: 1\n${people}\ngroups: [{name: G, members: [${order}]}]\n`;
      expect(groupOf(text, 'G').members).toMatchObject([{ email: 'ada@acme.com', access: 'owner' }]);
      expect(groupOf(text, 'G').members[0]?.source.column).toBe(30 + order.indexOf('{'));
    }
  });

  it('of a group whose memberships are unmanaged is refused from both sides', () => {
    const text = `version: 1
defaults: {member: {groups: [G]}}
members: [{email: ada@acme.com, groups: [G]}]
groups: [{name: G, membership: unmanaged, members: [ada@acme.com]}]
`;
    expect(codesOf(text)).toEqual(['unmanaged-membership', 'unmanaged-membership', 'unmanaged-membership']);
  });

  it('as an owner is refused where a group is declared to have none', () => {
    const text = (management: string) =>
      `version: 1\n${people}\ngroups: [{name: G, ${management}members: [{email: ada@acme.com, access: owner}]}]\n`;
    expect(codesOf(text('management: company_managed, '))).toEqual(['owner-of-company-managed-group']);
    expect(codesOf(text('management: user_managed, '))).toEqual([]);
    // Whether the group is managed by its owners is then known from the team only.
    expect(codesOf(text(''))).toEqual([]);
  });

  it('takes a number for the name it must be', () => {
    const text = 'version: 1\nmembers: [{email: ada@acme.com, groups: [2026]}]\ngroups: [{name: "2026"}]\n';
    expect(groupOf(text, '2026').members).toHaveLength(1);
  });

  it('has no access or last day on the side of the member', () => {
    const text =
      'version: 1\nmembers: [{email: ada@acme.com, groups: [{name: G}]}]\ngroups: [{name: G, members: []}]\n';
    expect(problemsOf(text)).toEqual([
      'team.yaml:2:42 member ada@acme.com: a mapping (key: value) stands where the name of a group belongs. Write the name alone; access and until are written on the side of the group.',
    ]);
  });
});

describe('a group that lists nobody', () => {
  it('is pointed out, because its people would be removed', () => {
    const parsed = readTeam('version: 1\ngroups: [{name: G}]\n');
    expect(parsed.ok).toBe(true);
    expect(parsed.diagnostics).toMatchObject([{ code: 'group-lists-nobody', severity: 'warning' }]);
    expect(codesOf('version: 1\ngroups:\n  - name: G\n    members:\n')).toEqual(['group-lists-nobody']);
  });

  it('is meant so where it says [] or leaves its memberships alone', () => {
    expect(codesOf('version: 1\ngroups: [{name: G, members: []}]\n')).toEqual([]);
    expect(
      codesOf('version: 1\ngroups: [{name: G, membership: unmanaged}, {name: H, membership: additive}]\n'),
    ).toEqual([]);
  });
});

describe('somebody who is removed', () => {
  it('is in no group, and has no last day to come', () => {
    expect(
      codesOf(`version: 1
members: [{email: ada@acme.com, status: removed, groups: [G], until: 2027-01-01}]
groups: [{name: G, members: [ada@acme.com]}]
`),
    ).toEqual(['removed-member-has-groups', 'removed-member-has-until', 'removed-member-has-groups']);
  });

  it('is spared what defaults say of everybody', () => {
    const text = `version: 1
defaults: {member: {groups: [G], until: 2027-01-01}}
members: [{email: ada@acme.com, status: removed, groups: []}, {email: bob@acme.com, status: removed}, {email: eve@acme.com}]
groups: [{name: G}]
`;
    expect(memberOf(text, 'bob@acme.com').until).toBeNull();
    expect(groupOf(text, 'G').members).toMatchObject([{ email: 'eve@acme.com' }]);
  });
});

describe('offboarding', () => {
  const withMember = (offboarding: string, settings = '', status = '') =>
    `version: 1\nsettings: {offboarding: {${settings}}}\nmembers: [{email: ada@acme.com, ${status}offboarding: {${offboarding}}}]\n`;

  it.each([
    ['keep_account: true, transfer_files_to: b@acme.com, transfer_admin: c@acme.com', /keep_account leaves the files/],
    ['keep_account: true, wipe_devices: true', /wipe_devices cannot be true/],
    ['keep_account: true, permanently_delete_files: true', /permanently_delete_files cannot be true/],
    ['retain_team_shares: true', /only together with keep_account: true/],
    ['retain_team_shares: true, keep_account: false', /only together with keep_account: true/],
    ['permanently_delete_files: true, transfer_files_to: b@acme.com, transfer_admin: c@acme.com', /destroys what/],
    ['transfer_files_to: b@acme.com', /needs a transfer_admin/],
    ['transfer_files_to: ada@acme.com, transfer_admin: c@acme.com', /names the member who leaves/],
    ['transfer_admin: ADA@acme.com', /names the member who leaves/],
  ])('{%s} is refused, as Dropbox would', (offboarding, message) => {
    expect(problemsOf(withMember(offboarding))).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    '',
    'wipe_devices: true',
    'keep_account: true, retain_team_shares: true',
    'transfer_admin: c@acme.com',
    'permanently_delete_files: true, wipe_devices: true',
    'transfer_files_to: b@acme.com, transfer_admin: b@acme.com',
  ])('{%s} is allowed, as by Dropbox', (offboarding) => {
    expect(problemsOf(withMember(offboarding))).toEqual([]);
  });

  it('contradicts what it inherits at its own key, and settings at theirs', () => {
    const transfer = 'transfer_files_to: b@acme.com, transfer_admin: c@acme.com';
    expect(problemsOf(withMember('grace_period: 1d, keep_account: true', transfer))).toEqual([
      'team.yaml:3:65 member ada@acme.com, offboarding: keep_account leaves the files with the person, so transfer_files_to cannot be set too. Write keep_account: false, or transfer_files_to: null.',
    ]);
    expect(codesOf(withMember('keep_account: true, transfer_files_to: null', transfer))).toEqual([]);
    expect(problemsOf(withMember('grace_period: 1d', 'transfer_files_to: b@acme.com'))).toEqual([
      expect.stringMatching(/^team.yaml:2:26 settings.offboarding: transfer_files_to needs a transfer_admin/),
    ]);
  });

  it('to oneself by inheritance matters only for somebody who is to be removed', () => {
    const transfer = 'transfer_files_to: ada@acme.com, transfer_admin: c@acme.com';
    expect(codesOf(withMember('', transfer))).toEqual([]);
    expect(codesOf(withMember('', transfer, 'status: removed, '))).toEqual(['offboarding-conflict']);
  });
});
