import { describe, expect, it } from 'vitest';
import { at, seed, start } from './harness.js';

const DAY = 86_400_000;
const bob = { user: at('bob'), wipe_data: false };
const transfer = { transfer_dest_id: at('grace'), transfer_admin_id: at('ada') };

describe('removing somebody', () => {
  it('frees the seat, leaves the groups, and can be undone for seven days with role and groups', async () => {
    const simulator = await start();
    const before = await simulator.ok('get_info');
    expect(await simulator.ok('members/remove', bob)).toEqual({ '.tag': 'complete' });
    expect((await simulator.ok('get_info')).num_used_licenses).toBe(before.num_used_licenses - 1);
    expect(simulator.team.group('Eng')?.members).toEqual([{ email: 'ada@acme.com', access: 'member' }]);
    const { members_info } = await simulator.ok('members/get_info_v2', { members: [at('bob')] });
    expect(members_info[0].profile.status).toEqual({
      '.tag': 'removed',
      is_recoverable: true,
      is_disconnected: false,
    });
    simulator.advance(6 * DAY);
    expect(await simulator.ok('members/recover', { user: at('bob') })).toBeNull();
    expect(simulator.team.member('bob@acme.com')).toMatchObject({
      status: 'active',
      groups: ['Eng'],
      owner_of: ['Club'],
    });
  });

  it('cannot be undone after seven days', async () => {
    const simulator = await start();
    await simulator.ok('members/remove', bob);
    simulator.advance(7 * DAY);
    expect(await simulator.refusal('members/recover', { user: at('bob') })).toBe('user_unrecoverable');
    const { members } = await simulator.ok('members/list_v2', { include_removed: true });
    const gone = members.find((member: { profile: { email: string } }) => member.profile.email === 'bob@acme.com');
    expect(gone.profile.status.is_recoverable).toBe(false);
  });

  it('cannot be undone without a free licence', async () => {
    const simulator = await start({ seed: { ...seed, team: { ...seed.team, licences: 5 } } });
    expect(await simulator.refusal('members/recover', { user: at('rex') })).toBe('team_license_limit');
  });

  it('is refused for who has left or was never there', async () => {
    const simulator = await start();
    expect(await simulator.refusal('members/remove', { user: at('rex') })).toBe('user_not_in_team');
    expect(await simulator.refusal('members/remove', { user: at('nobody') })).toBe('user_not_found');
    expect(await simulator.refusal('members/recover', { user: at('bob') })).toBe('user_unrecoverable');
  });
});

describe('the options of a removal', () => {
  it.each([
    [{ transfer_dest_id: at('grace') }, 'unspecified_transfer_admin_id'],
    [{ ...transfer, transfer_admin_id: at('sue') }, 'transfer_admin_is_not_admin'],
    [{ ...transfer, transfer_admin_id: at('nobody') }, 'transfer_admin_user_not_found'],
    [{ ...transfer, transfer_admin_id: at('rex') }, 'transfer_admin_user_not_in_team'],
    [{ ...transfer, transfer_dest_id: at('nobody') }, 'transfer_dest_user_not_found'],
    [{ ...transfer, transfer_dest_id: at('rival@other.com') }, 'transfer_dest_user_not_in_team'],
    [{ ...transfer, transfer_dest_id: at('bob') }, 'removed_and_transfer_dest_should_differ'],
    [{ ...transfer, transfer_admin_id: at('bob') }, 'removed_and_transfer_admin_should_differ'],
    [{ ...transfer, transfer_dest_id: at('ivy') }, 'recipient_not_verified'],
    [{ keep_account: true, wipe_data: true }, 'cannot_keep_account_and_delete_data'],
    [{ keep_account: true, wipe_data: undefined }, 'cannot_keep_account_and_delete_data'],
    [{ keep_account: true, ...transfer }, 'cannot_keep_account_and_transfer'],
    [{ keep_account: true, permanently_delete_files: true }, 'cannot_keep_account_and_permanently_delete'],
    [{ keep_account: true, user: at('ivy') }, 'cannot_keep_invited_user_account'],
    [{ retain_team_shares: true }, 'cannot_retain_shares_when_no_account_kept'],
    [{ retain_team_shares: true, keep_account: true, wipe_data: true }, 'cannot_retain_shares_when_data_wiped'],
    [{ permanently_delete_files: true, ...transfer }, 'cannot_permanently_delete_and_transfer'],
  ])('%j is refused', async (options, tag) => {
    const simulator = await start();
    expect(await simulator.refusal('members/remove', { ...bob, ...options })).toBe(tag);
    expect(simulator.team.member('bob@acme.com')?.status).toBe('active');
  });

  it.each([
    [{}, true, false],
    [transfer, false, false],
    [{ transfer_admin_id: at('ada') }, true, false],
    [{ transfer_dest_id: at('ada'), transfer_admin_id: at('ada') }, false, false],
    [{ keep_account: true }, false, true],
    [{ keep_account: true, retain_team_shares: true }, false, true],
    [{ permanently_delete_files: true }, false, false],
  ])('%j leaves somebody recoverable: %s, with an account of their own: %s', async (options, recoverable, own) => {
    const simulator = await start();
    await simulator.ok('members/remove', { ...bob, ...options });
    expect(simulator.team.member('bob@acme.com')).toMatchObject({
      status: 'removed',
      is_recoverable: recoverable,
      is_disconnected: own,
    });
  });

  it('depend on legal hold, accepted terms and external sharing', async () => {
    const members = [
      ...(seed.members ?? []),
      { email: 'held@acme.com', legal_hold: true },
      { email: 'new@acme.com', accepted_terms: false },
    ];
    const team = { ...seed.team, features: { external_sharing: false } };
    const simulator = await start({ seed: { ...seed, members, team } });
    const keep = (who: string, more = {}) => ({ user: at(who), wipe_data: false, keep_account: true, ...more });
    expect(await simulator.refusal('members/remove', keep('held'))).toBe('cannot_keep_account_under_legal_hold');
    expect(await simulator.refusal('members/remove', keep('new'))).toBe('cannot_keep_account_required_to_sign_tos');
    expect(await simulator.refusal('members/remove', keep('bob', { retain_team_shares: true }))).toBe(
      'cannot_retain_shares_when_team_external_sharing_off',
    );
  });

  it('let only a full admin turn somebody into an individual account', async () => {
    const simulator = await start();
    simulator.perform(
      'members/set_admin_permissions',
      { user: at('ada'), new_role: 'support_admin' },
      'grace@acme.com',
    );
    expect(await simulator.refusal('members/remove', { ...bob, keep_account: true })).toBe('cannot_keep_account');
  });

  it('free the address of whoever keeps an account, who can then be invited again', async () => {
    const simulator = await start();
    await simulator.ok('members/remove', { ...bob, keep_account: true });
    const answer = await simulator.ok('members/add_v2', { new_members: [{ member_email: 'bob@acme.com' }] });
    expect(answer.complete[0]['.tag']).toBe('success');
  });

  it('forbid removing whoever receives files at the moment', async () => {
    const simulator = await start({ asyncJobs: 'always', jobPolls: 0 });
    const job = await simulator.ok('members/remove', { ...bob, ...transfer });
    expect(await simulator.refusal('members/remove', { user: at('grace') })).toBe('member_is_transfer_destination');
    await simulator.ok('members/remove/job_status/get', { async_job_id: job.async_job_id });
    expect((await simulator.ok('members/remove', { user: at('grace') }))['.tag']).toBe('async_job_id');
  });
});

describe('the files of somebody who was removed', () => {
  const move = (who: string) => ({ user: at(who), ...transfer });

  it('can be moved once, within 180 days', async () => {
    const simulator = await start();
    expect(await simulator.ok('members/move_former_member_files', move('rex'))).toEqual({ '.tag': 'complete' });
    const again = await simulator.refusal('members/move_former_member_files', move('rex'));
    expect(again).toBe('user_data_already_transferred');
    expect(await simulator.refusal('members/recover', { user: at('rex') })).toBe('user_unrecoverable');
  });

  it('are out of reach after 180 days', async () => {
    const simulator = await start();
    const token = simulator.mint({ expiresInMs: 400 * DAY });
    simulator.advance(181 * DAY);
    const late = await simulator.call('team/members/move_former_member_files', move('rex'), token);
    expect(late.json).toMatchObject({ error: { '.tag': 'user_data_cannot_be_transferred' } });
  });

  it('say that they are on their way, for both moving and deleting', async () => {
    const simulator = await start({ asyncJobs: 'always' });
    await simulator.ok('members/move_former_member_files', move('rex'));
    const again = await simulator.refusal('members/move_former_member_files', move('rex'));
    expect(again).toBe('user_data_is_being_transferred');
    const user = { user: at('rex') };
    expect(await simulator.refusal('members/delete_former_member_files', user)).toBe('transfer_in_progress');
  });

  it('can be deleted for good, which ends recovery', async () => {
    const simulator = await start();
    expect(await simulator.refusal('members/delete_former_member_files', { user: at('bob') })).toBe('user_not_removed');
    expect(await simulator.ok('members/delete_former_member_files', { user: at('rex') })).toBeNull();
    const again = await simulator.refusal('members/delete_former_member_files', { user: at('rex') });
    expect(again).toBe('already_transferred_or_deleted');
    expect(await simulator.refusal('members/recover', { user: at('rex') })).toBe('user_unrecoverable');
  });
});
