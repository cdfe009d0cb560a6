import { describe, expect, it } from 'vitest';
import { at, seed, start } from './harness.js';

describe('space quotas', () => {
  const set = (...names: string[]) => ({ users_and_quotas: names.map((name) => ({ user: at(name), quota_gb: 10 })) });

  it('are set, shown and removed person by person', async () => {
    const simulator = await start();
    expect(await simulator.ok('member_space_limits/set_custom_quota', set('bob', 'nobody', 'ivy'))).toEqual([
      { '.tag': 'success', user: at('bob'), quota_gb: 10 },
      { '.tag': 'invalid_user', invalid_user: at('nobody') },
      { '.tag': 'success', user: at('ivy'), quota_gb: 10 },
    ]);
    expect(await simulator.ok('member_space_limits/remove_custom_quota', { users: [at('bob')] })).toEqual([
      { '.tag': 'success', success: at('bob') },
    ]);
    expect(await simulator.ok('member_space_limits/get_custom_quota', { users: [at('bob'), at('ivy')] })).toEqual([
      { '.tag': 'success', user: at('bob') },
      { '.tag': 'success', user: at('ivy'), quota_gb: 10 },
    ]);
  });

  it('are refused for all when one person is excluded from limits', async () => {
    const simulator = await start();
    await simulator.ok('member_space_limits/excluded_users/add', { users: [at('grace')] });
    expect(await simulator.refusal('member_space_limits/set_custom_quota', set('bob', 'grace'))).toBe(
      'some_users_are_excluded',
    );
    expect(simulator.team.member('bob@acme.com')).not.toHaveProperty('space_quota_gb');
    await simulator.ok('member_space_limits/excluded_users/remove', { users: [at('grace')] });
    await simulator.ok('member_space_limits/set_custom_quota', set('bob', 'grace'));
  });

  it('are refused while the team has no space limits', async () => {
    const team = { ...seed.team, features: { space_limits: false } };
    const simulator = await start({ seed: { ...seed, team } });
    expect(await simulator.refusal('member_space_limits/set_custom_quota', set('bob'))).toBe('other');
  });

  it('exclude nobody when one person of the list is not on the team', async () => {
    const simulator = await start();
    const users = [at('bob'), at('nobody')];
    expect(await simulator.refusal('member_space_limits/excluded_users/add', { users })).toBe('users_not_in_team');
    const { users: excluded, has_more, cursor } = await simulator.ok('member_space_limits/excluded_users/list', {});
    expect([excluded, has_more, cursor]).toEqual([[], false, undefined]);
  });
});

describe('secondary addresses', () => {
  const list = (name: string, ...secondary_emails: string[]) => [{ user: at(name), secondary_emails }];
  const add = (name: string, ...emails: string[]) => ({ new_secondary_emails: list(name, ...emails) });

  it('are verified at once on the team own domain, and pending elsewhere', async () => {
    const simulator = await start();
    const { results } = await simulator.ok('members/secondary_emails/add', add('bob', 'B2@acme.com', 'b@else.com'));
    expect(results[0].results).toEqual([
      { '.tag': 'success', email: 'b2@acme.com', is_verified: true },
      { '.tag': 'success', email: 'b@else.com', is_verified: false },
    ]);
    const resend = { emails_to_resend: list('bob', 'b2@acme.com', 'b@else.com') };
    const again = await simulator.ok('members/secondary_emails/resend_verification_emails', resend);
    expect(again.results[0].results.map((result: { '.tag': string }) => result['.tag'])).toEqual([
      'not_pending',
      'success',
    ]);
  });

  it('each have an answer of their own', async () => {
    const simulator = await start();
    await simulator.ok('members/secondary_emails/add', add('bob', 'own@acme.com', 'wait@else.com'));
    const emails = ['bob@acme.com', 'own@acme.com', 'wait@else.com', 'ada@acme.com', 'solo@other.com', 'rex@acme.com'];
    const { results } = await simulator.ok('members/secondary_emails/add', add('bob', ...emails));
    expect(results[0].results.map((result: { '.tag': string }) => result['.tag'])).toEqual([
      'already_owned_by_user',
      'already_owned_by_user',
      'already_pending',
      'unavailable',
      'unavailable',
      'unavailable',
    ]);
  });

  it('take addresses from everybody else, and point at their owner', async () => {
    const simulator = await start();
    await simulator.ok('members/secondary_emails/add', add('bob', 'extra@acme.com'));
    const invited = await simulator.ok('members/add_v2', { new_members: [{ member_email: 'extra@acme.com' }] });
    expect(invited.complete[0]['.tag']).toBe('user_already_on_team');
    const rename = { user: at('ada'), new_email: 'extra@acme.com' };
    expect(await simulator.refusal('members/set_profile_v2', rename)).toBe('email_reserved_for_other_user');
    const { members_info } = await simulator.ok('members/get_info_v2', { members: [at('extra')] });
    expect(members_info[0].profile.secondary_emails).toEqual([{ email: 'extra@acme.com', is_verified: true }]);
    const remove = { emails_to_delete: list('bob', 'extra@acme.com', 'extra@acme.com', 'bob@acme.com') };
    const { results } = await simulator.ok('members/secondary_emails/delete', remove);
    expect(results[0].results.map((result: { '.tag': string }) => result['.tag'])).toEqual([
      'success',
      'not_found',
      'cannot_remove_primary',
    ]);
  });

  it('are not for invited, unverified or unknown people', async () => {
    const members = [...(seed.members ?? []), { email: 'raw@acme.com', email_verified: false }];
    const simulator = await start({ seed: { ...seed, members } });
    const tagFor = async (name: string) =>
      (await simulator.ok('members/secondary_emails/add', add(name, 'x@acme.com'))).results[0]['.tag'];
    expect(await tagFor('ivy')).toBe('placeholder_user');
    expect(await tagFor('raw')).toBe('unverified');
    expect(await tagFor('nobody')).toBe('invalid_user');
  });

  it('are refused where the plan has none', async () => {
    const team = { ...seed.team, features: { secondary_emails: false } };
    const simulator = await start({ seed: { ...seed, team } });
    expect(await simulator.refusal('members/secondary_emails/add', add('bob', 'x@acme.com'))).toBe(
      'secondary_emails_disabled',
    );
  });
});
