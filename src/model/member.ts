import * as z from 'zod';
import type { Attribute } from './attribute.js';
import { foldEmail } from './fold.js';

/** The slug of "no admin role"; every other slug comes from the roles that the team offers. */
export const MEMBER_ONLY = 'member_only';
/** The slug of the full administrator, the role that the API calls "Team". */
export const TEAM_ADMIN = 'team_admin';

/** `common.EmailAddress` of the API: ASCII only, at most 255 characters, a top-level domain of 2 to 15 letters. */
export const EMAIL_PATTERN = /^['#&A-Za-z0-9._%+-]+@[A-Za-z0-9-][A-Za-z0-9.-]*\.[A-Za-z]{2,15}$/;
/** `common.OptionalNamePart` of the API. */
export const NAME_PATTERN = /^[^/:?*<>"|]*$/;
/** `TeamMemberRoleId` of the API. */
export const ROLE_ID_PATTERN = /^pid_dbtmr:.*$/;
/** A role's slug as Rollcall derives it from the role's name: `Billing` becomes `billing_admin`. */
export const ROLE_SLUG_PATTERN = /^[a-z][a-z0-9_]*$/;

export const emailSchema = z
  .string()
  .max(255, 'an address has at most 255 characters')
  .regex(EMAIL_PATTERN, 'not an address that Dropbox accepts');

const nameSchema = z
  .string()
  .max(50, 'Dropbox allows at most 50 characters')
  .regex(NAME_PATTERN, 'Dropbox does not allow any of / : ? * < > " | in a name');

export const roleSchema = z.union([
  z.string().max(128, 'a role id has at most 128 characters').regex(ROLE_ID_PATTERN),
  z.string().regex(ROLE_SLUG_PATTERN, 'not the slug of a role, like team_admin or billing_admin'),
]);

/** Everything about a member that the file can set, by the file's own names. */
export interface MemberAttributes {
  readonly email: string;
  readonly external_id: string | null;
  readonly given_name: string | null;
  readonly surname: string | null;
  readonly role: string;
  readonly persistent_id: string | null;
  readonly directory_restricted: boolean;
  readonly secondary_emails: readonly string[];
  readonly space_quota_gb: number | null;
}

export type MemberAttributeName = keyof MemberAttributes;

const none = () => [] as const;
/** The API answers "" or nothing for what is not set; to us that is null. */
const emptyToNull = (value: string | null) => (value === '' ? null : value);

/**
 * The member attributes. To add one, add an entry here and to {@link MemberAttributes}, a binding per provider,
 * and a scenario.
 */
export const memberAttributes: { readonly [Name in MemberAttributeName]: Attribute<MemberAttributes[Name]> } = {
  email: {
    schema: emailSchema,
    label: 'address',
    description: 'The primary address, compared without regard to case.',
    fold: foldEmail,
    hazards: (before) => (before === null ? [] : ['changes_email']),
  },
  external_id: {
    schema: z.string().min(1).max(64, 'an external id has at most 64 characters').nullable(),
    label: 'external id',
    description: "The team's own stable key for the member; null clears it.",
    fold: emptyToNull,
    hazards: none,
  },
  given_name: {
    schema: nameSchema.nullable(),
    label: 'given name',
    description: 'The first name; null clears it.',
    fold: emptyToNull,
    hazards: none,
  },
  surname: {
    schema: nameSchema.nullable(),
    label: 'surname',
    description: 'The last name; null clears it.',
    fold: emptyToNull,
    hazards: none,
  },
  role: {
    schema: roleSchema,
    label: 'role',
    description:
      'member_only, the slug of a role that the team offers (team_admin, billing_admin, …), or a role id pid_dbtmr:….',
    fold: (value) => value,
    hazards: (before, after) => {
      if (after !== MEMBER_ONLY)
        return before === null || before === MEMBER_ONLY ? ['grants_admin'] : roleSwap(before, after);
      return before === null || before === MEMBER_ONLY ? [] : ['revokes_admin'];
    },
  },
  persistent_id: {
    schema: z.string().min(1).nullable(),
    label: 'persistent id',
    description: 'The SAML persistent id, for teams whose single sign-on uses one.',
    fold: emptyToNull,
    hazards: none,
  },
  directory_restricted: {
    schema: z.boolean(),
    label: 'directory restriction',
    description: 'Whether the member is hidden from the team directory.',
    fold: (value) => value,
    hazards: none,
  },
  secondary_emails: {
    schema: z.array(emailSchema),
    label: 'secondary addresses',
    description: 'All secondary addresses of the member; an empty list removes them.',
    fold: (value) => value.map(foldEmail).sort(),
    hazards: none,
  },
  space_quota_gb: {
    schema: z.int().min(2, "Dropbox's minimum is 2 GB").max(4_294_967_295).nullable(),
    label: 'space quota',
    description: 'A custom quota in GB (1 TB = 1024 GB), at least 2; null removes it.',
    unit: 'GB',
    fold: (value) => value,
    hazards: (before, after) => (after !== null && (before === null || after < before) ? ['shrinks_quota'] : []),
  },
};

/** From one admin role to another: the full administrator counts as more than any other. */
function roleSwap(before: string, after: string): readonly ('grants_admin' | 'revokes_admin')[] {
  if (after === TEAM_ADMIN) return ['grants_admin'];
  return before === TEAM_ADMIN ? ['revokes_admin'] : ['grants_admin'];
}

/** In the file's own order, which is also the order of printing. */
export const memberAttributeNames = Object.keys(memberAttributes) as readonly MemberAttributeName[];

export const memberStatuses = ['active', 'suspended', 'removed'] as const;
/** What a file can ask of a member. `invited` is not asked for: it is how `active` begins. */
export type DesiredStatus = (typeof memberStatuses)[number];
/** What the API reports of a member. */
export type LiveStatus = 'active' | 'invited' | 'suspended' | 'removed';
