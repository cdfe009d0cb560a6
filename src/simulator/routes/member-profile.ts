import { aboutMember, emailChanged, memberExternalIdChanged, nameChanged } from '../happenings.js';
import { refuse } from '../refusals.js';
import { anyText, emailAddress, externalId, optionalName, userSelector } from '../stone/scalars.js';
import { booleanType, nullable, structType } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { type Call, defineRoute, log, type Route, type World } from '../world.js';
import { makeMemberAnswer } from './records.js';
import { requireMemberOrFormer } from './selectors.js';

const profileArgument = structType({
  user: userSelector,
  new_email: nullable(emailAddress),
  new_external_id: nullable(externalId),
  new_given_name: optionalName,
  new_surname: optionalName,
  new_persistent_id: nullable(anyText),
  new_is_directory_restricted: nullable(booleanType),
});

type ProfileArgument = ReturnType<typeof profileArgument.decode>;

function setProfile(version: 1 | 2): Route {
  return defineRoute({
    path: `team/members/set_profile${version === 2 ? '_v2' : ''}`,
    scope: 'members.write',
    arg: profileArgument,
    isMutation: true,
    errors: [
      'user_not_found',
      'user_not_in_team',
      'external_id_and_new_external_id_unsafe',
      'no_new_data_specified',
      'email_reserved_for_other_user',
      'external_id_used_by_other_user',
      'set_profile_disallowed',
      'param_cannot_be_empty',
      'persistent_id_disabled',
      'persistent_id_used_by_other_user',
      'directory_restricted_off',
    ],
    perform: (call) => {
      const member = requireMemberOrFormer(call.world.team, call.arg.user);
      refuseContradictions(call.arg);
      if (member.status === 'removed') refuse('set_profile_disallowed');
      refuseTaken(call.world, member, call.arg);
      changeIdentity(call, member);
      changeNames(call, member);
      changeVisibility(call, member);
      return makeMemberAnswer(call.world, member, version);
    },
  });
}

function refuseContradictions(arg: ProfileArgument): void {
  const { user: _user, ...changes } = arg;
  if (Object.values(changes).every((value) => value === null)) refuse('no_new_data_specified');
  if (arg.user.tag === 'external_id' && arg.new_external_id !== null) refuse('external_id_and_new_external_id_unsafe');
}

/** All values are checked before any is changed. */
function refuseTaken({ team }: World, member: Member, arg: ProfileArgument): void {
  if (arg.new_email !== null) {
    const email = arg.new_email.toLowerCase();
    const holder = team.findByAddress(email);
    if ((holder !== undefined && holder !== member) || team.outsideAccounts.has(email)) {
      refuse('email_reserved_for_other_user');
    }
  }
  if (arg.new_external_id) {
    const holder = team.findByExternalId(arg.new_external_id);
    if (holder !== undefined && holder !== member) refuse('external_id_used_by_other_user');
  }
  if (arg.new_persistent_id !== null) {
    if (!team.facts.features.persistentIds) refuse('persistent_id_disabled');
    const holder = team.findByPersistentId(arg.new_persistent_id);
    if (holder !== undefined && holder !== member) refuse('persistent_id_used_by_other_user');
  }
  if (arg.new_is_directory_restricted !== null && !team.facts.features.directoryRestriction) {
    refuse('directory_restricted_off');
  }
}

function changeIdentity(call: Call<ProfileArgument>, member: Member): void {
  const { arg, world } = call;
  const email = arg.new_email?.toLowerCase();
  if (email !== undefined && email !== member.email) {
    const previous = member.email;
    // A secondary address that becomes the primary one is no secondary one any more.
    if (member.secondaryEmails.some((address) => address.email === email))
      world.team.deleteSecondaryEmail(member, email);
    world.team.changeEmail(member, email);
    log(call, emailChanged(member, previous));
  }
  if (arg.new_external_id !== null && (arg.new_external_id || undefined) !== member.externalId) {
    const previous = member.externalId;
    world.team.changeExternalId(member, arg.new_external_id || undefined);
    log(call, memberExternalIdChanged(member, previous));
  }
  if (arg.new_persistent_id !== null) world.team.changePersistentId(member, arg.new_persistent_id || undefined);
}

function changeNames(call: Call<ProfileArgument>, member: Member): void {
  const previous = { given: member.givenName, surname: member.surname };
  member.givenName = call.arg.new_given_name ?? member.givenName;
  member.surname = call.arg.new_surname ?? member.surname;
  if (previous.given !== member.givenName || previous.surname !== member.surname) {
    log(call, nameChanged(member, previous));
  }
}

function changeVisibility(call: Call<ProfileArgument>, member: Member): void {
  const isRestricted = call.arg.new_is_directory_restricted;
  if (isRestricted === null || isRestricted === (member.isDirectoryRestricted ?? false)) return;
  member.isDirectoryRestricted = isRestricted;
  log(call, aboutMember(`directory_restrictions_${isRestricted ? 'add' : 'remove'}_members`, member));
}

/** Changing somebody's address, ids and names. */
export const memberProfileRoutes: readonly Route[] = [setProfile(1), setProfile(2)];
