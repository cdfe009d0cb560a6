import * as z from 'zod';
import type { DesiredState } from '../model/desired-state.js';
import { accessTypes, groupManagements, membershipModes } from '../model/group.js';
import { memberStatuses } from '../model/member.js';

const position = z.object({ file: z.string(), line: z.int(), column: z.int() });
const text = z.string();
const textOrNull = text.nullable();

const offboarding = z.object({
  gracePeriodHours: z.number(),
  wipeDevices: z.boolean(),
  transferFilesTo: textOrNull,
  transferAdmin: textOrNull,
  keepAccount: z.boolean(),
  retainTeamShares: z.boolean(),
  permanentlyDeleteFiles: z.boolean(),
});

const limit = z.discriminatedUnion('tag', [
  z.object({ tag: z.literal('count'), count: z.number() }),
  z.object({ tag: z.literal('percent'), percent: z.number() }),
]);

const policy = z.object({
  unmanagedMembers: z.enum(['report', 'suspend', 'remove']),
  unmanagedGroups: z.enum(['report', 'delete']),
  offboarding,
  guards: z.object({
    minTeamAdmins: z.number(),
    maxRemovals: limit,
    maxMembershipRemovals: limit,
    maxGroupDeletions: limit,
    protectedMembers: z.array(text),
  }),
});

const member = z.object({
  email: text,
  attributes: z.object({
    email: z.exactOptional(text),
    external_id: z.exactOptional(textOrNull),
    given_name: z.exactOptional(textOrNull),
    surname: z.exactOptional(textOrNull),
    role: z.exactOptional(text),
    persistent_id: z.exactOptional(textOrNull),
    directory_restricted: z.exactOptional(z.boolean()),
    secondary_emails: z.exactOptional(z.array(text)),
    space_quota_gb: z.exactOptional(z.number().nullable()),
  }),
  status: z.enum(memberStatuses).nullable(),
  previousEmails: z.array(text),
  sendWelcomeEmail: z.boolean(),
  until: textOrNull,
  offboarding,
  source: position,
});

const group = z.object({
  attributes: z.object({
    name: text,
    external_id: z.exactOptional(textOrNull),
    management: z.exactOptional(z.enum(groupManagements)),
  }),
  membership: z.enum(membershipModes),
  previousNames: z.array(text),
  members: z.array(
    z.object({ email: text, access: z.enum(accessTypes).nullable(), until: textOrNull, source: position }),
  ),
  source: position,
});

/**
 * What a saved plan says that its file asked for. Only the shape: what the values mean was judged when the file was read,
 * and nothing is done that the plan's changes do not name.
 */
export const savedDesiredSchema = z.object({
  file: text,
  team: z.object({ id: textOrNull, name: textOrNull, source: position.nullable() }),
  policy,
  members: z.array(member),
  groups: z.array(group),
  undo: z.exactOptional(
    z.object({
      deletesGroups: z.array(text),
      remarks: z.array(z.object({ severity: z.enum(['warning', 'note']), message: text, source: position })),
    }),
  ),
}) satisfies z.ZodType<DesiredState>;
