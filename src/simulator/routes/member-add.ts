import { BadRequest } from '../refusals.js';
import { adminTier, anyText, emailAddress, externalId, optionalName, roleId } from '../stone/scalars.js';
import { booleanType, listType, nullable, structType, withDefault } from '../stone/types.js';
import { findRole } from '../team/roles.js';
import { type Call, defineRoute, type Route } from '../world.js';
import type { Invitation } from './invitations.js';
import { definePoll, launch } from './job-routes.js';

/** No call may invite more people. */
const BATCH_LIMIT = 20;

const commonFields = {
  member_email: emailAddress,
  member_given_name: optionalName,
  member_surname: optionalName,
  member_external_id: nullable(externalId),
  member_persistent_id: nullable(anyText),
  send_welcome_email: withDefault(booleanType, true),
  is_directory_restricted: nullable(booleanType),
};
const newMemberV1 = structType({ ...commonFields, role: withDefault(adminTier, { tag: 'member_only', value: null }) });
const newMemberV2 = structType({ ...commonFields, role_ids: nullable(listType(roleId, 1)) });

type CommonItem = Omit<ReturnType<typeof newMemberV2.decode>, 'role_ids'>;

const add = defineRoute({
  path: 'team/members/add',
  scope: 'members.write',
  arg: structType({ new_members: listType(newMemberV1), force_async: withDefault(booleanType, false) }),
  isMutation: true,
  perform: (call) => {
    const invitations = call.arg.new_members.map((item) => {
      const role = item.role.tag === 'member_only' ? undefined : findRole(call.world.team.roles, item.role.tag);
      return makeInvitation(item, role?.id);
    });
    return launchAdd(call, invitations, 1, call.arg.force_async);
  },
});

const addV2 = defineRoute({
  path: 'team/members/add_v2',
  scope: 'members.write',
  arg: structType({ new_members: listType(newMemberV2), force_async: withDefault(booleanType, false) }),
  isMutation: true,
  perform: (call) => {
    const invitations = call.arg.new_members.map((item) => makeInvitation(item, item.role_ids?.[0]));
    return launchAdd(call, invitations, 2, call.arg.force_async);
  },
});

function makeInvitation(item: CommonItem, role: string | undefined): Invitation {
  return {
    email: item.member_email,
    givenName: item.member_given_name ?? '',
    surname: item.member_surname ?? '',
    externalId: item.member_external_id || undefined,
    persistentId: item.member_persistent_id || undefined,
    isDirectoryRestricted: item.is_directory_restricted ?? undefined,
    roleId: role,
  };
}

function launchAdd(
  call: Call<unknown>,
  invitations: readonly Invitation[],
  version: 1 | 2,
  isForced: boolean,
): unknown {
  if (invitations.length > BATCH_LIMIT) {
    const count = invitations.length;
    throw new BadRequest(
      `request body: new_members: at most ${BATCH_LIMIT} members can be added per call, got ${count}`,
    );
  }
  return launch(call, {
    kind: version === 1 ? 'members/add' : 'members/add_v2',
    work: { tag: 'invite', invitations, version },
    takesEffect: call.world.choices.addTakesEffect,
    isForced,
  });
}

/** Inviting people, twenty a call, and asking how that went. No failure is a 409: each is in the result. */
export const memberAddRoutes: readonly Route[] = [
  add,
  addV2,
  definePoll('team/members/add/job_status/get', 'members.write', 'members/add'),
  definePoll('team/members/add/job_status/get_v2', 'members.write', 'members/add_v2'),
];
