import * as z from 'zod';

// What the API answers, as far as Rollcall reads it. Fields that are not named here are dropped at once, which keeps
// a large team's pages from staying in memory. Optional fields may be absent or null alike.

/** A union of which only the tag matters; a void variant may be a bare string. */
const tagSchema = z.union([z.string(), z.object({ '.tag': z.string() })]);
/** `removed` tells whether the member can be recovered. */
const statusSchema = z.union([z.string(), z.object({ '.tag': z.string(), is_recoverable: z.boolean().nullish() })]);

export const roleSchema = z.object({ role_id: z.string(), name: z.string() });

export const profileSchema = z.object({
  team_member_id: z.string().min(1),
  external_id: z.string().nullish(),
  email: z.string(),
  email_verified: z.boolean().nullish(),
  secondary_emails: z.array(z.object({ email: z.string() })).nullish(),
  status: statusSchema,
  name: z.object({ given_name: z.string().nullish(), surname: z.string().nullish() }),
  invited_on: z.string().nullish(),
  joined_on: z.string().nullish(),
  suspended_on: z.string().nullish(),
  persistent_id: z.string().nullish(),
  is_directory_restricted: z.boolean().nullish(),
  groups: z.array(z.string()).nullish(),
});
export type Profile = z.output<typeof profileSchema>;

export const memberInfoSchema = z.object({ profile: profileSchema, roles: z.array(roleSchema).nullish() });
export type MemberInfo = z.output<typeof memberInfoSchema>;

export const memberPageSchema = z.object({
  members: z.array(memberInfoSchema),
  cursor: z.string(),
  has_more: z.boolean(),
});

export const memberLookUpSchema = z.object({ members_info: z.array(z.looseObject({ '.tag': z.string() })) });

export const groupSummarySchema = z.object({
  group_name: z.string(),
  group_id: z.string().min(1),
  group_external_id: z.string().nullish(),
  group_management_type: tagSchema,
});
export type GroupSummary = z.output<typeof groupSummarySchema>;

export const groupPageSchema = z.object({
  groups: z.array(groupSummarySchema),
  cursor: z.string(),
  has_more: z.boolean(),
});

export const groupMemberPageSchema = z.object({
  members: z.array(z.object({ profile: z.object({ team_member_id: z.string() }), access_type: tagSchema })),
  cursor: z.string(),
  has_more: z.boolean(),
});

export const groupLookUpSchema = z.array(z.looseObject({ '.tag': z.string() }));

export const rolesSchema = z.object({ roles: z.array(roleSchema) });

export const teamInfoSchema = z.object({
  name: z.string(),
  team_id: z.string(),
  num_licensed_users: z.number(),
  num_provisioned_users: z.number(),
  num_used_licenses: z.number().nullish(),
});
export type TeamInfo = z.output<typeof teamInfoSchema>;

export const authenticatedAdminSchema = z.object({
  admin_profile: z.object({ team_member_id: z.string().min(1) }),
});

/** A list of unions, one for each user that was asked about. */
export const userResultsSchema = z.array(z.looseObject({ '.tag': z.string() }));
