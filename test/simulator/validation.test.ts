import { describe, expect, it } from 'vitest';
import { at, group, start } from './harness.js';

const LONG = 'x'.repeat(51);
const add = (fields: object) => ({ new_members: [{ member_email: 'a@b.co', ...fields }] });
const EMAIL = "^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\\.[A-Za-z]{2,15}$";

/** Route, body, and the server's own words. */
const refused: readonly (readonly [string, unknown, string])[] = [
  ['members/list_v2', 'raw:{', 'could not decode input as JSON'],
  ['members/list_v2', 'raw:', 'could not decode input as JSON'],
  ['get_info', {}, 'expected null, got value'],
  ['get_info', '', 'expected null, got value'],
  ['members/list/continue_v2', null, 'expected object, got null'],
  ['members/list/continue_v2', [], 'expected object, got list'],
  ['members/list/continue_v2', 'x', 'expected object, got string'],
  ['members/list/continue_v2', 1, 'expected object, got integer'],
  ['members/list/continue_v2', {}, "missing required field 'cursor'"],
  ['members/add_v2', { new_members: [{}] }, "new_members: missing required field 'member_email'"],
  ['members/set_admin_permissions_v2', { user: at('bob'), new_role: 'x' }, "unknown field 'new_role'"],
  ['members/add_v2', add({ role: 'x' }), "new_members: unknown field 'role'"],
  ['members/add', add({ role_ids: [] }), "new_members: unknown field 'role_ids'"],
  ['members/list_v2', { limit: '5' }, 'limit: expected integer, got string'],
  ['members/list_v2', { limit: null }, 'limit: expected integer, got null'],
  ['members/list_v2', { limit: 1.5 }, 'limit: expected integer, got float'],
  ['members/list_v2', { limit: 5000 }, 'limit: 5000 is not within range [1, 1000]'],
  ['members/list_v2', { limit: 0 }, 'limit: 0 is not within range [1, 1000]'],
  [
    'member_space_limits/set_custom_quota',
    { users_and_quotas: [{ user: at('bob'), quota_gb: 1 }] },
    'users_and_quotas.quota_gb: 1 is not within range [2, 4294967295]',
  ],
  ['members/suspend', { user: at('bob'), wipe_data: 1 }, 'wipe_data: 1 is not a valid boolean'],
  ['members/list_v2', { include_removed: 'no' }, "include_removed: 'no' is not a valid boolean"],
  ['members/add_v2', add({ send_welcome_email: null }), 'new_members.send_welcome_email: None is not a valid boolean'],
  ['members/list/continue_v2', { cursor: 5 }, "cursor: '5' expected to be a string, got integer"],
  ['members/list/continue_v2', { cursor: null }, "cursor: 'None' expected to be a string, got null"],
  [
    'members/add_v2',
    add({ member_given_name: LONG }),
    `new_members.member_given_name: '${LONG}' must be at most 50 characters, got 51`,
  ],
  [
    'members/add_v2',
    add({ member_given_name: 'a/b' }),
    `new_members.member_given_name: 'a/b' did not match pattern '[^/:?*<>"|]*'`,
  ],
  ['groups/job_status/get', { async_job_id: '' }, "async_job_id: '' must be at least 1 characters, got 0"],
  [
    'members/add_v2',
    add({ role_ids: ['team_admin'] }),
    "new_members.role_ids: 'team_admin' did not match pattern 'pid_dbtmr:.*'",
  ],
  [
    'members/add_v2',
    add({ role_ids: ['pid_dbtmr:1', 'pid_dbtmr:2'] }),
    `new_members.role_ids: "['pid_dbtmr:1', 'pid_dbtmr:2']" has more than 1 items`,
  ],
  [
    'members/add_v2',
    { new_members: [{ member_email: 'nobody' }] },
    `new_members.member_email: '*****' did not match pattern '${EMAIL}'`,
  ],
  [
    'members/add_v2',
    { new_members: [{ member_email: 'ä@b.co' }] },
    `new_members.member_email: '*****' did not match pattern '${EMAIL}'`,
  ],
  ['members/set_profile_v2', { user: at('bob'), new_email: '' }, `new_email: '*****' did not match pattern '${EMAIL}'`],
  ['groups/members/add', { group: group('g'), members: null }, 'members: expected list, got null'],
  ['groups/members/remove', { group: group('g'), users: {} }, 'users: expected list, got builtins.dict'],
  ['members/suspend', { user: {} }, "user: missing '.tag' key"],
  ['members/suspend', { user: { '.tag': 1 } }, 'user: tag must be string, got integer'],
  ['groups/delete', { group: group('g') }, "missing '.tag' key"],
  [
    'groups/members/set_access_type',
    { group: group('g'), user: at('bob'), access_type: 'boss' },
    "access_type: unknown tag 'boss'",
  ],
  ['members/suspend', { user: { '.tag': 'email' } }, "user: missing 'email' key"],
  ['members/suspend', { user: 'email' }, "user: expected object for 'email', got symbol"],
  ['members/suspend', { user: null }, 'user: expected string or object, got null'],
  [
    'members/suspend',
    { user: { '.tag': 'email', email: 'a@b.co', team_member_id: 'x' } },
    "user: unexpected key 'team_member_id'",
  ],
  [
    'groups/create',
    { group_name: 'x', group_management_type: 'other' },
    "group_management_type: unexpected use of the catch-all tag 'other'",
  ],
  ['members/set_admin_permissions', { user: at('bob'), new_role: 'other' }, "new_role: unknown tag 'other'"],
  // First failure wins: unknown before wrong before missing.
  ['members/suspend', { wipe_data: 1, bogus: 1 }, "unknown field 'bogus'"],
  ['members/suspend', { wipe_data: 1 }, 'wipe_data: 1 is not a valid boolean'],
];

describe('a body that breaks the declared type', () => {
  it.each(refused)('%s %j: %s', async (route, body, message) => {
    const answer = await (await start()).call(`team/${route}`, body);
    expect(answer.text).toBe(`Error in call to API function "team/${route}": request body: ${message}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it.each([
    [
      { time: { start_time: '2020-01-01' } },
      "time.start_time: time data '2020-01-01' does not match format '%Y-%m-%dT%H:%M:%SZ'",
    ],
    [{ event_type: 'member_add' }, "event_type: unknown tag 'member_add'"],
    [{ account_id: 'dbid:x' }, "account_id: 'dbid:x' must be at least 40 characters, got 6"],
  ])('team_log/get_events %j: %s', async (body, message) => {
    const answer = await (await start()).call('team_log/get_events', body);
    expect(answer.text).toBe(`Error in call to API function "team_log/get_events": request body: ${message}`);
  });
});

describe('a body that looks odd but is right', () => {
  it.each<[string, unknown, number]>([
    ['members/list_v2', null, 200],
    ['members/list_v2', { limit: true }, 200],
    ['members/add_v2', { new_members: [] }, 200],
    ['members/add_v2', add({ role_ids: [], member_given_name: '', member_external_id: null }), 200],
    ['members/set_admin_permissions_v2', { user: at('bob') }, 200],
    ['members/set_admin_permissions_v2', { user: at('bob'), new_roles: null }, 200],
    ['members/set_admin_permissions', { user: at('bob'), new_role: { '.tag': 'team_admin', team_admin: null } }, 200],
    ['members/get_info_v2', { members: [{ '.tag': 'external_id', external_id: '' }] }, 200],
    ['members/list/continue_v2', { cursor: '' }, 409],
    ['groups/create', { group_name: '' }, 409],
    ['groups/job_status/get', { async_job_id: ' ' }, 409],
  ])('%s %j is answered with %i', async (route, body, _status) => {
    expect((await (await start()).call(`team/${route}`, body)).status).toBe(_status);
  });
});

describe('a request that is not what the API takes', () => {
  it.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=latin1'])(
    'is refused when its content type is %s',
    async (type) => {
      const { url, token } = await start();
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
      const answer = await fetch(`${url}/2/team/get_info`, { method: 'POST', headers, body: 'null' });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(
        `Error in call to API function "team/get_info": Bad HTTP "Content-Type" header: "${type}".`,
      );
    },
  );

  it.each(['application/json', 'application/json; charset=utf-8', 'text/plain; charset=dropbox-cors-hack'])(
    'is welcome when its content type is %s',
    async (type) => {
      const { url, token } = await start();
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type };
      expect((await fetch(`${url}/2/team/get_info`, { method: 'POST', headers, body: 'null' })).status).toBe(200);
    },
  );

  it('may have no body and no content type where the route takes nothing', async () => {
    const { url, token } = await start();
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/2/team/get_info`, { method: 'POST', headers })).status).toBe(200);
    const answer = await fetch(`${url}/2/team/members/list_v2`, { method: 'POST', headers });
    expect(await answer.text()).toContain('could not decode input as JSON');
  });

  it.each(['GET', 'PUT', 'DELETE'])('is refused when its method is %s', async (method) => {
    const { url, token } = await start();
    const answer = await fetch(`${url}/2/team/get_info`, { method, headers: { Authorization: `Bearer ${token}` } });
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  it.each(['team/members/list/v2', 'team/log/get_events', 'team/members/remove/job_status/check'])(
    'is refused as unknown when it is for %s',
    async (route) => {
      const answer = await (await start()).call(route, {});
      expect([answer.status, answer.text]).toEqual([400, `Unknown API function: "${route}"`]);
    },
  );
});
