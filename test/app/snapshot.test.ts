import { describe, expect, it } from 'vitest';
import { parseSnapshot, snapshotToJson } from '../../src/app/snapshot.js';
import type { LiveState } from '../../src/model/live-state.js';

const live: LiveState = {
  team: { id: 'dbtid:AAH', name: 'Acme Inc' },
  licences: { available: 10, used: 2 },
  actingAdminId: 'dbmid:1',
  roles: [{ id: 'pid_dbtmr:1', name: 'Team', slug: 'team_admin' }],
  members: [
    {
      id: 'dbmid:1',
      status: 'active',
      isRecoverable: false,
      isEmailVerified: true,
      attributes: {
        email: 'ada@acme.com',
        external_id: 'E1',
        given_name: 'Ada',
        surname: null,
        role: 'team_admin',
        persistent_id: null,
        directory_restricted: false,
        secondary_emails: ['a@acme.com'],
        space_quota_gb: 100,
      },
      invitedOn: null,
      joinedOn: '2020-01-01T00:00:00Z',
      suspendedOn: null,
    },
  ],
  groups: [
    {
      id: 'g:1',
      name: '__proto__',
      externalId: null,
      management: 'user_managed',
      members: new Map([
        ['dbmid:1', 'owner'],
        ['dbmid:2', null],
      ]),
    },
  ],
  capabilities: { groupMemberLimit: 1000, recoverableDays: 7, quotasRead: true },
};

describe('a snapshot', () => {
  it('says all that was read, so that planning against it is planning against the team', () => {
    const parsed = parseSnapshot(JSON.stringify(snapshotToJson(live)), 'live.json');
    expect(parsed).toEqual({ ok: true, value: live, diagnostics: [] });
  });

  it('does not depend on the order in which Dropbox lists people', () => {
    const [ada] = live.members;
    const bob = { ...live.members[0], id: 'dbmid:2', attributes: { ...ada?.attributes, email: 'bob@acme.com' } };
    const there = { ...live, members: [ada, bob] } as LiveState;
    const back = { ...live, members: [bob, ada] } as LiveState;
    expect(snapshotToJson(back)).toEqual(snapshotToJson(there));
  });

  it('is refused with the place of what does not fit', () => {
    const json = JSON.stringify(snapshotToJson(live)).replace('"owner"', '"boss"');
    const parsed = parseSnapshot(json, 'live.json');
    expect(parsed.ok).toBe(false);
    expect(parsed.diagnostics[0]?.message).toContain('the snapshot live.json is not a snapshot: groups.0.members');
  });
});
