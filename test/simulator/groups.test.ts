import { describe, expect, it } from 'vitest';
import { at, group, start } from './harness.js';

const asMember = (who: string, access: unknown = 'member') => ({ user: at(who), access_type: access });

describe('the everyone group', () => {
  it('holds everybody who is invited, active or suspended, and nobody else', async () => {
    const simulator = await start();
    const { groups } = await simulator.ok('groups/list', {});
    expect(groups[0].group_management_type).toEqual({ '.tag': 'system_managed' });
    const { members } = await simulator.ok('groups/members/list', { group: group(groups[0].group_id) });
    expect(members.map((entry: { profile: { email: string } }) => entry.profile.email)).toEqual([
      'ada@acme.com',
      'grace@acme.com',
      'bob@acme.com',
      'sue@acme.com',
      'ivy@acme.com',
    ]);
    expect(groups[0].member_count).toBe(5);
    const { members_info } = await simulator.ok('members/get_info_v2', { members: [at('ivy'), at('rex')] });
    expect(members_info[0].profile.groups).toEqual([groups[0].group_id]);
    expect(members_info[1].profile.groups).toEqual([]);
  });

  it('cannot be changed, deleted, filled or emptied', async () => {
    const simulator = await start();
    const everyone = group((await simulator.ok('groups/list', {})).groups[0].group_id);
    const tags = [
      await simulator.refusal('groups/update', { group: everyone, new_group_name: 'x' }),
      await simulator.refusal('groups/delete', everyone),
      await simulator.refusal('groups/members/add', { group: everyone, members: [asMember('bob')] }),
      await simulator.refusal('groups/members/remove', { group: everyone, users: [at('bob')] }),
      await simulator.refusal('groups/members/set_access_type', { group: everyone, ...asMember('bob') }),
    ];
    expect(new Set(tags)).toEqual(new Set(['system_managed_group_disallowed']));
    const [info] = await simulator.ok('groups/get_info', { '.tag': 'group_ids', group_ids: [everyone.group_id] });
    expect(info.members).toBeUndefined();
  });
});

describe('groups', () => {
  it('are created empty and company-managed unless told otherwise', async () => {
    const simulator = await start();
    const created = await simulator.ok('groups/create', { group_name: ' New ' });
    expect(created).toMatchObject({
      group_name: 'New',
      member_count: 0,
      members: [],
      group_management_type: { '.tag': 'company_managed' },
    });
    expect(created.created).toBeGreaterThan(1_500_000_000_000);
  });

  it.each([
    [{ group_name: '' }, 'group_name_invalid'],
    [{ group_name: '   ' }, 'group_name_invalid'],
    [{ group_name: 'ENG ' }, 'group_name_already_used'],
    [{ group_name: 'everyone at test team' }, 'group_name_already_used'],
    [{ group_name: 'x', group_external_id: 'grp-eng' }, 'external_id_already_in_use'],
    [{ group_name: 'x', group_management_type: 'system_managed' }, 'system_managed_group_disallowed'],
  ])('are not created from %j', async (body, tag) => {
    expect(await (await start()).refusal('groups/create', body)).toBe(tag);
  });

  it('keep an external id that is not mentioned, and lose one that is set to nothing', async () => {
    const simulator = await start();
    const kept = await simulator.ok('groups/update', { group: group('g:eng'), new_group_name: 'Engineers' });
    expect(kept.group_external_id).toBe('grp-eng');
    const cleared = await simulator.ok('groups/update', { group: group('g:eng'), new_group_external_id: '' });
    expect(cleared.group_external_id).toBeUndefined();
    const byId = { '.tag': 'group_external_id', group_external_id: 'grp-eng' };
    expect(await simulator.refusal('groups/update', { group: byId })).toBe('group_not_found');
  });

  it('have no owners once they are company-managed', async () => {
    const simulator = await start();
    await simulator.ok('groups/update', { group: group('g:club'), new_group_management_type: 'company_managed' });
    expect(simulator.team.group('Club')?.members?.map((entry) => (entry as { access: string }).access)).toEqual([
      'member',
      'member',
    ]);
  });

  it('give the members back in the answer only when asked to', async () => {
    const simulator = await start();
    const body = { group: group('g:empty'), members: [asMember('bob')] };
    const without = await simulator.ok('groups/members/add', { ...body, return_members: false });
    expect(without.group_info.members).toBeUndefined();
    expect(without.group_info.member_count).toBe(1);
    const withThem = await simulator.ok('groups/members/remove', { group: group('g:empty'), users: [at('bob')] });
    expect(withThem.group_info.members).toEqual([]);
    expect(withThem.async_job_id).toBe(' ');
    expect(await simulator.refusal('groups/job_status/get', { async_job_id: ' ' })).toBe('invalid_async_job_id');
  });

  it('are gone at once when deleted, also from the profiles of their members', async () => {
    const simulator = await start({ asyncJobs: 'always' });
    expect((await simulator.ok('groups/delete', group('g:eng')))['.tag']).toBe('async_job_id');
    expect(simulator.team.member('bob@acme.com')?.groups).toEqual([]);
    expect(await simulator.refusal('groups/members/list', { group: group('g:eng') })).toBe('group_not_found');
    expect(await simulator.refusal('groups/delete', group('g:eng'))).toBe('group_already_deleted');
    expect(await simulator.refusal('groups/delete', group('g:never'))).toBe('group_not_found');
  });
});

describe('memberships', () => {
  const add = (id: string, ...members: unknown[]) => ({ group: group(id), members, return_members: false });

  it.each([
    [add('g:none', asMember('bob')), 'group_not_found', undefined],
    [add('g:foreign', asMember('bob')), 'group_not_in_team', undefined],
    [add('g:eng', asMember('bob'), asMember('sue')), 'duplicate_user', undefined],
    [add('g:empty', asMember('sue'), asMember('sue')), 'duplicate_user', undefined],
    [add('g:empty', asMember('sue'), asMember('nobody')), 'users_not_found', ['nobody@acme.com']],
    [
      add('g:empty', asMember('rex'), asMember('rival@other.com')),
      'members_not_in_team',
      ['rex@acme.com', 'rival@other.com'],
    ],
    [add('g:empty', asMember('bob', 'owner')), 'user_cannot_be_manager_of_company_managed_group', ['bob@acme.com']],
  ])('are not added by %j', async (body, tag, payload) => {
    const simulator = await start();
    const answer = await simulator.call('team/groups/members/add', body);
    expect(answer.status).toBe(409);
    const error = payload === undefined ? { '.tag': tag } : { '.tag': tag, [tag]: payload };
    expect((answer.json as { error: unknown }).error).toEqual(error);
    expect(simulator.team.group('Empty')?.members).toEqual([]);
  });

  it('of suspended people are never those of an owner, but those of invited people may be', async () => {
    const simulator = await start();
    await simulator.ok('groups/members/remove', { group: group('g:club'), users: [at('sue'), at('bob')] });
    expect(await simulator.refusal('groups/members/add', add('g:club', asMember('sue', 'owner')))).toBe(
      'user_must_be_active_to_be_owner',
    );
    await simulator.ok('groups/members/add', add('g:club', asMember('sue'), asMember('ivy', { '.tag': 'owner' })));
    expect(simulator.team.group('Club')?.members).toEqual([
      { email: 'sue@acme.com', access: 'member' },
      { email: 'ivy@acme.com', access: 'owner' },
    ]);
  });

  it('are taken away all or none', async () => {
    const simulator = await start();
    const users = (...names: string[]) => ({ group: group('g:eng'), users: names.map(at) });
    expect(await simulator.refusal('groups/members/remove', users('bob', 'grace'))).toBe('member_not_in_group');
    expect(simulator.team.group('Eng')?.members).toHaveLength(2);
    expect(await simulator.refusal('groups/members/remove', users('bob', 'nobody'))).toBe('users_not_found');
    await simulator.ok('groups/members/remove', users('bob', 'ada'));
    expect(simulator.team.group('Eng')?.members).toEqual([]);
  });

  it('change between member and owner in user-managed groups only', async () => {
    const simulator = await start();
    const set = (id: string, who: string, access: string) => ({ group: group(id), ...asMember(who, access) });
    const route = 'groups/members/set_access_type';
    const [info] = await simulator.ok(route, { ...set('g:club', 'bob', 'member'), return_members: false });
    expect([info['.tag'], info.members]).toEqual(['group_info', undefined]);
    const tag = 'user_cannot_be_manager_of_company_managed_group';
    const refused = await simulator.call(`team/${route}`, set('g:eng', 'bob', 'owner'));
    expect((refused.json as { error: unknown }).error).toEqual({ '.tag': tag });
    expect(await simulator.refusal(route, set('g:club', 'ada', 'owner'))).toBe('member_not_in_group');
  });

  it('are a thousand at most', async () => {
    const members = Array.from({ length: 1001 }, (_, n) => ({ email: `m${n}@acme.com` }));
    const simulator = await start({
      seed: {
        members: [{ email: 'ada@acme.com', role: 'Team' }, ...members],
        groups: [{ name: 'Big', group_id: 'g:big' }],
      },
    });
    const batch = (from: number, to: number) =>
      add('g:big', ...members.slice(from, to).map((member) => asMember(member.email)));
    await simulator.ok('groups/members/add', batch(0, 1000));
    expect(await simulator.refusal('groups/members/add', batch(1000, 1001))).toBe('other');
  });
});
