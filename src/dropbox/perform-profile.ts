import { assertNever } from '../model/assert-never.js';
import { isSameValue } from '../model/attribute.js';
import { foldEmail } from '../model/fold.js';
import { type MemberAttributes, memberAttributes } from '../model/member.js';
import type { ProfileAttributeName } from '../model/operation.js';
import { type BatchWrite, oneEach, performBatch } from './batch-write.js';
import { lookUpMembersById } from './look-up.js';
import { profileAttributesOf } from './member-from-wire.js';
import { memberIdOf, type OperationOf, type Outcomes, type PerformScope, withIds } from './perform-scope.js';
import { routes } from './routes.js';
import type { Profile } from './wire-answers.js';
import { memberById, type SetProfileArgument } from './wire-arguments.js';

type ProfileOperation = OperationOf<'member.set_profile'>;

/** Whose fault a refusal is, for tags that are about one attribute. */
const attributeAtFault: Readonly<Record<string, ProfileAttributeName>> = {
  email_reserved_for_other_user: 'email',
  param_cannot_be_empty: 'email',
  external_id_used_by_other_user: 'external_id',
  external_id_and_new_external_id_unsafe: 'external_id',
  persistent_id_disabled: 'persistent_id',
  persistent_id_used_by_other_user: 'persistent_id',
  directory_restricted_off: 'directory_restricted',
};

/** Refusals that are about the member: without the one attribute or the other, they stay. */
const aboutTheMember: ReadonlySet<string> = new Set(['user_not_found', 'user_not_in_team', 'no_new_data_specified']);

/**
 * Sets all attributes of one member in one call. When Dropbox refuses one of them, the others are set without it.
 * @see Dropbox API, team/members/set_profile_v2.
 */
export async function performProfile(operations: readonly ProfileOperation[], scope: PerformScope): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const { ready, ids } = withIds(operations, (operation) => memberIdOf(scope, operation.step.member), outcomes);
  const memberId = ready[0] === undefined ? undefined : ids.get(ready[0].id);
  if (memberId !== undefined) await performBatch(scope, profileWrite(scope, memberId), ready, outcomes);
  return outcomes;
}

function profileWrite(scope: PerformScope, memberId: string): BatchWrite<ProfileOperation> {
  return {
    send: (operations) => scope.call(routes.setProfile, setProfileArgument(memberId, operations)),
    async read(operations) {
      const found = await lookUpMembersById(scope.call, [memberId]);
      if (!found.ok) return found;
      const profile = found.value.get(memberId)?.profile;
      const reached = operations.filter((operation) => profile !== undefined && isSet(profile, operation));
      return { ok: true, value: new Map(reached.map((operation) => [operation.id, {}])) };
    },
    alreadyTags: new Set(['no_new_data_specified']),
    isAtFault: (error, operation) => attributeAtFault[error.tag] === operation.step.attribute,
    split: (error, operations) => (aboutTheMember.has(error.tag) ? null : oneEach(operations)),
  };
}

/** Ids and names are cleared by an empty string; what is left out stays. */
function setProfileArgument(memberId: string, operations: readonly ProfileOperation[]): SetProfileArgument {
  const argument: SetProfileArgument = { user: memberById(memberId) };
  for (const { step } of operations) {
    const text = typeof step.value === 'string' ? step.value : '';
    switch (step.attribute) {
      case 'email':
        argument.new_email = foldEmail(text);
        break;
      case 'external_id':
        argument.new_external_id = text;
        break;
      case 'given_name':
        argument.new_given_name = text;
        break;
      case 'surname':
        argument.new_surname = text;
        break;
      case 'persistent_id':
        argument.new_persistent_id = text;
        break;
      case 'directory_restricted':
        argument.new_is_directory_restricted = step.value === true;
        break;
      default:
        assertNever(step.attribute);
    }
  }
  return argument;
}

function isSet(profile: Profile, operation: ProfileOperation): boolean {
  const { attribute, value } = operation.step;
  return isSame(attribute, profileAttributesOf(profile)[attribute], value);
}

function isSame<Name extends ProfileAttributeName>(
  name: Name,
  live: MemberAttributes[ProfileAttributeName],
  wanted: MemberAttributes[ProfileAttributeName],
): boolean {
  return isSameValue(memberAttributes[name], live as MemberAttributes[Name], wanted as MemberAttributes[Name]);
}
