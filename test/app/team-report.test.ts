import { describe, expect, it } from 'vitest';
import { makeTeamReport, readNeedsOfReport, reportNames } from '../../src/app/team-report.js';
import type { LiveGroup, LiveMember, LiveState } from '../../src/model/live-state.js';
import type { MemberAttributes } from '../../src/model/member.js';

const now = Date.parse('2026-11-22T12:00:00Z');

function member(email: string, more: Partial<Omit<LiveMember, 'attributes'>> = {}, role = 'member_only'): LiveMember {
  const attributes: MemberAttributes = {
    email,
    external_id: null,
    given_name: null,
    surname: null,
    role,
    persistent_id: null,
    directory_restricted: false,
    secondary_emails: [],
    space_quota_gb: null,
  };
  return {
    id: `dbmid:${email}`,
    status: 'active',
    isRecoverable: false,
    isEmailVerified: true,
    attributes,
    invitedOn: null,
    joinedOn: null,
    suspendedOn: null,
    ...more,
  };
}

function group(
  name: string,
  members: Record<string, 'member' | 'owner'>,
  management: LiveGroup['management'],
): LiveGroup {
  const byId = new Map(Object.entries(members).map(([email, access]) => [`dbmid:${email}`, access]));
  return { id: `g:${name}`, name, externalId: null, management, members: byId };
}

const live: LiveState = {
  team: { id: 'dbtid:1', name: 'Acme' },
  licences: { available: 10, used: 6 },
  actingAdminId: null,
  roles: [],
  members: [
    member('zoe@acme.com', { joinedOn: '2020-01-01T00:00:00Z' }, 'billing_admin'),
    member('ada@acme.com', { joinedOn: '2020-01-01T00:00:00Z' }),
    member('gone@acme.com', { status: 'removed', isRecoverable: true }, 'team_admin'),
    member('new@acme.com', { status: 'invited', invitedOn: '2026-11-20T13:00:00Z' }),
    member('old@acme.com', { status: 'invited', invitedOn: '2026-01-01T00:00:00Z' }),
    member('eve@acme.com', { status: 'suspended', suspendedOn: '2026-11-12T12:00:00Z' }),
    member('nobody-knows@acme.com', { status: 'suspended' }),
    member('root@acme.com', {}, 'team_admin'),
  ],
  groups: [
    group('sales', { 'ada@acme.com': 'owner', 'zoe@acme.com': 'member' }, 'user_managed'),
    group('Engineering', { 'ada@acme.com': 'member' }, 'company_managed'),
    group('Everyone', { 'ada@acme.com': 'member' }, 'system_managed'),
  ],
  capabilities: { groupMemberLimit: 1000, recoverableDays: 7, quotasRead: false },
};

function column(report: (typeof reportNames)[number], name: string) {
  const { columns, rows } = makeTeamReport(report, live, now);
  const index = columns.findIndex((one) => one.name === name);
  expect(index).toBeGreaterThanOrEqual(0);
  return rows.map((row) => row[index]);
}

describe('a report', () => {
  it('of members has the columns of the audit list, by address, without those who were removed', () => {
    expect(
      makeTeamReport('members', live, now)
        .columns.map(({ name }) => name)
        .join(', '),
    ).toBe(
      'team_member_id, email, status, role, given_name, surname, external_id, joined_on, invited_on, suspended_on, groups',
    );
    expect(column('members', 'email')).toEqual([
      'ada@acme.com',
      'eve@acme.com',
      'new@acme.com',
      'nobody-knows@acme.com',
      'old@acme.com',
      'root@acme.com',
      'zoe@acme.com',
    ]);
  });

  it('of members names the groups of each, without those that Dropbox manages itself', () => {
    expect(column('members', 'groups')[0]).toEqual(['Engineering', 'sales']);
  });

  it('of admins begins with the full ones', () => {
    expect(column('admins', 'email')).toEqual(['root@acme.com', 'zoe@acme.com']);
  });

  it('of invitations begins with the oldest, and counts whole days', () => {
    expect(column('invitations', 'email')).toEqual(['old@acme.com', 'new@acme.com']);
    expect(column('invitations', 'days')).toEqual([325, 1]);
  });

  it('of the inactive has the suspended and the invited; who is so since nobody knows when, last', () => {
    expect(column('inactive', 'email')).toEqual([
      'old@acme.com',
      'eve@acme.com',
      'new@acme.com',
      'nobody-knows@acme.com',
    ]);
    expect(column('inactive', 'days')).toEqual([325, 10, 1, null]);
  });

  it('of groups has all of them, in the order of the alphabet, with owners and people', () => {
    expect(column('groups', 'name')).toEqual(['Engineering', 'Everyone', 'sales']);
    expect(column('groups', 'owners')).toEqual([[], [], ['ada@acme.com']]);
    expect(column('groups', 'members')[2]).toEqual(['ada@acme.com', 'zoe@acme.com']);
    expect(column('groups', 'member_count')).toEqual([1, 1, 2]);
  });

  it('does not depend on the order in which the team was read', () => {
    const turned = { ...live, members: [...live.members].reverse(), groups: [...live.groups].reverse() };
    for (const name of reportNames) expect(makeTeamReport(name, turned, now)).toEqual(makeTeamReport(name, live, now));
  });

  it('asks for owners, which cost calls, only where it shows them', () => {
    expect(reportNames.filter((name) => readNeedsOfReport(name).accessOfGroups === 'all')).toEqual(['groups']);
  });
});
