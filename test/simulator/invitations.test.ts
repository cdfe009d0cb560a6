import { describe, expect, it } from 'vitest';
import { at, seed, start } from './harness.js';

const tagsOf = (answer: { complete: { '.tag': string }[] }): string[] => answer.complete.map((item) => item['.tag']);

describe('inviting people', () => {
  it('makes an invited member with an unverified, lower-case address, in the everyone group', async () => {
    const simulator = await start();
    const answer = await simulator.ok('members/add_v2', {
      new_members: [{ member_email: 'New.Person@ACME.com', member_given_name: 'New' }],
    });
    const { profile } = answer.complete[0];
    expect(profile.email).toBe('new.person@acme.com');
    expect(profile.email_verified).toBe(false);
    expect(profile.status).toEqual({ '.tag': 'invited' });
    expect(profile.account_id).toHaveLength(40);
    expect(profile.invited_on).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(profile.joined_on).toBeUndefined();
    expect(profile.groups).toHaveLength(1);
  });

  it('decides person by person, in order, and lets later ones see what earlier ones took', async () => {
    const simulator = await start();
    const answer = await simulator.ok('members/add_v2', {
      new_members: [
        { member_email: 'one@acme.com', member_external_id: 'N-1' },
        { member_email: 'ONE@acme.com' },
        { member_email: 'two@acme.com', member_external_id: 'N-1' },
        { member_email: 'ada@acme.com' },
        { member_email: 'rival@other.com' },
        { member_email: 'solo@other.com' },
        { member_email: 'saml@acme.com', member_persistent_id: 'p' },
        { member_email: 'odd@acme.com', role_ids: ['pid_dbtmr:unknown'] },
        { member_email: 'three@acme.com' },
        { member_email: 'four@acme.com' },
      ],
    });
    expect(tagsOf(answer)).toEqual([
      'success',
      'user_already_on_team',
      'duplicate_external_member_id',
      'user_already_on_team',
      'user_on_another_team',
      'success',
      'persistent_id_disabled',
      'user_creation_failed',
      'success',
      'team_license_limit',
    ]);
    expect(answer.complete[1]).toEqual({ '.tag': 'user_already_on_team', user_already_on_team: 'ONE@acme.com' });
  });

  it('holds the address and the external id of somebody removed until recovery is over', async () => {
    const simulator = await start();
    const attempt = (email: string, id: string) =>
      simulator.ok('members/add_v2', { new_members: [{ member_email: email, member_external_id: id }] });
    expect(tagsOf(await attempt('rex@acme.com', 'X'))).toEqual(['user_already_on_team']);
    expect(tagsOf(await attempt('rex2@acme.com', 'E-9'))).toEqual(['duplicate_external_member_id']);
    simulator.advance(7 * 86_400_000);
    expect(tagsOf(await attempt('rex@acme.com', 'E-9'))).toEqual(['success']);
  });

  it('tells failures that have their cause outside the team', async () => {
    const outside = { email: 'stuck@other.com', invitation_fails_with: 'user_migration_failed' as const };
    const simulator = await start({ seed: { ...seed, outside_accounts: [outside] } });
    const answer = await simulator.ok('members/add_v2', { new_members: [{ member_email: 'stuck@other.com' }] });
    expect(tagsOf(answer)).toEqual(['user_migration_failed']);
  });

  it('takes a role as a tier in version 1 and as an id in version 2, and neither the other way round', async () => {
    const simulator = await start();
    const v1 = await simulator.ok('members/add', { new_members: [{ member_email: 'a@acme.com', role: 'team_admin' }] });
    expect(v1.complete[0].role).toEqual({ '.tag': 'team_admin' });
    const { roles } = await simulator.ok('members/get_available_team_member_roles');
    const v2 = await simulator.ok('members/add_v2', {
      new_members: [{ member_email: 'b@acme.com', role_ids: [roles[3].role_id] }],
    });
    expect(v2.complete[0].roles).toEqual([roles[3]]);
    const crossed = await simulator.call('team/members/add_v2', {
      new_members: [{ member_email: 'c@acme.com', role: 'x' }],
    });
    expect(crossed.text).toBe(
      `Error in call to API function "team/members/add_v2": request body: new_members: unknown field 'role'`,
    );
  });

  it('forgets an invitation that is withdrawn, so the same person can be invited at once', async () => {
    const simulator = await start();
    expect(await simulator.ok('members/remove', { user: at('ivy') })).toEqual({ '.tag': 'complete' });
    expect(await simulator.refusal('members/recover', { user: at('ivy') })).toBe('user_not_found');
    const again = await simulator.ok('members/add_v2', { new_members: [{ member_email: 'ivy@acme.com' }] });
    expect(tagsOf(again)).toEqual(['success']);
  });

  it('turns into a membership when the person accepts', async () => {
    const simulator = await start();
    simulator.acceptInvitation('ivy@acme.com');
    const { members_info } = await simulator.ok('members/get_info_v2', { members: [at('ivy')] });
    expect(members_info[0].profile).toMatchObject({ status: { '.tag': 'active' }, email_verified: true });
    expect(members_info[0].profile.invited_on).toBeUndefined();
    expect(() => simulator.acceptInvitation('ivy@acme.com')).toThrow('ivy@acme.com is active, not invited');
  });

  it('can be sent again by mail, which does nothing for whoever is not invited', async () => {
    const simulator = await start();
    expect(await simulator.ok('members/send_welcome_email', at('ivy'))).toBeNull();
    expect(await simulator.ok('members/send_welcome_email', at('bob'))).toBeNull();
    expect(await simulator.refusal('members/send_welcome_email', at('rex'))).toBe('user_not_in_team');
  });
});
