import { foldEmail } from '../model/fold.js';
import type { LiveMember, LiveRole } from '../model/live-state.js';
import { type LiveStatus, MEMBER_ONLY, type MemberAttributes, TEAM_ADMIN } from '../model/member.js';
import type { ProfileAttributeName } from '../model/operation.js';
import { ProviderError } from '../provider.js';
import { roleSlug } from './role-slug.js';
import { fieldOf, tagOf } from './tagged-union.js';
import type { MemberInfo, Profile } from './wire-answers.js';

const statuses: ReadonlySet<string> = new Set<LiveStatus>(['active', 'invited', 'suspended', 'removed']);

/** A member's status, or null for one that this version does not know. */
export function statusOf(profile: Profile): LiveStatus | null {
  const tag = tagOf(profile.status);
  return statuses.has(tag) ? (tag as LiveStatus) : null;
}

/**
 * A member as the plan sees it. `""` and absence are null; the quota is read elsewhere, and null until then.
 * @throws ProviderError for a status that this version does not know: what may be done to such a member is not known.
 */
export function memberFromWire(info: MemberInfo, slugOfRole: ReadonlyMap<string, string>): LiveMember {
  const { profile } = info;
  const status = statusOf(profile);
  if (status === null) {
    throw new ProviderError(
      `The member ${profile.email} has the status ${tagOf(profile.status)}, which this version does not know.`,
      'Update Rollcall, or take it up with its makers: nothing is planned for a team that is not fully understood.',
    );
  }
  return {
    id: profile.team_member_id,
    status,
    isRecoverable: status === 'removed' && fieldOf(profile.status, 'is_recoverable') === true,
    isEmailVerified: profile.email_verified === true,
    attributes: {
      ...profileAttributesOf(profile),
      role: roleOf(info, slugOfRole),
      secondary_emails: secondaryEmailsOf(profile),
      space_quota_gb: null,
    },
    invitedOn: profile.invited_on ?? null,
    joinedOn: profile.joined_on ?? null,
    suspendedOn: profile.suspended_on ?? null,
  };
}

/** The attributes that one set_profile call can set, as they are. */
export function profileAttributesOf(profile: Profile): Pick<MemberAttributes, ProfileAttributeName> {
  return {
    email: foldEmail(profile.email),
    external_id: orNull(profile.external_id),
    given_name: orNull(profile.name.given_name),
    surname: orNull(profile.name.surname),
    persistent_id: orNull(profile.persistent_id),
    directory_restricted: profile.is_directory_restricted === true,
  };
}

/** Folded and sorted; those that still wait to be verified included. */
export function secondaryEmailsOf(profile: Profile): readonly string[] {
  return (profile.secondary_emails ?? []).map((secondary) => foldEmail(secondary.email)).sort();
}

/** Slugs by role id. */
export function slugsOf(roles: readonly LiveRole[]): ReadonlyMap<string, string> {
  return new Map(roles.map((role) => [role.id, role.slug]));
}

/** The API allows one role today, but answers a list: of several, the full administrator counts. */
function roleOf(info: MemberInfo, slugOfRole: ReadonlyMap<string, string>): string {
  const slugs = (info.roles ?? []).map((role) => slugOfRole.get(role.role_id) ?? roleSlug(role.name));
  return slugs.includes(TEAM_ADMIN) ? TEAM_ADMIN : (slugs[0] ?? MEMBER_ONLY);
}

function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
