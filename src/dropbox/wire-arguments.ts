// What Rollcall sends, as the API's schema names it. The server refuses unknown fields, so these types are held against
// the official SDK's by a test. Void variants are always sent as objects.

/** One member, always by id: the only key that a rename cannot move to somebody else; addresses only to look people up. */
export type UserSelector =
  | { readonly '.tag': 'team_member_id'; readonly team_member_id: string }
  | { readonly '.tag': 'email'; readonly email: string };

export function memberById(id: string): UserSelector {
  return { '.tag': 'team_member_id', team_member_id: id };
}

export function memberByEmail(email: string): UserSelector {
  return { '.tag': 'email', email };
}

export type GroupSelector = { readonly '.tag': 'group_id'; readonly group_id: string };

export function groupById(id: string): GroupSelector {
  return { '.tag': 'group_id', group_id: id };
}

export interface ListMembersArgument {
  limit: number;
  include_removed: boolean;
}

export interface NewMemberArgument {
  member_email: string;
  member_given_name?: string;
  member_surname?: string;
  member_external_id?: string;
  member_persistent_id?: string;
  send_welcome_email: boolean;
  is_directory_restricted?: boolean;
  role_ids?: string[];
}

export interface AddMembersArgument {
  new_members: NewMemberArgument[];
  force_async: boolean;
}

/** Absent keeps, `""` clears an id or a name. */
export interface SetProfileArgument {
  user: UserSelector;
  new_email?: string;
  new_external_id?: string;
  new_given_name?: string;
  new_surname?: string;
  new_persistent_id?: string;
  new_is_directory_restricted?: boolean;
}

export interface SetRoleArgument {
  user: UserSelector;
  new_roles: string[];
}

/** `wipe_data` is always written: the API's own default is to wipe. */
export interface SuspendArgument {
  user: UserSelector;
  wipe_data: boolean;
}

/** Every choice is written, because what is left out means the API's default, and for `wipe_data` that is to wipe. */
export interface RemoveMemberArgument {
  user: UserSelector;
  wipe_data: boolean;
  keep_account: boolean;
  retain_team_shares: boolean;
  permanently_delete_files: boolean;
  transfer_dest_id?: UserSelector;
  transfer_admin_id?: UserSelector;
}

export interface SetQuotasArgument {
  users_and_quotas: { user: UserSelector; quota_gb: number }[];
}

export interface UsersArgument {
  users: UserSelector[];
}

export interface UserSecondaryEmails {
  user: UserSelector;
  secondary_emails: string[];
}

export interface AddSecondaryEmailsArgument {
  new_secondary_emails: UserSecondaryEmails[];
}

export interface DeleteSecondaryEmailsArgument {
  emails_to_delete: UserSecondaryEmails[];
}

export type GroupManagementArgument = { '.tag': 'company_managed' } | { '.tag': 'user_managed' };
export type GroupAccessArgument = { '.tag': 'member' } | { '.tag': 'owner' };

export interface CreateGroupArgument {
  group_name: string;
  add_creator_as_owner: boolean;
  group_external_id?: string;
  group_management_type: GroupManagementArgument;
}

/** Absent keeps, `""` clears the external id. */
export interface UpdateGroupArgument {
  group: GroupSelector;
  return_members: boolean;
  new_group_name?: string;
  new_group_external_id?: string;
  new_group_management_type?: GroupManagementArgument;
}

export interface AddGroupMembersArgument {
  group: GroupSelector;
  members: { user: UserSelector; access_type: GroupAccessArgument }[];
  return_members: boolean;
}

export interface RemoveGroupMembersArgument {
  group: GroupSelector;
  users: UserSelector[];
  return_members: boolean;
}

export interface SetGroupAccessArgument {
  group: GroupSelector;
  user: UserSelector;
  access_type: GroupAccessArgument;
  return_members: boolean;
}
