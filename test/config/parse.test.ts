import { describe, expect, it } from 'vitest';
import { readTeamFile } from '../../src/config/parse.js';
import { groupOf, memberOf, memoryTree, problemsOf, stateOf } from './memory-tree.js';

describe('a team file', () => {
  it('may say no more than its version', () => {
    const state = stateOf('version: 1\n');
    expect(state.members).toEqual([]);
    expect(state.groups).toEqual([]);
    expect(state.team).toEqual({ id: null, name: null, source: null });
    expect(state.policy).toEqual({
      unmanagedMembers: 'report',
      unmanagedGroups: 'report',
      offboarding: {
        gracePeriodHours: 0,
        wipeDevices: false,
        transferFilesTo: null,
        transferAdmin: null,
        keepAccount: false,
        retainTeamShares: false,
        permanentlyDeleteFiles: false,
      },
      guards: {
        minTeamAdmins: 1,
        maxRemovals: { tag: 'percent', percent: 25 },
        maxMembershipRemovals: { tag: 'percent', percent: 50 },
        maxGroupDeletions: { tag: 'percent', percent: 25 },
        protectedMembers: [],
      },
    });
  });

  it('takes keys with nothing after them for empty lists and mappings', () => {
    const text = 'version: 1\nteam:\ninclude:\nsettings:\nguards:\ndefaults:\nmembers:\ngroups:\n';
    expect(stateOf(text)).toEqual({ ...stateOf('version: 1\n') });
  });

  it('pins a team', () => {
    expect(stateOf('version: 1\nteam: {id: "dbtid:A", name: Acme}\n').team).toEqual({
      id: 'dbtid:A',
      name: 'Acme',
      source: { file: 'team.yaml', line: 2, column: 7 },
    });
  });

  it('sets its policy', () => {
    const { policy } = stateOf(`version: 1
settings:
  unmanaged_members: suspend
  unmanaged_groups: delete
  offboarding: {grace_period: 36h, wipe_devices: true, transfer_files_to: Archive@acme.com, transfer_admin: ada@acme.com}
guards: {min_team_admins: 2, max_removals: 12.5%, max_membership_removals: 7, protected_members: [CEO@acme.com]}
`);
    expect(policy).toMatchObject({
      unmanagedMembers: 'suspend',
      unmanagedGroups: 'delete',
      offboarding: {
        gracePeriodHours: 36,
        wipeDevices: true,
        transferFilesTo: 'archive@acme.com',
        transferAdmin: 'ada@acme.com',
      },
      guards: {
        minTeamAdmins: 2,
        maxRemovals: { tag: 'percent', percent: 12.5 },
        maxMembershipRemovals: { tag: 'count', count: 7 },
        maxGroupDeletions: { tag: 'percent', percent: 25 },
        protectedMembers: ['ceo@acme.com'],
      },
    });
  });

  it('keeps every attribute that is written, and no other', () => {
    const text = `version: 1
members:
  - email: Ada@Acme.com
    external_id: null
    given_name: Ada
    role: pid_dbtmr:abc
    directory_restricted: false
    secondary_emails: []
    space_quota_gb: null
    status: active
    previous_emails: [Ada.Byron@acme.com]
    until: 2026-12-31
  - email: bob@acme.com
`;
    expect(memberOf(text, 'ada@acme.com')).toMatchObject({
      attributes: {
        email: 'Ada@Acme.com',
        external_id: null,
        given_name: 'Ada',
        role: 'pid_dbtmr:abc',
        directory_restricted: false,
        secondary_emails: [],
        space_quota_gb: null,
      },
      status: 'active',
      previousEmails: ['ada.byron@acme.com'],
      sendWelcomeEmail: true,
      until: '2026-12-31',
      source: { file: 'team.yaml', line: 3, column: 5 },
    });
    expect(memberOf(text, 'bob@acme.com').attributes).toEqual({ email: 'bob@acme.com' });
    expect(memberOf(text, 'bob@acme.com').status).toBeNull();
  });

  it('merges defaults under each member, who wins key by key', () => {
    const text = `version: 1
settings: {send_welcome_email: false, offboarding: {grace_period: 14d, transfer_admin: eve@acme.com}}
defaults:
  member: {role: member_only, external_id: null, until: 2030-01-01, groups: [All], offboarding: {wipe_devices: true}}
members:
  - email: ada@acme.com
    role: team_admin
    until: 2027-01-01
    groups: []
    offboarding: {grace_period: 0d}
    send_welcome_email: true
  - email: bob@acme.com
groups:
  - name: All
`;
    expect(memberOf(text, 'ada@acme.com')).toMatchObject({
      attributes: { email: 'ada@acme.com', role: 'team_admin', external_id: null },
      until: '2027-01-01',
      sendWelcomeEmail: true,
      offboarding: { gracePeriodHours: 0, wipeDevices: true, transferAdmin: 'eve@acme.com' },
    });
    expect(memberOf(text, 'bob@acme.com')).toMatchObject({
      attributes: { email: 'bob@acme.com', role: 'member_only', external_id: null },
      until: '2030-01-01',
      sendWelcomeEmail: false,
      offboarding: { gracePeriodHours: 14 * 24, wipeDevices: true, transferAdmin: 'eve@acme.com' },
    });
    // Defaults are for people who are in the file.
    expect(stateOf(text).policy.offboarding.wipeDevices).toBe(false);
    expect(groupOf(text, 'All').members.map(({ email }) => email)).toEqual(['bob@acme.com']);
  });

  it('joins memberships from both sides, one for each person', () => {
    const text = `version: 1
members:
  - {email: ada@acme.com, groups: [engineering, Sales]}
  - {email: bob@acme.com}
groups:
  - name: Engineering
    membership: additive
    members:
      - {email: ADA@acme.com, access: owner, until: 2026-06-30}
      - bob@acme.com
  - name: Sales
`;
    expect(groupOf(text, 'Engineering')).toMatchObject({
      membership: 'additive',
      members: [
        {
          email: 'ada@acme.com',
          access: 'owner',
          until: '2026-06-30',
          source: { file: 'team.yaml', line: 9, column: 9 },
        },
        { email: 'bob@acme.com', access: null, until: null, source: { file: 'team.yaml', line: 10, column: 9 } },
      ],
    });
    expect(groupOf(text, 'Sales').members).toEqual([
      { email: 'ada@acme.com', access: null, until: null, source: { file: 'team.yaml', line: 3, column: 49 } },
    ]);
  });

  it('tells several problems at once, in the order of the file', () => {
    expect(
      problemsOf(`version: 1
members:
  - email: ada@acme.com
    space_quota_gb: 1
    role: Team Admin
  - email: bob@acme
    status: actve
`),
    ).toEqual([
      "team.yaml:4:21 member ada@acme.com: space quota 1 GB is below Dropbox's minimum of 2 GB. Use 2 or more, or null to remove the quota.",
      'team.yaml:5:11 member ada@acme.com: role "Team Admin" is not the slug of a role, like team_admin or billing_admin. Did you mean team_admin?',
      'team.yaml:6:12 member bob@acme: address "bob@acme" is not an address that Dropbox accepts. Write one address, like ada@acme.com.',
      'team.yaml:7:13 member bob@acme: status "actve" is not known. Did you mean active? It is one of active, suspended, removed.',
    ]);
  });

  it('underlines exactly what is wrong', () => {
    const text = 'version: 1\nmembers:\n  - email: ada@acme.com\n    rôle: member_only\n    surname: "a/b"\n';
    const { diagnostics } = readTeamFile('team.yaml', memoryTree({ 'team.yaml': text })).parsed;
    expect(diagnostics.map(({ position, endColumn }) => [position?.line, position?.column, endColumn])).toEqual([
      [4, 5, 9],
      [5, 14, 19],
    ]);
  });

  it('hands out the texts of all files, for showing the lines that are wrong', () => {
    const text = '\ufeffversion: 1\ninclude: [people/*]\n';
    const { sources } = readTeamFile('team.yaml', memoryTree({ 'team.yaml': text, 'people/a.yaml': 'members: []' }));
    expect([...sources]).toEqual([
      ['team.yaml', text.slice(1)],
      ['people/a.yaml', 'members: []'],
    ]);
  });

  it('is named <stdin> where it comes from standard input', () => {
    const { parsed } = readTeamFile('-', memoryTree({ '-': 'members: []\n' }));
    expect(parsed.diagnostics.map(({ position }) => position?.file)).toEqual(['<stdin>']);
  });
});
