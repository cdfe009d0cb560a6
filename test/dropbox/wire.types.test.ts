import type { team } from 'dropbox';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type * as answers from '../../src/dropbox/wire-answers.js';
import { memberInfoSchema, memberPageSchema } from '../../src/dropbox/wire-answers.js';
import type * as args from '../../src/dropbox/wire-arguments.js';

// Held against the official SDK's types by `npm run check:types`: a field that is misnamed or mistyped does not compile.

type KeysOf<T> = T extends unknown ? keyof T : never;

/** What we send is what the SDK would send, and no field of ours is unknown to it (the server refuses those). */
type Sends<Ours extends Theirs, Theirs> =
  KeysOf<Ours> extends KeysOf<Theirs> ? true : { unknownField: Exclude<KeysOf<Ours>, KeysOf<Theirs>> };

type Argument =
  | Sends<args.UserSelector, team.UserSelectorArg>
  | Sends<args.GroupSelector, team.GroupSelector>
  | Sends<args.ListMembersArgument, team.MembersListArg>
  | Sends<args.NewMemberArgument, team.MemberAddV2Arg>
  | Sends<args.AddMembersArgument, team.MembersAddV2Arg>
  | Sends<args.SetProfileArgument, team.MembersSetProfileArg>
  | Sends<args.SetRoleArgument, team.MembersSetPermissions2Arg>
  | Sends<args.SuspendArgument, team.MembersDeactivateArg>
  | Sends<args.RemoveMemberArgument, team.MembersRemoveArg>
  | Sends<args.SetQuotasArgument, team.SetCustomQuotaArg>
  | Sends<args.UsersArgument, team.CustomQuotaUsersArg>
  | Sends<args.AddSecondaryEmailsArgument, team.AddSecondaryEmailsArg>
  | Sends<args.DeleteSecondaryEmailsArgument, team.DeleteSecondaryEmailsArg>
  | Sends<args.UserSecondaryEmails, team.UserSecondaryEmailsArg>
  | Sends<args.CreateGroupArgument, team.GroupCreateArg>
  | Sends<args.UpdateGroupArgument, team.GroupUpdateArgs>
  | Sends<args.AddGroupMembersArgument, team.GroupMembersAddArg>
  | Sends<args.RemoveGroupMembersArgument, team.GroupMembersRemoveArg>
  | Sends<args.SetGroupAccessArgument, team.GroupMembersSetAccessTypeArg>;

/** Whatever the SDK says can be answered is accepted, and every field that we read exists there. */
type Reads<Theirs extends z.input<Schema>, Schema extends z.ZodType> =
  KeysOf<z.output<Schema>> extends KeysOf<Theirs>
    ? true
    : { unknownField: Exclude<KeysOf<z.output<Schema>>, KeysOf<Theirs>> };

type Answer =
  | Reads<team.TeamMemberProfile, typeof answers.profileSchema>
  | Reads<team.TeamMemberInfoV2, typeof answers.memberInfoSchema>
  | Reads<team.TeamMemberRole, typeof answers.roleSchema>
  | Reads<team.MembersListV2Result, typeof answers.memberPageSchema>
  | Reads<team.MembersGetAvailableTeamMemberRolesResult, typeof answers.rolesSchema>
  | Reads<team.TeamGetInfoResult, typeof answers.teamInfoSchema>
  | Reads<team.TokenGetAuthenticatedAdminResult, typeof answers.authenticatedAdminSchema>
  | Reads<team.GroupFullInfo, typeof answers.groupSummarySchema>
  | Reads<team.GroupsListResult, typeof answers.groupPageSchema>
  | Reads<team.GroupsMembersListResult, typeof answers.groupMemberPageSchema>;

const everyArgument: Argument = true;
const everyAnswer: Answer = true;

describe('what goes over the wire', () => {
  it('is what the official SDK declares', () => {
    // The compiler decides: a wrong field makes the union more than `true`, and these lines then need not be reached.
    const exact: [Exclude<Argument, true>, Exclude<Answer, true>] extends [never, never] ? true : false = true;
    expect([everyArgument, everyAnswer, exact]).toEqual([true, true, true]);
  });

  const profile = {
    team_member_id: 'dbmid:AAA',
    email: 'a@b.com',
    status: { '.tag': 'active' },
    name: { given_name: 'A', surname: 'B', familiar_name: 'A', display_name: 'A B', abbreviated_name: 'AB' },
    membership_type: { '.tag': 'full' },
  };

  it('may hold fields that we do not know, which are dropped', () => {
    const page = {
      members: [{ profile: { ...profile, groups: ['g:1'], brand_new: 1 } }],
      cursor: 'c',
      has_more: false,
    };
    const parsed = memberPageSchema.parse(page);
    expect(parsed.members[0]?.profile).not.toHaveProperty('brand_new');
    expect(parsed.members[0]?.profile.groups).toEqual(['g:1']);
  });

  it('may leave out or null what is optional', () => {
    expect(memberInfoSchema.safeParse({ profile }).success).toBe(true);
    expect(
      memberInfoSchema.safeParse({ profile: { ...profile, external_id: null, groups: null }, roles: null }).success,
    ).toBe(true);
    expect(memberInfoSchema.safeParse({ profile: { ...profile, team_member_id: undefined } }).success).toBe(false);
  });
});
