import { Dropbox, DropboxAuth, DropboxResponseError, type team } from 'dropbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { liveTeam, sheet } from './route-sheet.js';

const API = 'https://api.dropboxapi.com';

let simulator: Simulator;
let dropbox: Dropbox;

/** The SDK insists on Dropbox's own host; only the host is changed, the rest of each request is the SDK's. */
function redirect(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  return fetch(String(url).replace(API, simulator.url), init);
}

beforeAll(async () => {
  simulator = await startSimulator({ seed: liveTeam, asyncJobs: 'always', jobPolls: 1 });
  dropbox = new Dropbox({ accessToken: simulator.token, fetch: redirect as typeof fetch });
});
afterAll(() => simulator.close());

const at = (name: string): team.UserSelectorArgEmail => ({ '.tag': 'email', email: `${name}@acme.com` });
const group = (id: string): team.GroupSelectorGroupId => ({ '.tag': 'group_id', group_id: id });
const engineering = 'g:e8a1c0de00000000000000000000000001';

async function refusalOf(call: Promise<unknown>): Promise<{ status: number; tag: string | undefined }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DropboxResponseError)) throw error;
    const body = error.error as { error?: { '.tag'?: string } };
    return { status: error.status, tag: body.error?.['.tag'] };
  }
  throw new Error('the call was not refused');
}

function jobOf(launch: { '.tag': string }): string {
  if (launch['.tag'] !== 'async_job_id') throw new Error(`not a job but ${launch['.tag']}`);
  return (launch as unknown as { async_job_id: string }).async_job_id;
}

describe('the official SDK, against the simulator', () => {
  it('learns about the team, its roles, its features and the admin behind the token', async () => {
    const info = (await dropbox.teamGetInfo()).result;
    expect([info.name, info.num_licensed_users, info.num_used_licenses]).toEqual(['Acme Inc', 20, 11]);
    const { roles } = (await dropbox.teamMembersGetAvailableTeamMemberRoles()).result;
    expect(roles.map((role) => role.name)).toContain('Billing');
    const admin = (await dropbox.teamTokenGetAuthenticatedAdmin()).result.admin_profile;
    expect(admin.email).toBe('grace@acme.com');
    const features = (await dropbox.teamFeaturesGetValues({ features: [{ '.tag': 'has_team_file_events' }] })).result;
    expect(features.values).toHaveLength(1);
  });

  it('lists all members page by page, in both versions', async () => {
    let page = (await dropbox.teamMembersListV2({ limit: 4, include_removed: true })).result;
    const members = [...page.members];
    while (page.has_more) {
      page = (await dropbox.teamMembersListContinueV2({ cursor: page.cursor })).result;
      members.push(...page.members);
    }
    expect(members).toHaveLength(13);
    const ada = members.find((member) => member.profile.email === 'ada@acme.com');
    expect(ada?.roles?.[0]?.name).toBe('Team');

    const first = (await dropbox.teamMembersList({ limit: 10 })).result;
    const second = (await dropbox.teamMembersListContinue({ cursor: first.cursor })).result;
    expect([...first.members, ...second.members]).toHaveLength(11);
    expect(first.members[0]?.role['.tag']).toBe('team_admin');
    const crossed = await refusalOf(dropbox.teamMembersListContinueV2({ cursor: first.cursor }));
    expect(crossed).toEqual({ status: 409, tag: 'invalid_cursor' });
  });

  it('looks members up, in both versions', async () => {
    const members = [at('ada'), at('nobody')];
    expect((await dropbox.teamMembersGetInfo({ members })).result.map((item) => item['.tag'])).toEqual([
      'member_info',
      'id_not_found',
    ]);
    const { members_info } = (await dropbox.teamMembersGetInfoV2({ members })).result;
    expect(members_info.map((item) => item['.tag'])).toEqual(['member_info', 'id_not_found']);
  });

  it('invites people and asks until the job is finished, in both versions', async () => {
    const v1 = (await dropbox.teamMembersAdd({ new_members: [{ member_email: 'v1@acme.com' }] })).result;
    const job = { async_job_id: jobOf(v1) };
    expect((await dropbox.teamMembersAddJobStatusGet(job)).result['.tag']).toBe('in_progress');
    expect((await dropbox.teamMembersAddJobStatusGet(job)).result['.tag']).toBe('complete');
    expect(await refusalOf(dropbox.teamMembersAddJobStatusGetV2(job))).toEqual({
      status: 409,
      tag: 'invalid_async_job_id',
    });

    const v2 = await dropbox.teamMembersAddV2({
      new_members: [{ member_email: 'v2@acme.com', member_given_name: 'Vee' }, { member_email: 'ada@acme.com' }],
    });
    const jobV2 = { async_job_id: jobOf(v2.result) };
    await dropbox.teamMembersAddJobStatusGetV2(jobV2);
    const done = (await dropbox.teamMembersAddJobStatusGetV2(jobV2)).result;
    expect(done['.tag'] === 'complete' && done.complete.map((item) => item['.tag'])).toEqual([
      'success',
      'user_already_on_team',
    ]);
  });

  it('changes profiles, roles and photos, in both versions', async () => {
    const v1 = (await dropbox.teamMembersSetProfile({ user: at('alan'), new_surname: 'M. Turing' })).result;
    expect(v1.profile.name.display_name).toBe('Alan M. Turing');
    const v2 = (await dropbox.teamMembersSetProfileV2({ user: at('alan'), new_external_id: '' })).result;
    expect(v2.member_info.profile.external_id).toBeUndefined();

    const tier: team.MembersSetPermissionsArg = { user: at('linus'), new_role: { '.tag': 'support_admin' } };
    expect((await dropbox.teamMembersSetAdminPermissions(tier)).result.role['.tag']).toBe('support_admin');
    const plain = await dropbox.teamMembersSetAdminPermissionsV2({ user: at('linus'), new_roles: [] });
    expect(plain.result.roles ?? []).toEqual([]);

    const example = sheet.find((route) => route.path.endsWith('set_profile_photo'))?.example.request;
    const photo = example as team.MembersSetProfilePhotoArg;
    expect((await dropbox.teamMembersSetProfilePhoto(photo)).result.profile.profile_photo_url).toBeDefined();
    await dropbox.teamMembersSetProfilePhotoV2(photo);
    await dropbox.teamMembersDeleteProfilePhoto({ user: photo.user });
    const bare = (await dropbox.teamMembersDeleteProfilePhotoV2({ user: photo.user })).result;
    expect(bare.member_info.profile.profile_photo_url).toBeUndefined();
  });

  it('suspends, unsuspends, and suspends in bulk', async () => {
    expect((await dropbox.teamMembersSuspend({ user: at('alan'), wipe_data: false })).result).toBeNull();
    expect(await refusalOf(dropbox.teamMembersSuspend({ user: at('alan') }))).toEqual({
      status: 409,
      tag: 'suspend_inactive_user',
    });
    expect((await dropbox.teamMembersUnsuspend({ user: at('alan') })).result).toBeNull();
    expect((await dropbox.teamMembersSendWelcomeEmail(at('radia'))).result).toBeNull();

    const members = [{ client_item_id: '1', suspend_arg: { user: at('alan'), wipe_data: false } }];
    const job = { async_job_id: (await dropbox.teamMembersBulkSuspend({ members })).result.async_job_id };
    await dropbox.teamMembersBulkSuspendJobStatusCheck(job);
    const done = (await dropbox.teamMembersBulkSuspendJobStatusCheck(job)).result;
    expect(done['.tag'] === 'complete' && [done.requested, done.suspended, done.failed]).toEqual([1, 1, 0]);
  });

  it('keeps groups and their members', async () => {
    const management: team.GroupCreateArg['group_management_type'] = { '.tag': 'user_managed' };
    const created = await dropbox.teamGroupsCreate({ group_name: 'Research', group_management_type: management });
    const research = group(created.result.group_id);
    const renamed = await dropbox.teamGroupsUpdate({ group: research, new_group_name: 'Labs', return_members: false });
    expect([renamed.result.group_name, renamed.result.members]).toEqual(['Labs', undefined]);

    const added = await dropbox.teamGroupsMembersAdd({
      group: research,
      members: [{ user: at('ada'), access_type: { '.tag': 'member' } }],
    });
    expect([added.result.async_job_id, added.result.group_info.members?.length]).toEqual([' ', 1]);
    const owner: team.GroupAccessType = { '.tag': 'owner' };
    const raised = await dropbox.teamGroupsMembersSetAccessType({
      group: research,
      user: at('ada'),
      access_type: owner,
    });
    expect(raised.result[0]?.['.tag']).toBe('group_info');
    const listed = (await dropbox.teamGroupsMembersList({ group: research })).result;
    expect(listed.members.map((member) => member.access_type['.tag'])).toEqual(['owner']);
    await dropbox.teamGroupsMembersRemove({ group: research, users: [at('ada')] });

    const page = (await dropbox.teamGroupsMembersList({ group: group(engineering), limit: 2 })).result;
    const next = (await dropbox.teamGroupsMembersListContinue({ cursor: page.cursor })).result;
    expect([page.members.length, next.members.length]).toEqual([2, 2]);
    const groups = (await dropbox.teamGroupsList({ limit: 2 })).result;
    const more = (await dropbox.teamGroupsListContinue({ cursor: groups.cursor })).result;
    expect([...groups.groups, ...more.groups].map((entry) => entry.group_management_type['.tag'])).toContain(
      'system_managed',
    );
    const infos = await dropbox.teamGroupsGetInfo({ '.tag': 'group_ids', group_ids: [engineering, 'g:gone'] });
    expect(infos.result.map((info) => info['.tag'])).toEqual(['group_info', 'id_not_found']);

    const job = { async_job_id: jobOf((await dropbox.teamGroupsDelete(research)).result) };
    expect((await dropbox.teamGroupsJobStatusGet(job)).result['.tag']).toBe('in_progress');
    expect((await dropbox.teamGroupsJobStatusGet(job)).result['.tag']).toBe('complete');
  });

  it('keeps quotas and secondary addresses', async () => {
    const set = await dropbox.teamMemberSpaceLimitsSetCustomQuota({
      users_and_quotas: [{ user: at('linus'), quota_gb: 12 }],
    });
    expect(set.result[0]?.['.tag']).toBe('success');
    const got = (await dropbox.teamMemberSpaceLimitsGetCustomQuota({ users: [at('linus')] })).result[0];
    expect(got?.['.tag'] === 'success' && got.quota_gb).toBe(12);
    await dropbox.teamMemberSpaceLimitsRemoveCustomQuota({ users: [at('linus')] });
    await dropbox.teamMemberSpaceLimitsExcludedUsersAdd({ users: [at('linus')] });
    const page = (await dropbox.teamMemberSpaceLimitsExcludedUsersList({ limit: 1 })).result;
    const cursor = page.cursor ?? '';
    const rest = (await dropbox.teamMemberSpaceLimitsExcludedUsersListContinue({ cursor })).result;
    expect([page.has_more, rest.users.length]).toEqual([true, 1]);
    await dropbox.teamMemberSpaceLimitsExcludedUsersRemove({ users: [at('linus')] });

    const addresses = [{ user: at('linus'), secondary_emails: ['linus@kernel.example'] }];
    const added = await dropbox.teamMembersSecondaryEmailsAdd({ new_secondary_emails: addresses });
    expect(added.result.results[0]?.['.tag']).toBe('success');
    await dropbox.teamMembersSecondaryEmailsResendVerificationEmails({ emails_to_resend: addresses });
    await dropbox.teamMembersSecondaryEmailsDelete({ emails_to_delete: addresses });
  });

  it('removes with a transfer, recovers, and sees to the files of former members', async () => {
    const launch = await dropbox.teamMembersRemove({
      user: at('barbara'),
      wipe_data: false,
      transfer_dest_id: at('linus'),
      transfer_admin_id: at('ada'),
    });
    const job = { async_job_id: jobOf(launch.result) };
    await dropbox.teamMembersRemoveJobStatusGet(job);
    expect((await dropbox.teamMembersRemoveJobStatusGet(job)).result['.tag']).toBe('complete');

    expect((await dropbox.teamMembersRecover({ user: at('edsger') })).result).toBeNull();
    jobOf((await dropbox.teamMembersRemove({ user: at('edsger') })).result);
    const move = await dropbox.teamMembersMoveFormerMemberFiles({
      user: at('edsger'),
      transfer_dest_id: at('ada'),
      transfer_admin_id: at('ada'),
    });
    const moveJob = { async_job_id: jobOf(move.result) };
    await dropbox.teamMembersMoveFormerMemberFilesJobStatusCheck(moveJob);
    await dropbox.teamMembersMoveFormerMemberFilesJobStatusCheck(moveJob);
    const late = await refusalOf(dropbox.teamMembersDeleteFormerMemberFiles({ user: at('edsger') }));
    expect(late).toEqual({ status: 409, tag: 'already_transferred' });
    jobOf((await dropbox.teamMembersRemove({ user: at('hedy') })).result);
    expect((await dropbox.teamMembersDeleteFormerMemberFiles({ user: at('hedy') })).result).toBeNull();
  });

  it('reads the team log', async () => {
    const first = (await dropbox.teamLogGetEvents({ limit: 3, category: { '.tag': 'members' } })).result;
    expect(first.events).toHaveLength(3);
    const next = (await dropbox.teamLogGetEventsContinue({ cursor: first.cursor })).result;
    expect(next.events.every((event) => event.event_category['.tag'] === 'members')).toBe(true);
  });

  it('gets a token for a refresh token, and revokes it', async () => {
    const auth = new DropboxAuth({
      clientId: simulator.app.key,
      refreshToken: simulator.app.refreshToken,
      fetch: redirect as typeof fetch,
    });
    await auth.refreshAccessToken();
    const fresh = new Dropbox({ accessToken: auth.getAccessToken(), fetch: redirect as typeof fetch });
    expect((await fresh.teamGetInfo()).result.name).toBe('Acme Inc');
    await fresh.authTokenRevoke();
    expect(await refusalOf(fresh.teamGetInfo())).toEqual({ status: 401, tag: 'invalid_access_token' });
    await expect(auth.refreshAccessToken()).rejects.toMatchObject({ status: 400 });
  });

  it('was answered with success by every route on the sheet', () => {
    const served = new Set(simulator.log.filter((call) => call.status === 200).map((call) => `/2/${call.route}`));
    expect(sheet.map((route) => route.path).filter((path) => !served.has(path))).toEqual([]);
  });
});
