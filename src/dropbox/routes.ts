/** One route of the API: its path under `/2/`, whether calling it twice can matter, and the scope it needs. */
export interface Route {
  readonly path: string;
  /** A read may be repeated at will; a write whose answer was lost is settled by reading. */
  readonly effect: 'read' | 'write';
  /** Null for the one route that any token may call. */
  readonly scope: Scope | null;
}

export type Scope =
  | 'team_info.read'
  | 'members.read'
  | 'members.write'
  | 'members.delete'
  | 'groups.read'
  | 'groups.write'
  | 'events.read';

const read = (path: string, scope: Scope): Route => ({ path, effect: 'read', scope });
const write = <Needed extends Scope | null>(path: string, scope: Needed): Route & { readonly scope: Needed } => ({
  path,
  effect: 'write',
  scope,
});

/** Every route that the provider calls. Versions are a suffix of the whole route, never a path segment. */
export const routes = {
  teamInfo: read('team/get_info', 'team_info.read'),
  authenticatedAdmin: read('team/token/get_authenticated_admin', 'team_info.read'),
  availableRoles: read('team/members/get_available_team_member_roles', 'members.read'),
  listMembers: read('team/members/list_v2', 'members.read'),
  listMembersContinue: read('team/members/list/continue_v2', 'members.read'),
  memberInfo: read('team/members/get_info_v2', 'members.read'),
  listGroups: read('team/groups/list', 'groups.read'),
  listGroupsContinue: read('team/groups/list/continue', 'groups.read'),
  groupInfo: read('team/groups/get_info', 'groups.read'),
  listGroupMembers: read('team/groups/members/list', 'groups.read'),
  listGroupMembersContinue: read('team/groups/members/list/continue', 'groups.read'),
  quotas: read('team/member_space_limits/get_custom_quota', 'members.read'),
  teamLog: read('team_log/get_events', 'events.read'),
  teamLogContinue: read('team_log/get_events/continue', 'events.read'),

  addMembers: write('team/members/add_v2', 'members.write'),
  addMembersJob: read('team/members/add/job_status/get_v2', 'members.write'),
  recoverMember: write('team/members/recover', 'members.delete'),
  setProfile: write('team/members/set_profile_v2', 'members.write'),
  setRole: write('team/members/set_admin_permissions_v2', 'members.write'),
  suspendMember: write('team/members/suspend', 'members.write'),
  unsuspendMember: write('team/members/unsuspend', 'members.write'),
  removeMember: write('team/members/remove', 'members.delete'),
  removeMemberJob: read('team/members/remove/job_status/get', 'members.delete'),
  addSecondaryEmails: write('team/members/secondary_emails/add', 'members.write'),
  deleteSecondaryEmails: write('team/members/secondary_emails/delete', 'members.write'),
  // The API asks for members.read here, though it is a write.
  setQuotas: write('team/member_space_limits/set_custom_quota', 'members.read'),
  removeQuotas: write('team/member_space_limits/remove_custom_quota', 'members.write'),
  createGroup: write('team/groups/create', 'groups.write'),
  updateGroup: write('team/groups/update', 'groups.write'),
  deleteGroup: write('team/groups/delete', 'groups.write'),
  groupJob: read('team/groups/job_status/get', 'groups.write'),
  addGroupMembers: write('team/groups/members/add', 'groups.write'),
  removeGroupMembers: write('team/groups/members/remove', 'groups.write'),
  setGroupAccess: write('team/groups/members/set_access_type', 'groups.write'),
  revokeToken: write('auth/token/revoke', null),
} as const satisfies Record<string, Route>;
