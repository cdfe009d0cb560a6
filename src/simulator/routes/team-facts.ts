import { refuse } from '../refusals.js';
import { listType, structType, unionType, voidType } from '../stone/types.js';
import { isActiveAdmin } from '../team/team.js';
import { defineRoute, type Route } from '../world.js';
import { makeRole, makeTeamProfile, nest } from './records.js';

const getInfo = defineRoute({
  path: 'team/get_info',
  scope: 'team_info.read',
  arg: voidType,
  perform: ({ world: { team } }) => ({
    name: team.facts.name,
    team_id: team.facts.id,
    num_licensed_users: team.facts.licences,
    num_provisioned_users: team.seatsUsed,
    num_used_licenses: team.seatsUsed,
    policies: {
      sharing: {
        shared_folder_member_policy: { '.tag': team.facts.features.externalSharing ? 'anyone' : 'team' },
        shared_folder_join_policy: { '.tag': 'from_anyone' },
        shared_link_create_policy: { '.tag': 'default_team_only' },
        group_creation_policy: { '.tag': 'admins_only' },
        shared_folder_link_restriction_policy: { '.tag': 'anyone' },
        enforce_link_password_policy: { '.tag': 'optional' },
        default_link_expiration_days_policy: { '.tag': 'none' },
        shared_link_default_permissions_policy: { '.tag': 'default' },
      },
      emm_state: { '.tag': 'disabled' },
      office_addin: { '.tag': 'enabled' },
      suggest_members_policy: { '.tag': 'disabled' },
      top_level_content_policy: { '.tag': 'admin_only' },
    },
  }),
});

const feature = unionType(
  {
    upload_api_rate_limit: voidType,
    has_team_shared_dropbox: voidType,
    has_team_file_events: voidType,
    has_team_selective_sync: voidType,
    has_distinct_member_homes: voidType,
  },
  'open',
);

const getFeatures = defineRoute({
  path: 'team/features/get_values',
  scope: 'team_info.read',
  arg: structType({ features: listType(feature) }),
  errors: ['empty_features_list'],
  perform: ({ arg }) => {
    if (arg.features.length === 0) refuse('empty_features_list');
    return { values: arg.features.map(({ tag }) => nest(tag, describeFeature(tag))) };
  },
});

/** Every value is a union of its own inside the union of features. */
function describeFeature(tag: string): Readonly<Record<string, unknown>> {
  if (tag === 'upload_api_rate_limit') return nest('limit', 25000);
  return tag === 'has_team_file_events' ? nest('enabled', true) : nest(tag, false);
}

const getAuthenticatedAdmin = defineRoute({
  path: 'team/token/get_authenticated_admin',
  scope: 'team_info.read',
  arg: voidType,
  errors: ['mapping_not_found', 'admin_not_active'],
  perform: ({ world, caller }) => {
    const { admin, token } = caller;
    if (token !== undefined && token.adminId === undefined) refuse('mapping_not_found');
    if (admin === undefined || !isActiveAdmin(admin)) return refuse('admin_not_active');
    return { admin_profile: makeTeamProfile(world, admin) };
  },
});

const getRoles = defineRoute({
  path: 'team/members/get_available_team_member_roles',
  scope: 'members.read',
  arg: voidType,
  perform: ({ world }) => ({ roles: world.team.roles.map(makeRole) }),
});

/** The team itself, its features and roles, and who the token acts for. */
export const teamFactRoutes: readonly Route[] = [getInfo, getFeatures, getAuthenticatedAdmin, getRoles];
