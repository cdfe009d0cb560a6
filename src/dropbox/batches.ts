import { assertNever } from '../model/assert-never.js';
import type { Operation } from '../model/operation.js';
import type { Batching } from '../provider.js';
import { MEMBERSHIP_BATCH } from './perform-memberships.js';
import { SECONDARY_EMAIL_BATCH } from './perform-secondary-emails.js';
import { QUOTA_BATCH } from './read-quotas.js';

/** `team/members/add_v2` takes at most this many. */
export const ADD_BATCH = 20;
/** All attributes of one member or group fit in one call. */
const ATTRIBUTES = 100;

/** Which call an operation belongs to, and how many fit in one. Pure. */
export function batchingOf(operation: Operation): Batching {
  const { step } = operation;
  switch (step.kind) {
    case 'member.add':
      return { key: 'members/add', limit: ADD_BATCH };
    case 'member.set_profile':
      return { key: `profile/${step.member.address}${step.isTemporary ? '/temporary' : ''}`, limit: ATTRIBUTES };
    case 'member.set_quota':
      return { key: step.quotaGb === null ? 'quotas/remove' : 'quotas/set', limit: QUOTA_BATCH };
    case 'member.add_secondary_email':
      return { key: 'secondary-emails/add', limit: SECONDARY_EMAIL_BATCH };
    case 'member.delete_secondary_email':
      return { key: 'secondary-emails/delete', limit: SECONDARY_EMAIL_BATCH };
    case 'group.set':
      return { key: `group/${step.group.address}${step.isTemporary ? '/temporary' : ''}`, limit: ATTRIBUTES };
    case 'membership.add':
      return { key: `memberships/add/${step.group.address}`, limit: MEMBERSHIP_BATCH };
    case 'membership.remove':
      return { key: `memberships/remove/${step.group.address}`, limit: MEMBERSHIP_BATCH };
    case 'member.recover':
    case 'member.unsuspend':
    case 'member.set_role':
    case 'member.suspend':
    case 'member.remove':
    case 'group.create':
    case 'group.delete':
    case 'membership.set_access':
      return { key: `single/${operation.id}`, limit: 1 };
    default:
      return assertNever(step);
  }
}
