import { describe, expect, it } from 'vitest';
import { at, seed, start } from './harness.js';

const FULL = 'pid_dbtmr:AAAAAFMcx6E0tax39Kb0H671TzWLeE07dwaqFQ5fDRy2';

describe('suspending and unsuspending', () => {
  it('goes there and back, and keeps seat, groups and role', async () => {
    const simulator = await start();
    const before = await simulator.ok('get_info');
    expect(await simulator.ok('members/suspend', { user: at('grace'), wipe_data: false })).toBeNull();
    expect(simulator.team.member('grace@acme.com')).toMatchObject({ status: 'suspended', role: 'Team' });
    expect(await simulator.ok('get_info')).toEqual(before);
    expect(await simulator.ok('members/unsuspend', { user: at('grace') })).toBeNull();
    expect(simulator.team.member('grace@acme.com')).toMatchObject({ status: 'active', role: 'Team' });
    expect(simulator.team.member('grace@acme.com')).not.toHaveProperty('suspended_on');
  });

  it.each([
    ['sue', 'suspend_inactive_user'],
    ['ivy', 'suspend_inactive_user'],
    ['rex', 'user_not_in_team'],
    ['solo@other.com', 'user_not_in_team'],
    ['nobody', 'user_not_found'],
  ])('refuses to suspend %s with %s', async (who, tag) => {
    expect(await (await start()).refusal('members/suspend', { user: at(who) })).toBe(tag);
  });

  it.each(['ada', 'ivy'])('refuses to unsuspend %s, who is not suspended', async (who) => {
    expect(await (await start()).refusal('members/unsuspend', { user: at(who) })).toBe(
      'unsuspend_non_suspended_member',
    );
  });
});

describe('the last admin', () => {
  it('cannot be suspended, removed or demoted, and suspended or invited admins do not count', async () => {
    const simulator = await start();
    await simulator.ok('members/suspend', { user: at('grace') });
    await simulator.ok('members/set_admin_permissions_v2', { user: at('ivy'), new_roles: [FULL] });
    expect(await simulator.refusal('members/suspend', { user: at('ada') })).toBe('suspend_last_admin');
    expect(await simulator.refusal('members/remove', { user: at('ada') })).toBe('remove_last_admin');
    const demotion = { user: at('ada'), new_roles: [] };
    expect(await simulator.refusal('members/set_admin_permissions_v2', demotion)).toBe('last_admin');
    const tier = { user: at('ada'), new_role: 'member_only' };
    expect(await simulator.refusal('members/set_admin_permissions', tier)).toBe('last_admin');
  });
});

describe('admin roles', () => {
  it('are granted by id, shown by name, and taken away with an empty list', async () => {
    const simulator = await start();
    const granted = await simulator.ok('members/set_admin_permissions_v2', { user: at('bob'), new_roles: [FULL] });
    expect(granted.roles[0].name).toBe('Team');
    await simulator.ok('members/set_admin_permissions_v2', { user: at('bob'), new_roles: [] });
    expect(simulator.team.member('bob@acme.com')).not.toHaveProperty('role');
  });

  it('are shown as support admin by version 1 when they are newer than version 1', async () => {
    const simulator = await start();
    const { roles } = await simulator.ok('members/get_available_team_member_roles');
    const billing = roles.find((role: { name: string }) => role.name === 'Billing');
    await simulator.ok('members/set_admin_permissions_v2', { user: at('bob'), new_roles: [billing.role_id] });
    const [info] = await simulator.ok('members/get_info', { members: [at('bob')] });
    expect(info.role).toEqual({ '.tag': 'support_admin' });
  });

  it.each([
    [{ user: at('sue'), new_roles: [FULL] }, 'cannot_set_permissions'],
    [{ user: at('bob'), new_roles: ['pid_dbtmr:none'] }, 'role_not_found'],
    [{ user: at('rex'), new_roles: [] }, 'user_not_in_team'],
  ])('are refused: %j', async (body, tag) => {
    expect(await (await start()).refusal('members/set_admin_permissions_v2', body)).toBe(tag);
  });
});

describe('profiles', () => {
  it('change at once: address, external id and names', async () => {
    const simulator = await start();
    const answer = await simulator.ok('members/set_profile_v2', {
      user: { '.tag': 'team_member_id', team_member_id: 'dbmid:bob' },
      new_email: 'Robert@acme.com',
      new_external_id: '',
      new_given_name: 'Robert',
    });
    expect(answer.member_info.profile).toMatchObject({ email: 'robert@acme.com', name: { display_name: 'Robert' } });
    expect(answer.member_info.profile.external_id).toBeUndefined();
    expect(await simulator.refusal('members/suspend', { user: at('bob') })).toBe('user_not_found');
  });

  it.each([
    [{ user: at('bob') }, 'no_new_data_specified'],
    [{ user: at('bob'), new_email: null }, 'no_new_data_specified'],
    [
      { user: { '.tag': 'external_id', external_id: 'E-3' }, new_external_id: 'x' },
      'external_id_and_new_external_id_unsafe',
    ],
    [{ user: at('bob'), new_email: 'ADA@acme.com' }, 'email_reserved_for_other_user'],
    [{ user: at('bob'), new_email: 'rex@acme.com' }, 'email_reserved_for_other_user'],
    [{ user: at('bob'), new_email: 'solo@other.com' }, 'email_reserved_for_other_user'],
    [{ user: at('bob'), new_external_id: 'E-2' }, 'external_id_used_by_other_user'],
    [{ user: at('bob'), new_external_id: 'E-9' }, 'external_id_used_by_other_user'],
    [{ user: at('rex'), new_given_name: 'x' }, 'set_profile_disallowed'],
    [{ user: at('bob'), new_persistent_id: 'p' }, 'persistent_id_disabled'],
    [{ user: at('nobody'), new_given_name: 'x' }, 'user_not_found'],
  ])('are refused: %j', async (body, tag) => {
    expect(await (await start()).refusal('members/set_profile_v2', body)).toBe(tag);
  });

  it('refuse a directory restriction that the plan does not have, and a persistent id that is taken', async () => {
    const features = { directory_restriction: false, persistent_ids: true };
    const simulator = await start({ seed: { ...seed, team: { ...seed.team, features } } });
    const restrict = { user: at('bob'), new_is_directory_restricted: true };
    expect(await simulator.refusal('members/set_profile_v2', restrict)).toBe('directory_restricted_off');
    await simulator.ok('members/set_profile_v2', { user: at('bob'), new_persistent_id: 'p' });
    const taken = { user: at('ada'), new_persistent_id: 'p' };
    expect(await simulator.refusal('members/set_profile_v2', taken)).toBe('persistent_id_used_by_other_user');
  });

  it('let two people swap external ids only by way of a cleared one', async () => {
    const simulator = await start();
    const set = (who: string, id: string) => ({ user: at(who), new_external_id: id });
    expect(await simulator.refusal('members/set_profile_v2', set('bob', 'E-2'))).toBe('external_id_used_by_other_user');
    await simulator.ok('members/set_profile_v2', set('grace', ''));
    await simulator.ok('members/set_profile_v2', set('bob', 'E-2'));
    await simulator.ok('members/set_profile_v2', set('grace', 'E-3'));
    expect(simulator.team.member('grace@acme.com')?.external_id).toBe('E-3');
  });

  it('take photos that are photos, and say what is wrong with others', async () => {
    const simulator = await start();
    const set = (base64_data: string) => ({ user: at('bob'), photo: { '.tag': 'base64_data', base64_data } });
    const png = (side: number): string => {
      const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
      const size = Buffer.alloc(8);
      size.writeUInt32BE(side, 0);
      size.writeUInt32BE(side, 4);
      return Buffer.concat([header, size]).toString('base64');
    };
    await simulator.ok('members/set_profile_photo_v2', set(png(200)));
    expect(simulator.team.member('bob@acme.com')?.profile_photo_url).toBeDefined();
    const small = await simulator.call('team/members/set_profile_photo_v2', set(png(128)));
    expect(small.json).toMatchObject({ error: { '.tag': 'photo_error', photo_error: { '.tag': 'dimension_error' } } });
    expect((small.json as { error_summary: string }).error_summary).toMatch(/^photo_error\/dimension_error\/\.{0,3}$/);
    const text = await simulator.call('team/members/set_profile_photo_v2', set('aGVsbG8='));
    expect(text.json).toMatchObject({ error: { photo_error: { '.tag': 'file_type_error' } } });
  });
});

describe('suspending in bulk', () => {
  const target = (who: string, id = who) => ({ client_item_id: id, suspend_arg: { user: at(who), wipe_data: false } });

  it('tells how many, never who', async () => {
    const simulator = await start({ jobPolls: 0 });
    const job = await simulator.ok('members/bulk_suspend', {
      members: [target('bob'), target('sue'), target('nobody')],
    });
    const done = await simulator.ok('members/bulk_suspend/job_status/check', { async_job_id: job.async_job_id });
    expect(done).toMatchObject({ '.tag': 'complete', requested: 3, suspended: 1, failed: 2, unknown: 0 });
    expect(simulator.team.member('bob@acme.com')?.status).toBe('suspended');
  });

  it.each([
    [[], 'invalid_request'],
    [[target('bob', '1'), target('sue', '1')], 'duplicate_client_item_id'],
    [[target('bob', '1'), target('bob', '2')], 'duplicate_team_member_id'],
    [[target('ada')], 'acting_admin'],
  ])('is refused: %j', async (members, tag) => {
    expect(await (await start()).refusal('members/bulk_suspend', { members })).toBe(tag);
  });
});
