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

/** A member as the list tells, with what is joined once the roles and groups of the team are known. */
export interface ListedMember {
  /** Without any role yet. */
  readonly member: LiveMember;
  readonly roles: NonNullable<MemberInfo['roles']>;
  readonly groupIds: readonly string[];
}

/**
 * A member of the list, without the rest of its record, which is large.
 * @throws ProviderError for a status that this version does not know.
 */
export function listedMember(info: MemberInfo): ListedMember {
  return { member: memberFromWire(info), roles: info.roles ?? [], groupIds: info.profile.groups ?? [] };
}

/** The member with its role. */
export function withRole({ member, roles }: ListedMember, slugOfRole: ReadonlyMap<string, string>): LiveMember {
  if (roles.length === 0) return member;
  return { ...member, attributes: { ...member.attributes, role: roleOf(roles, slugOfRole) } };
}

/**
 * A member as the plan sees it. `""` and absence are null; role and quota are found out later.
 * @throws ProviderError for a status that this version does not know: what may be done to such a member is not known.
 */
function memberFromWire({ profile }: MemberInfo): LiveMember {
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
    attributes: attributesOf(profile),
    invitedOn: profile.invited_on ?? null,
    joinedOn: profile.joined_on ?? null,
    suspendedOn: profile.suspended_on ?? null,
  };
}

/** The attributes that one set_profile call can set, as they are. */
export function profileAttributesOf(profile: Profile): Pick<MemberAttributes, ProfileAttributeName> {
  return attributesOf(profile);
}

function attributesOf(profile: Profile): MemberAttributes {
  return {
    email: foldEmail(profile.email),
    external_id: orNull(profile.external_id),
    given_name: orNull(profile.name.given_name),
    surname: orNull(profile.name.surname),
    persistent_id: orNull(profile.persistent_id),
    directory_restricted: profile.is_directory_restricted === true,
    role: MEMBER_ONLY,
    secondary_emails: secondaryEmailsOf(profile),
    space_quota_gb: null,
  };
}

const noEmails: readonly string[] = [];

/** Folded and sorted; those that still wait to be verified included. */
export function secondaryEmailsOf(profile: Profile): readonly string[] {
  const secondaries = profile.secondary_emails ?? [];
  // Most people have none, and a hundred thousand empty lists are kept as long as the team.
  return secondaries.length === 0 ? noEmails : secondaries.map(({ email }) => foldEmail(email)).sort();
}

/** Slugs by role id. */
export function slugsOf(roles: readonly LiveRole[]): ReadonlyMap<string, string> {
  return new Map(roles.map((role) => [role.id, role.slug]));
}

/** The API allows one role today, but answers a list: of several, the full administrator counts. */
function roleOf(roles: ListedMember['roles'], slugOfRole: ReadonlyMap<string, string>): string {
  const slugs = roles.map((role) => slugOfRole.get(role.role_id) ?? roleSlug(role.name));
  return slugs.includes(TEAM_ADMIN) ? TEAM_ADMIN : (slugs[0] ?? MEMBER_ONLY);
}

function orNull(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
