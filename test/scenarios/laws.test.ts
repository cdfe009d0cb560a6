import { describe, expect, it } from 'vitest';
import type { CallRecord, TeamEvent } from '../../src/simulator/index.js';
import {
  expectExplicitWrites,
  expectFreedBeforeTaken,
  expectGrantsBeforeRevocations,
  expectOneInvitationEach,
  expectOthersUntouched,
  expectPatience,
  expectSuspensionBeforeRemoval,
} from './laws.js';

function call(route: string, body: unknown, wanted: Partial<CallRecord> = {}): CallRecord {
  return {
    number: 1,
    method: 'POST',
    route,
    requestId: 'r',
    atMs: 0,
    inFlight: 1,
    body,
    status: 200,
    tag: undefined,
    actingAdmin: 'ada@acme.com',
    isDuringRetryAfter: false,
    faults: [],
    ...wanted,
  };
}

function event(type: string, email: string, from: string, to: string): TeamEvent {
  return {
    event_type: { '.tag': type },
    context: { team_member_id: `id-${email}`, email },
    details: { previous_value: { '.tag': from }, new_value: { '.tag': to } },
  };
}

const status = (email: string, from: string, to: string) => event('member_change_status', email, from, to);
const role = (email: string, from: string, to: string) => event('member_change_admin_role', email, from, to);

describe('the laws of all scenarios', () => {
  it('catch a removal or suspension that leaves wiping to the server, or wipes', () => {
    expect(() => expectExplicitWrites([call('team/members/suspend', {})], false)).toThrow(/wipe_data/);
    expect(() => expectExplicitWrites([call('team/members/remove', { wipe_data: true })], false)).toThrow(/wipe_data/);
    expectExplicitWrites([call('team/members/remove', { wipe_data: true })], true);
    expectExplicitWrites([call('team/members/remove', { wipe_data: false })], false);
  });

  it('catch a group call that has all members returned, or does not say', () => {
    const route = 'team/groups/members/add';
    expect(() => expectExplicitWrites([call(route, { return_members: true })], false)).toThrow(/return_members/);
    expect(() => expectExplicitWrites([call(route, {})], false)).toThrow(/return_members/);
  });

  it('catch a call inside a Retry-After window', () => {
    expect(() => expectPatience([call('team/get_info', null, { isDuringRetryAfter: true })])).toThrow(/Retry-After/);
  });

  it('catch a call for an address that somebody else still has', () => {
    const refused = call('team/members/set_profile_v2', {}, { status: 409, tag: 'email_reserved_for_other_user' });
    expect(() => expectFreedBeforeTaken([refused])).toThrow(/taken/);
  });

  it('catch the removal of somebody active', () => {
    expect(() => expectSuspensionBeforeRemoval([status('a@acme.com', 'active', 'removed')])).toThrow(/active/);
    expectSuspensionBeforeRemoval([status('a@acme.com', 'suspended', 'removed')]);
  });

  it('catch a second invitation of the same address', () => {
    const invited = status('a@acme.com', 'not_joined', 'invited');
    expect(() => expectOneInvitationEach([invited, invited])).toThrow(/twice/);
    expectOneInvitationEach([invited, status('a@acme.com', 'invited', 'removed'), invited]);
  });

  it('catch an admin who is made after another lost that, in whatever way', () => {
    const members = [{ email: 'old@acme.com', team_member_id: 'id-old@acme.com', role: 'Team' }];
    const grant = role('new@acme.com', 'member_only', 'team_admin');
    const losses = [
      role('old@acme.com', 'team_admin', 'member_only'),
      status('old@acme.com', 'active', 'suspended'),
      status('old@acme.com', 'suspended', 'removed'),
    ];
    for (const loss of losses) {
      const stretch = { before: { members }, after: { members }, changed: new Set<string>() };
      expect(() => expectGrantsBeforeRevocations({ ...stretch, events: [loss, grant] })).toThrow(/after others/);
      expectGrantsBeforeRevocations({ ...stretch, events: [grant, loss] });
    }
  });

  it('catch a change to a person or a group that the plan does not name', () => {
    const before = {
      members: [{ email: 'a@acme.com', team_member_id: 'a', surname: 'A' }],
      groups: [{ name: 'G', group_id: 'g', members: ['a@acme.com'] }],
    };
    const renamed = { ...before, members: [{ email: 'a@acme.com', team_member_id: 'a', surname: 'B' }] };
    const emptied = { ...before, groups: [{ name: 'G', group_id: 'g', members: [] }] };
    const law = (after: typeof before | typeof emptied, changed: string[]) => () =>
      expectOthersUntouched({ before, after, events: [], changed: new Set(changed) });
    expect(law(renamed, [])).toThrow(/people whom the plan does not name/);
    expect(law(emptied, [])).toThrow(/groups that the plan does not name/);
    law(renamed, ['member.a@acme.com'])();
    law(emptied, ['group.G'])();
  });
});
