import { aboutMember } from '../happenings.js';
import { refuse, type Tagged } from '../refusals.js';
import { emailAddress, type UserSelector, userSelector } from '../stone/scalars.js';
import { listType, structType } from '../stone/types.js';
import type { Member } from '../team/member.js';
import { type Call, defineRoute, log, type Route } from '../world.js';
import { flatten, nest } from './records.js';
import { echoSelector, findUser } from './selectors.js';

/** No call may name more addresses. */
const ADDRESS_LIMIT = 20;
/** Nobody may have more. */
const ADDRESSES_PER_MEMBER = 5;

const userAddresses = listType(structType({ user: userSelector, secondary_emails: listType(emailAddress) }));

interface UserAddresses {
  readonly user: UserSelector;
  readonly secondary_emails: readonly string[];
}

const add = defineRoute({
  path: 'team/members/secondary_emails/add',
  scope: 'members.write',
  arg: structType({ new_secondary_emails: userAddresses }),
  isMutation: true,
  errors: ['secondary_emails_disabled', 'too_many_emails'],
  perform: (call) => {
    const entries = call.arg.new_secondary_emails;
    if (!call.world.team.facts.features.secondaryEmails) refuse('secondary_emails_disabled');
    const count = entries.reduce((sum, entry) => sum + entry.secondary_emails.length, 0);
    if (count > ADDRESS_LIMIT) refuse('too_many_emails');
    return {
      results: answerPerUser(call, entries, addAddress, (member) => {
        if (member.status === 'invited') return 'placeholder_user';
        return member.emailVerified ? undefined : 'unverified';
      }),
    };
  },
});

function addAddress(call: Call<unknown>, member: Member, email: string): Tagged {
  const { team } = call.world;
  const own = member.secondaryEmails.find((address) => address.email === email);
  if (own !== undefined) return nest(own.isVerified ? 'already_owned_by_user' : 'already_pending', email);
  if (member.email === email) return nest('already_owned_by_user', email);
  if (team.findByAddress(email) !== undefined || team.outsideAccounts.has(email)) return nest('unavailable', email);
  if (member.secondaryEmails.length >= ADDRESSES_PER_MEMBER) return nest('reached_limit', email);
  const isVerified = team.facts.verifiedDomains.includes(email.slice(email.indexOf('@') + 1));
  team.addSecondaryEmail(member, email, isVerified);
  const type = isVerified ? 'secondary_email_verified' : 'pending_secondary_email_added';
  log(call, aboutMember(type, member, { secondary_email: email }));
  return flatten('success', { email, is_verified: isVerified });
}

const remove = defineRoute({
  path: 'team/members/secondary_emails/delete',
  scope: 'members.write',
  arg: structType({ emails_to_delete: userAddresses }),
  isMutation: true,
  perform: (call) => ({ results: answerPerUser(call, call.arg.emails_to_delete, deleteAddress) }),
});

function deleteAddress(call: Call<unknown>, member: Member, email: string): Tagged {
  if (member.email === email) return nest('cannot_remove_primary', email);
  if (!member.secondaryEmails.some((address) => address.email === email)) return nest('not_found', email);
  call.world.team.deleteSecondaryEmail(member, email);
  log(call, aboutMember('secondary_email_deleted', member, { secondary_email: email }));
  return nest('success', email);
}

const resend = defineRoute({
  path: 'team/members/secondary_emails/resend_verification_emails',
  scope: 'members.write',
  arg: structType({ emails_to_resend: userAddresses }),
  isMutation: true,
  perform: (call) => ({ results: answerPerUser(call, call.arg.emails_to_resend, resendTo) }),
});

function resendTo(_call: Call<unknown>, member: Member, email: string): Tagged {
  const isPending = member.secondaryEmails.some((address) => address.email === email && !address.isVerified);
  return nest(isPending ? 'success' : 'not_pending', email);
}

/** Every user has a result, and in it every address has one. */
function answerPerUser(
  call: Call<unknown>,
  entries: readonly UserAddresses[],
  answer: (call: Call<unknown>, member: Member, email: string) => Tagged,
  findObstacle: (member: Member) => string | undefined = () => undefined,
): readonly Tagged[] {
  return entries.map(({ user, secondary_emails }) => {
    const found = findUser(call.world.team, user);
    if (found.tag !== 'member') return nest('invalid_user', echoSelector(user));
    const obstacle = findObstacle(found.member);
    if (obstacle !== undefined) return nest(obstacle, echoSelector(user));
    return flatten('success', {
      user: echoSelector(user),
      results: secondary_emails.map((email) => answer(call, found.member, email.toLowerCase())),
    });
  });
}

/** Addresses that members have besides the primary one. */
export const secondaryEmailRoutes: readonly Route[] = [add, remove, resend];
