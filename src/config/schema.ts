import * as z from 'zod';
import { accessTypes, groupAttributes, membershipModes } from '../model/group.js';
import { emailSchema, memberAttributes, memberStatuses } from '../model/member.js';

/** One key of the team file: what it may hold, and words about it. The reader and the JSON Schema derive from it. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  /** What may be written; includes `null` where that means something. */
  readonly schema: Schema;
  /** How messages call it. */
  readonly label: string;
  readonly description: string;
  /** Printed after a value: "GB". */
  readonly unit?: string;
  readonly isRequired: boolean;
  readonly examples: readonly unknown[];
}

/** The keys of one kind of mapping, in the order in which Rollcall writes them. */
export type Fields = { readonly [key: string]: Field };

interface FieldOptions {
  readonly label?: string;
  readonly isRequired?: boolean;
  readonly examples?: readonly unknown[];
}

function field<Schema extends z.ZodType>(
  label: string,
  schema: Schema,
  description: string,
  options: FieldOptions = {},
): Field<Schema> {
  return { schema, label, description, isRequired: options.isRequired ?? false, examples: options.examples ?? [] };
}

interface TableEntry {
  readonly schema: z.ZodType;
  readonly label: string;
  readonly description: string;
  readonly unit?: string;
}

/** The attributes of a table as keys of the file; `required` is the one nobody can do without. */
function attributeFields<Name extends string>(
  table: { readonly [Key in Name]: TableEntry },
  required: NoInfer<Name>,
  examples: { readonly [Key in NoInfer<Name>]?: readonly unknown[] },
): { readonly [Key in Name]: Field } {
  const fields = Object.entries<TableEntry>(table).map(([name, { schema, label, description, unit }]) => [
    name,
    {
      schema,
      label,
      description,
      ...(unit === undefined ? {} : { unit }),
      isRequired: name === required,
      examples: examples[name as Name] ?? [],
    },
  ]);
  return Object.fromEntries(fields) as { readonly [Key in Name]: Field };
}

/** The zod schema of a mapping with these keys and no others. */
export function objectSchema(fields: Fields): z.ZodType {
  const shape = Object.entries(fields).map(([key, { schema, description, examples, isRequired }]) => {
    const described = schema.meta(examples.length === 0 ? { description } : { description, examples: [...examples] });
    return [key, isRequired ? described : described.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}

/** A key with nothing after it (`members:`) is an empty list or an empty mapping, so null is allowed throughout. */
const optionalList = <Schema extends z.ZodType>(element: Schema) => z.array(element).nullable();

const groupNameSchema = groupAttributes.name.schema as z.ZodType<string>;
const dateSchema = z.iso.date('not a day of the calendar');

/** How somebody leaves: under settings, defaults and members. */
export const offboardingFields = {
  grace_period: field(
    'grace_period',
    z.string().regex(/^(0|[1-9][0-9]{0,4})[dh]$/, 'not a number of days or hours'),
    'Stay suspended at least this long before removal, in days (14d) or hours (36h); 0d removes in the same run.',
    { examples: ['14d'] },
  ),
  wipe_devices: field(
    'wipe_devices',
    z.boolean(),
    "Delete the member's Dropbox files from linked devices; false unless written.",
  ),
  transfer_files_to: field(
    'transfer_files_to',
    emailSchema.nullable(),
    'The active member with a verified address who gets the files; null transfers none.',
    { examples: ['archive@acme.com'] },
  ),
  transfer_admin: field(
    'transfer_admin',
    emailSchema.nullable(),
    'The team admin who is told of transfer errors; required with transfer_files_to.',
    { examples: ['ada@acme.com'] },
  ),
  keep_account: field('keep_account', z.boolean(), 'Turn the account into a personal one instead of deleting it.'),
  retain_team_shares: field(
    'retain_team_shares',
    z.boolean(),
    'With keep_account: keep access to the team folders that were explicitly shared.',
  ),
  permanently_delete_files: field(
    'permanently_delete_files',
    z.boolean(),
    'Destroy the files at once; nobody can recover the member or transfer the files later.',
  ),
} satisfies Fields;

const offboarding = field(
  'offboarding',
  objectSchema(offboardingFields).nullable(),
  'How somebody leaves. Member over defaults over settings, key by key.',
);

/** One member. */
export const memberFields = {
  ...attributeFields(memberAttributes, 'email', {
    email: ['ada@acme.com'],
    external_id: ['EMP-001'],
    given_name: ['Ada'],
    surname: ['Lovelace'],
    role: ['member_only', 'team_admin', 'billing_admin', 'user_management_admin', 'support_admin'],
    space_quota_gb: [100],
  }),
  status: field(
    'status',
    z.enum(memberStatuses),
    'active: present and not suspended (an invitation will do); suspended; removed. Left as it is where not written.',
  ),
  groups: field('groups', optionalList(groupNameSchema), 'Names of groups declared under groups:.', {
    examples: [['Engineering']],
  }),
  previous_emails: field(
    'previous addresses',
    optionalList(emailSchema),
    'Former addresses, so that a changed address is a rename and not a removal and an invitation.',
    { examples: [['ada.byron@acme.com']] },
  ),
  send_welcome_email: field('send_welcome_email', z.boolean(), 'Whether an invitation sends an e-mail; default true.'),
  until: field(
    'until',
    dateSchema,
    'The last day as a member (UTC); from the day after, the member is treated as suspended.',
    { examples: ['2026-12-31'] },
  ),
  offboarding,
} satisfies Fields;

const { email: _email, previous_emails: _previousEmails, ...defaultableFields } = memberFields;
/** What `defaults.member` may say: everything but who somebody is. */
export const memberDefaultFields = defaultableFields satisfies Fields;

/** One person in a group, in the long form. */
export const membershipFields = {
  email: field('address', emailSchema, 'The address of a member declared under members:.', { isRequired: true }),
  access: field('access', z.enum(accessTypes), 'member, or owner in a user_managed group.'),
  until: field('until', dateSchema, 'The last day of this membership (UTC).', { examples: ['2026-06-30'] }),
} satisfies Fields;

/** One group. */
export const groupFields = {
  ...attributeFields(groupAttributes, 'name', { name: ['Engineering'], external_id: ['grp-eng'] }),
  membership: field(
    'membership',
    z.enum(membershipModes),
    'authoritative (default): exactly the people listed; additive: never removes; unmanaged: memberships are left alone.',
  ),
  previous_names: field(
    'previous names',
    optionalList(groupNameSchema),
    'Former names, so that a changed name is a rename and not a deletion and a new group.',
    { examples: [['Eng']] },
  ),
  members: field(
    'members',
    optionalList(z.union([emailSchema, objectSchema(membershipFields)])),
    'Addresses of members, joined with every member that lists this group under groups:.',
    { examples: [['grace@acme.com', { email: 'linus@acme.com', access: 'owner' }]] },
  ),
} satisfies Fields;

const limitSchema = z.union([
  z.int().min(0),
  z.string().regex(/^(100|[0-9]{1,2})(\.[0-9]+)?%$/, 'not a count or a share'),
]);

/** `guards:` */
export const guardFields = {
  min_team_admins: field(
    'min_team_admins',
    z.int().min(1),
    'Active full admins that must be left at every moment of a run; default 1.',
    { examples: [2] },
  ),
  max_removals: field(
    'max_removals',
    limitSchema,
    'Members that one run may suspend or remove: a count, or a share of the live members, rounded up; default 25%.',
    { examples: ['25%', 5] },
  ),
  max_membership_removals: field(
    'max_membership_removals',
    limitSchema,
    "Memberships that one run may take from a group: a count, or a share of the group's live members; default 50%.",
    { examples: ['50%', 20] },
  ),
  max_group_deletions: field(
    'max_group_deletions',
    limitSchema,
    'Groups that one run may delete: a count, or a share of the live groups; default 25%.',
    { examples: ['25%', 2] },
  ),
  protected_members: field(
    'protected members',
    optionalList(emailSchema),
    'Addresses that are never suspended, removed, demoted or taken away.',
    { examples: [['ceo@acme.com']] },
  ),
} satisfies Fields;

/** `settings:` */
export const settingsFields = {
  unmanaged_members: field(
    'unmanaged_members',
    z.enum(['report', 'suspend', 'remove']),
    'What happens to people on the team whom no file names: report (default), suspend or remove.',
  ),
  unmanaged_groups: field(
    'unmanaged_groups',
    z.enum(['report', 'delete']),
    'What happens to groups that no file names: report (default) or delete.',
  ),
  send_welcome_email: memberFields.send_welcome_email,
  offboarding,
} satisfies Fields;

/** `team:` */
export const teamFields = {
  id: field('id', z.string().min(1).nullable(), 'The id of the only team this file may be used for.', {
    examples: ['dbtid:AAH1234abcd'],
  }),
  name: field('name', z.string().min(1).nullable(), 'The name of the only team this file may be used for.', {
    examples: ['Acme Inc'],
  }),
} satisfies Fields;

/** `defaults:` */
export const defaultsFields = {
  member: field(
    'member',
    objectSchema(memberDefaultFields).nullable(),
    'Merged under each member; what a member says itself wins.',
    { examples: [{ role: 'member_only' }] },
  ),
} satisfies Fields;

/** What an included file may hold. */
export const includedFileFields = {
  members: field(
    'members',
    optionalList(objectSchema(memberFields)),
    'The people. Attributes that are not mentioned are never touched.',
  ),
  groups: field('groups', optionalList(objectSchema(groupFields)), 'The groups.'),
} satisfies Fields;

/** The team file itself. */
export const teamFileFields = {
  version: field('version', z.literal(1), 'The version of this format.', { isRequired: true }),
  team: field('team', objectSchema(teamFields).nullable(), 'Refuse to read or touch any other team.'),
  include: field(
    'include',
    optionalList(z.string().min(1)),
    'Further files, as globs relative to this one; they hold members: and groups: only.',
    { examples: [['people/*.yaml']] },
  ),
  settings: field('settings', objectSchema(settingsFields).nullable(), 'How the team is kept.'),
  guards: field('guards', objectSchema(guardFields).nullable(), 'Limits that refuse a run.'),
  defaults: field('defaults', objectSchema(defaultsFields).nullable(), 'What holds for everybody.'),
  ...includedFileFields,
} satisfies Fields;

/** What other tools call our keys. */
export const foreignWords: ReadonlyMap<string, string> = new Map([
  ['first_name', 'given_name'],
  ['firstname', 'given_name'],
  ['name', 'given_name'],
  ['last_name', 'surname'],
  ['lastname', 'surname'],
  ['family_name', 'surname'],
  ['mail', 'email'],
  ['state', 'status'],
  ['quota', 'space_quota_gb'],
  ['quota_gb', 'space_quota_gb'],
  ['aliases', 'secondary_emails'],
  ['previous_email', 'previous_emails'],
  ['expires', 'until'],
]);

const places: readonly (readonly [Fields, string])[] = [
  [teamFileFields, 'at the top level of the file'],
  [settingsFields, 'under settings:'],
  [offboardingFields, 'under offboarding:'],
  [guardFields, 'under guards:'],
  [memberFields, 'under a member'],
  [groupFields, 'under a group'],
];

/** Where a key belongs that stands somewhere else: "under settings:"; null for a key that is known nowhere. */
export function placeOfKey(key: string): string | null {
  return places.find(([fields]) => Object.hasOwn(fields, key))?.[1] ?? null;
}
