import { describe, expect, it } from 'vitest';
import { at, group, type Subject, start } from './harness.js';

interface Event {
  readonly timestamp: string;
  readonly event_type: { readonly '.tag': string };
  readonly details: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly participants?: readonly Readonly<Record<string, unknown>>[];
}

async function ask(
  simulator: Subject,
  body: unknown,
  route = 'get_events',
): Promise<{ events: Event[]; cursor: string; has_more: boolean }> {
  const answer = await simulator.call(`team_log/${route}`, body);
  expect(answer.status, answer.text).toBe(200);
  return answer.json as { events: Event[]; cursor: string; has_more: boolean };
}

const refusalOf = async (simulator: Subject, body: unknown, route = 'get_events'): Promise<string> =>
  ((await simulator.call(`team_log/${route}`, body)).json as { error: { '.tag': string } }).error['.tag'];

describe('the team log', () => {
  it('tells every change of a member, with the member as context', async () => {
    const simulator = await start();
    const user = at('bob');
    await simulator.ok('members/set_profile_v2', { user, new_given_name: 'Bob', new_external_id: '' });
    await simulator.ok('members/set_admin_permissions', { user, new_role: 'support_admin' });
    await simulator.ok('member_space_limits/set_custom_quota', { users_and_quotas: [{ user, quota_gb: 3 }] });
    await simulator.ok('members/suspend', { user });
    await simulator.ok('members/unsuspend', { user });
    await simulator.ok('members/remove', { user });
    await simulator.ok('members/recover', { user });
    const { events } = await ask(simulator, { category: 'members' });
    const found = Object.fromEntries(events.map((event) => [event.event_type['.tag'], event.details]));
    expect(Object.keys(found).sort()).toEqual([
      'member_change_admin_role',
      'member_change_name',
      'member_change_status',
      'member_remove_external_id',
      'member_space_limits_add_custom_quota',
    ]);
    expect(found.member_change_admin_role).toEqual({
      '.tag': 'member_change_admin_role_details',
      previous_value: { '.tag': 'member_only' },
      new_value: { '.tag': 'support_admin' },
    });
    expect(found.member_space_limits_add_custom_quota).toMatchObject({ new_value: 3 * 1024 ** 3 });
    const moves = events.filter((event) => event.event_type['.tag'] === 'member_change_status');
    expect(moves).toHaveLength(4);
    for (const event of events) expect(event.context).toMatchObject({ '.tag': 'team_member', email: 'bob@acme.com' });
  });

  it('tells every change of a group, with group and member as participants', async () => {
    const simulator = await start();
    const members = [{ user: at('grace'), access_type: 'member' }];
    await simulator.ok('groups/members/add', { group: group('g:club'), members });
    const { events } = await ask(simulator, { event_type: 'group_add_member' });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      context: { '.tag': 'team' },
      participants: [
        { '.tag': 'group', group_id: 'g:club', display_name: 'Club' },
        { '.tag': 'user', user: { '.tag': 'team_member', email: 'grace@acme.com' } },
      ],
      details: { '.tag': 'group_add_member_details', is_group_owner: false },
    });
  });

  it('names the admin behind the token, or the app where so chosen, or the person who joined', async () => {
    const admin = await start();
    await admin.ok('members/suspend', { user: at('bob') });
    expect(admin.team.events()[0]?.actor).toMatchObject({ '.tag': 'admin', admin: { email: 'ada@acme.com' } });
    const app = await start({ apiActor: 'app' });
    await app.ok('members/suspend', { user: at('bob') });
    expect(app.team.events()[0]?.actor).toMatchObject({ '.tag': 'app', app: { '.tag': 'team_linked_app' } });
    app.acceptInvitation('ivy@acme.com');
    expect(app.team.events()[1]).toMatchObject({
      actor: { '.tag': 'user', user: { email: 'ivy@acme.com' } },
      origin: { access_method: { '.tag': 'end_user' } },
      details: { previous_value: { '.tag': 'not_joined' }, action: { '.tag': 'team_join_details' } },
    });
  });

  it('names whoever does something by hand: an admin in the console, anybody else in Dropbox itself', async () => {
    const simulator = await start();
    const leave = { group: group('g:club'), users: [at('bob')] };
    simulator.perform('groups/members/remove', leave, 'bob@acme.com');
    simulator.perform('members/suspend', { user: at('bob') }, 'ada@acme.com');
    const [left, suspended] = simulator.team.events();
    expect(left).toMatchObject({
      actor: { '.tag': 'user', user: { email: 'bob@acme.com' } },
      origin: { access_method: { '.tag': 'end_user' } },
    });
    expect(suspended).toMatchObject({
      actor: { '.tag': 'admin', admin: { email: 'ada@acme.com' } },
      origin: { access_method: { '.tag': 'admin_console' } },
    });
  });

  it('says nothing of calls that changed nothing', async () => {
    const simulator = await start();
    await simulator.ok('members/set_profile_v2', { user: at('bob'), new_email: 'BOB@acme.com' });
    await simulator.ok('members/set_admin_permissions_v2', { user: at('bob'), new_roles: [] });
    await simulator.refusal('members/suspend', { user: at('sue') });
    expect(simulator.team.events()).toEqual([]);
  });

  it('gives pages, in no order, with a new cursor each, and new events to an old cursor', async () => {
    const simulator = await start();
    const rename = (name: string) => simulator.ok('members/set_profile_v2', { user: at('bob'), new_surname: name });
    for (let n = 0; n < 12; n++) {
      await rename(`S${n}`);
      simulator.advance(1000);
    }
    const first = await ask(simulator, { limit: 7 });
    const second = await ask(simulator, { cursor: first.cursor }, 'get_events/continue');
    expect([first.events.length, first.has_more, second.events.length, second.has_more]).toEqual([7, true, 5, false]);
    const times = first.events.map((event) => event.timestamp);
    expect(times).not.toEqual([...times].sort());
    const nothing = await ask(simulator, { cursor: second.cursor }, 'get_events/continue');
    expect(nothing.events).toEqual([]);
    expect(nothing.cursor).not.toBe(second.cursor);
    await rename('last');
    expect((await ask(simulator, { cursor: nothing.cursor }, 'get_events/continue')).events).toHaveLength(1);
  });

  it('can be asked by time (the end excluded), by kind and by account', async () => {
    const simulator = await start({ clock: () => Date.parse('2026-05-01T12:00:00Z') });
    await simulator.ok('members/suspend', { user: at('bob') });
    const count = async (body: unknown): Promise<number> => (await ask(simulator, body)).events.length;
    expect(await count({ time: { start_time: '2026-05-01T12:00:00Z' } })).toBe(1);
    expect(await count({ time: { end_time: '2026-05-01T12:00:00Z' } })).toBe(0);
    expect(await count({ category: 'groups' })).toBe(0);
    const account = simulator.team.member('bob@acme.com')?.account_id;
    expect(await count({ account_id: account })).toBe(1);
    expect(await count({ account_id: simulator.team.member('sue@acme.com')?.account_id })).toBe(0);
  });

  it('refuses filters that contradict each other and accounts that do not exist', async () => {
    const simulator = await start();
    expect(await refusalOf(simulator, { category: 'members', event_type: 'group_create' })).toBe('invalid_filters');
    const time = { start_time: '2026-05-02T00:00:00Z', end_time: '2026-05-01T00:00:00Z' };
    expect(await refusalOf(simulator, { time })).toBe('invalid_time_range');
    expect(await refusalOf(simulator, { account_id: 'x'.repeat(40) })).toBe('account_id_not_found');
    expect(await refusalOf(simulator, { cursor: 'x' }, 'get_events/continue')).toBe('bad_cursor');
  });
});
