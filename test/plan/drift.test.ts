import { describe, expect, it } from 'vitest';
import type { DesiredState } from '../../src/model/desired-state.js';
import type { DriftCause } from '../../src/model/drift-cause.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { TeamLogEvent } from '../../src/model/team-log.js';
import { findDifferences } from '../../src/plan/drift.js';
import { categoriesOf } from '../../src/plan/drift-cause.js';
import { makePlan } from '../../src/plan/plan.js';
import { logEvent, reportOf } from '../render/drift-stories.js';
import {
  desiredGroup,
  desiredMember,
  desiredState,
  liveGroup,
  liveMember,
  liveTeam,
  NOW,
} from '../support/team-builders.js';

const jo = liveMember('jo@acme.example', { attributes: { role: 'team_admin' } });
const about = (email: string) => ({ members: [email], memberIds: [`dbmid:${email}`] });

/** The cause of the only difference between a file and a team. */
function causeOf(desired: DesiredState, live: LiveState, events: readonly TeamLogEvent[]): DriftCause {
  const { differences } = reportOf(desired, live, events);
  expect(differences).toHaveLength(1);
  return differences[0]?.cause ?? { tag: 'not-read' };
}

const bob = liveMember('bob@acme.example', { attributes: { role: 'billing_admin', surname: 'Builder' } });
const bobsTeam = liveTeam([jo, bob], [liveGroup('Sales', [], { management: 'user_managed' })]);
const member = (attributes: object) =>
  desiredState([desiredMember('jo@acme.example'), desiredMember('bob@acme.example', { attributes })]);
const inSales = desiredState(
  [desiredMember('jo@acme.example'), desiredMember('bob@acme.example')],
  [desiredGroup('Sales', ['bob@acme.example'])],
);

describe('the cause of a difference', () => {
  it('is the newest event that leads to what the team has', () => {
    const named = (at: string, to: string, actor: string) =>
      logEvent('member_change_name', { ...about('bob@acme.example'), at, to, actor });
    const events = [
      named('2026-11-03T00:00:00Z', 'Bob Somebody', 'third@acme.example'),
      named('2026-11-02T00:00:00Z', 'Bob Builder', 'second@acme.example'),
      named('2026-11-01T00:00:00Z', 'Bob Builder', 'first@acme.example'),
    ];
    const cause = causeOf(member({ surname: 'Baumeister' }), bobsTeam, events);
    expect(cause).toMatchObject({ tag: 'logged', by: { tag: 'admin', name: 'second@acme.example' } });
  });

  it('is not told where the log leads somewhere else, or speaks of somebody else', () => {
    const events = [
      logEvent('member_change_name', { ...about('bob@acme.example'), to: 'Bob Somebody' }),
      logEvent('member_change_name', { ...about('rob@acme.example'), to: 'Rob Builder' }),
    ];
    expect(causeOf(member({ surname: 'Baumeister' }), bobsTeam, events)).toEqual({ tag: 'not-logged' });
  });

  it('is found by who somebody is, though the log knows them by a former address', () => {
    const events = [
      logEvent('member_change_admin_role', {
        members: ['bobby@acme.example'],
        memberIds: ['dbmid:bob@acme.example'],
        to: 'billing_admin',
      }),
    ];
    expect(causeOf(member({ role: 'member_only' }), bobsTeam, events)).toMatchObject({ tag: 'logged' });
  });

  it('is not what happened to somebody else who had the address before', () => {
    const former = { members: ['bob@acme.example'], memberIds: ['dbmid:former'] };
    const events = [logEvent('member_change_admin_role', { ...former, to: 'billing_admin' })];
    expect(causeOf(member({ role: 'member_only' }), bobsTeam, events)).toEqual({ tag: 'not-logged' });
  });

  it('of a membership that is gone is the removal from the group, or from the team, whichever was later', () => {
    const left = logEvent('group_remove_member', {
      ...about('bob@acme.example'),
      groups: ['Sales'],
      at: '2026-11-01T00:00:00Z',
    });
    const gone = logEvent('member_change_status', {
      ...about('bob@acme.example'),
      to: 'removed',
      at: '2026-11-02T00:00:00Z',
    });
    expect(causeOf(inSales, bobsTeam, [left])).toMatchObject({ event: 'group_remove_member' });
    expect(causeOf(inSales, bobsTeam, [left, gone])).toMatchObject({ event: 'member_change_status' });
  });

  it('of a group that is missed may be that it has another name', () => {
    const desired = desiredState([desiredMember('jo@acme.example')], [desiredGroup('Marketing')]);
    const renamed = logEvent('group_rename', { groups: ['Sales'], from: 'Marketing', to: 'Sales' });
    const deleted = logEvent('group_delete', { groups: ['Marketing'] });
    expect(causeOf(desired, liveTeam([jo]), [deleted])).toMatchObject({ event: 'group_delete' });
    expect(causeOf(desired, liveTeam([jo]), [renamed])).toMatchObject({ event: 'group_rename' });
  });

  it.each([
    ['an admin', { actorKind: 'admin' }, { tag: 'admin', name: 'jo@acme.example' }],
    ['an admin, whatever the log calls them', { actorKind: 'user' }, { tag: 'admin', name: 'jo@acme.example' }],
    ['an app', { actorKind: 'app', actor: 'Okta', actorId: null }, { tag: 'app', name: 'Okta' }],
    ['a reseller', { actorKind: 'reseller', actor: 'Shop', actorId: null }, { tag: 'reseller', name: 'Shop' }],
    [
      'somebody without an admin role',
      { actorKind: 'user', actor: 'mia@acme.example', actorId: 'x' },
      { tag: 'member' },
    ],
    ['the person', { actorKind: 'user', actor: 'bob@acme.example', actorId: null }, { tag: 'themselves' }],
    [
      'an admin whose app it was, even about themselves',
      { actor: 'bob@acme.example', actorId: null, via: 'api' },
      { tag: 'admin' },
    ],
    ['Dropbox', { actorKind: 'dropbox', actor: 'dropbox', actorId: null }, { tag: 'dropbox' }],
    ['nobody that the log names', { actorKind: 'other', actor: null, actorId: null }, { tag: 'unknown' }],
  ])('names as its doer %s', (_, actor, by) => {
    const event = logEvent('group_remove_member', { ...about('bob@acme.example'), groups: ['Sales'], ...actor });
    expect(causeOf(inSales, bobsTeam, [event])).toMatchObject({ by });
  });

  it('is known of every attribute that the log has events for', () => {
    const live = liveTeam([
      jo,
      liveMember('bob@acme.example', {
        attributes: {
          external_id: 'E1',
          space_quota_gb: 10,
          directory_restricted: true,
          secondary_emails: ['b@acme.example'],
        },
      }),
    ]);
    const log = (type: string, to: string | null = null) => logEvent(type, { ...about('bob@acme.example'), to });
    const explains = (attributes: object, event: TeamLogEvent) => causeOf(member(attributes), live, [event]).tag;
    expect([
      explains({ external_id: 'E2' }, log('member_change_external_id', 'E1')),
      explains({ space_quota_gb: 20 }, log('member_space_limits_change_custom_quota', String(10 * 1024 ** 3))),
      explains({ directory_restricted: false }, log('directory_restrictions_add_members')),
      explains({ secondary_emails: [] }, log('secondary_email_verified', 'B@acme.example')),
    ]).toEqual(['logged', 'logged', 'logged', 'logged']);
    expect([
      explains({ external_id: 'E2' }, log('member_change_external_id', 'E3')),
      explains({ space_quota_gb: 20 }, log('member_space_limits_remove_custom_quota')),
      explains({ directory_restricted: false }, log('directory_restrictions_remove_members')),
      explains({ secondary_emails: [] }, log('secondary_email_deleted', 'b@acme.example')),
    ]).toEqual(['not-logged', 'not-logged', 'not-logged', 'not-logged']);
  });

  it('is looked for only in the parts of the log that can tell it', () => {
    const of = (desired: DesiredState) => {
      const planned = makePlan({ desired, live: bobsTeam, now: NOW });
      return planned.ok ? categoriesOf(findDifferences(planned.value)) : [];
    };
    expect(of(member({ role: 'member_only' }))).toEqual(['members']);
    expect(of(inSales)).toEqual(['members', 'groups']);
    expect(
      of(
        desiredState(
          [desiredMember('jo@acme.example')],
          [desiredGroup('Sales', [], { attributes: { management: 'company_managed' } })],
        ),
      ),
    ).toEqual(['groups']);
    expect(of(member({ directory_restricted: true }))).toEqual(['members', 'team_policies']);
  });
});

describe('the effect of a difference', () => {
  it('is seen from the file, as if it had been true before', () => {
    const live = liveTeam(
      [jo, bob, liveMember('eve@acme.example', { status: 'suspended' }), liveMember('mia@acme.example')],
      [liveGroup('Sales', ['mia@acme.example'])],
    );
    const desired = desiredState(
      [
        desiredMember('jo@acme.example', { attributes: { role: 'billing_admin' } }),
        desiredMember('bob@acme.example', { attributes: { role: 'team_admin' } }),
        desiredMember('eve@acme.example', { status: 'active' }),
        desiredMember('mia@acme.example', { status: 'suspended' }),
        desiredMember('new@acme.example'),
      ],
      [desiredGroup('Sales', ['bob@acme.example'])],
    );
    const planned = makePlan({ desired, live, now: NOW });
    const found = planned.ok ? findDifferences(planned.value) : [];
    expect(found.map(({ address, attribute, member: who, effect }) => [address, attribute, who, effect])).toEqual([
      ['group.Sales', 'members', 'bob@acme.example', 'lost-access'],
      ['group.Sales', 'members', 'mia@acme.example', 'gained-access'],
      ['member.bob@acme.example', 'role', null, 'lost-power'],
      ['member.eve@acme.example', 'status', null, 'lost-access'],
      ['member.jo@acme.example', 'role', null, 'gained-power'],
      ['member.mia@acme.example', 'status', null, 'gained-access'],
      ['member.new@acme.example', null, null, 'lost-access'],
    ]);
  });
});
