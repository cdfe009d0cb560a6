import { aboutGroup, groupExternalIdChanged, managementChanged } from '../happenings.js';
import { refuse } from '../refusals.js';
import { anyText, groupSelector, managementType } from '../stone/scalars.js';
import { booleanType, nullable, structType, withDefault } from '../stone/types.js';
import type { Group } from '../team/group.js';
import type { GroupManagement } from '../team/member.js';
import { type Call, defineRoute, log, type Route, type World } from '../world.js';
import { definePoll, launch } from './job-routes.js';
import { makeGroupInfo } from './records.js';
import { findGroup, requireOwnGroup } from './selectors.js';

const create = defineRoute({
  path: 'team/groups/create',
  scope: 'groups.write',
  arg: structType({
    group_name: anyText,
    add_creator_as_owner: withDefault(booleanType, false),
    group_external_id: nullable(anyText),
    group_management_type: nullable(managementType),
  }),
  isMutation: true,
  errors: [
    'group_name_already_used',
    'group_name_invalid',
    'external_id_already_in_use',
    'system_managed_group_disallowed',
  ],
  perform: (call) => {
    const { world, arg, caller } = call;
    const management = arg.group_management_type?.tag ?? 'company_managed';
    if (management === 'system_managed') refuse('system_managed_group_disallowed');
    const name = checkName(world, arg.group_name, undefined);
    const externalId = arg.group_external_id || undefined;
    refuseTakenExternalId(world, externalId, undefined);
    const group = world.team.groups.add({
      id: `g:${world.random.hex(32)}`,
      name,
      externalId,
      management,
      isEveryone: false,
      createdMs: world.now(),
    });
    world.hidden.noteAdded(group.id);
    if (arg.add_creator_as_owner && caller.admin !== undefined) {
      world.team.groups.join(group, caller.admin, management === 'user_managed' ? 'owner' : 'member');
    }
    log(call, aboutGroup('group_create', group, { is_company_managed: management === 'company_managed' }));
    return makeGroupInfo(world, group, true);
  },
});

const update = defineRoute({
  path: 'team/groups/update',
  scope: 'groups.write',
  arg: structType({
    group: groupSelector,
    return_members: withDefault(booleanType, true),
    new_group_name: nullable(anyText),
    new_group_external_id: nullable(anyText),
    new_group_management_type: nullable(managementType),
  }),
  isMutation: true,
  errors: [
    'group_not_found',
    'system_managed_group_disallowed',
    'group_name_already_used',
    'group_name_invalid',
    'external_id_already_in_use',
  ],
  perform: (call) => {
    const { world, arg } = call;
    const group = requireOwnGroup(world.team, arg.group);
    const management = arg.new_group_management_type?.tag;
    if (management === 'system_managed') refuse('system_managed_group_disallowed');
    const name = arg.new_group_name === null ? group.name : checkName(world, arg.new_group_name, group);
    if (arg.new_group_external_id) refuseTakenExternalId(world, arg.new_group_external_id, group);
    changeNameAndId(call, group, name, arg.new_group_external_id);
    if (management !== undefined && management !== group.management) changeManagement(call, group, management);
    return makeGroupInfo(world, group, arg.return_members);
  },
});

function changeNameAndId(call: Call<unknown>, group: Group, name: string, externalId: string | null): void {
  const { groups } = call.world.team;
  if (name !== group.name) {
    const previous = group.name;
    groups.rename(group, name);
    log(call, aboutGroup('group_rename', group, { previous_value: previous, new_value: name }));
  }
  // An empty id clears, an absent one keeps.
  if (externalId !== null && (externalId || undefined) !== group.externalId) {
    const previous = group.externalId;
    groups.changeExternalId(group, externalId || undefined);
    log(call, groupExternalIdChanged(group, previous));
  }
}

function changeManagement(call: Call<unknown>, group: Group, management: GroupManagement): void {
  const previous = group.management;
  group.management = management;
  // A company-managed group has no owners.
  if (management === 'company_managed') {
    for (const membership of group.memberships.values()) membership.access = 'member';
  }
  log(call, managementChanged(group, previous));
}

function checkName(world: World, wanted: string, self: Group | undefined): string {
  const name = wanted.trim();
  if (name === '' || name.length > 255 || /\p{Cc}/u.test(name)) refuse('group_name_invalid');
  const holder = world.team.groups.findByName(name);
  if (holder !== undefined && holder !== self) refuse('group_name_already_used');
  return name;
}

function refuseTakenExternalId(world: World, externalId: string | undefined, self: Group | undefined): void {
  const holder = externalId === undefined ? undefined : world.team.groups.findByExternalId(externalId);
  if (holder !== undefined && holder !== self) refuse('external_id_already_in_use');
}

const deleteGroup = defineRoute({
  path: 'team/groups/delete',
  scope: 'groups.write',
  arg: groupSelector,
  isMutation: true,
  errors: ['group_not_found', 'system_managed_group_disallowed', 'group_already_deleted'],
  perform: (call) => {
    const { team } = call.world;
    const wanted = call.arg;
    if (wanted.tag === 'group_id' && findGroup(team, wanted) === undefined && team.groups.wasDeleted(wanted.value)) {
      refuse('group_already_deleted');
    }
    const group = requireOwnGroup(team, wanted);
    // The group is gone at once; the job is about what it had access to.
    team.groups.delete(group);
    log(call, aboutGroup('group_delete', group, { is_company_managed: group.management === 'company_managed' }));
    return launch(call, {
      kind: 'groups/delete',
      work: { tag: 'nothing' },
      takesEffect: 'completion',
      isForced: false,
    });
  },
});

/** Creating, changing and deleting groups. */
export const groupChangeRoutes: readonly Route[] = [
  create,
  update,
  deleteGroup,
  definePoll('team/groups/job_status/get', 'groups.write', 'groups/delete', ['access_denied']),
];
