import * as z from 'zod';
import type { Parsed } from '../model/diagnostic.js';
import { accessTypes } from '../model/group.js';
import type { LiveState } from '../model/live-state.js';
import type { JsonObject } from '../model/plan.js';

/** The version of the snapshot format that this Rollcall reads and writes. */
export const SNAPSHOT_FORMAT_VERSION = 1;

const text = z.string();
const textOrNull = z.string().nullable();
const count = z.int().min(0);

const memberSchema = z.strictObject({
  id: text,
  status: z.enum(['active', 'invited', 'suspended', 'removed']),
  is_recoverable: z.boolean(),
  is_email_verified: z.boolean(),
  email: text,
  external_id: textOrNull,
  given_name: textOrNull,
  surname: textOrNull,
  role: text,
  persistent_id: textOrNull,
  directory_restricted: z.boolean(),
  secondary_emails: z.array(text),
  space_quota_gb: z.number().nullable(),
  invited_on: textOrNull,
  joined_on: textOrNull,
  suspended_on: textOrNull,
});

const snapshotSchema = z.strictObject({
  format_version: z.literal(SNAPSHOT_FORMAT_VERSION),
  team: z.strictObject({ id: text, name: text }),
  licences: z.strictObject({ available: count, used: count }),
  acting_admin_id: textOrNull,
  roles: z.array(z.strictObject({ id: text, name: text, slug: text })),
  members: z.array(memberSchema),
  groups: z.array(
    z.strictObject({
      id: text,
      name: text,
      external_id: textOrNull,
      management: z.enum(['company_managed', 'user_managed', 'system_managed', 'other']),
      members: z.record(text, z.enum(accessTypes).nullable()),
    }),
  ),
  capabilities: z.strictObject({
    group_member_limit: count,
    recoverable_days: count,
    quotas_read: z.boolean(),
  }),
});

type Snapshot = z.infer<typeof snapshotSchema>;

/** Writes a live team as JSON, for `plan --live`. Sorted, so that two snapshots of one team are equal texts. */
export function snapshotToJson(live: LiveState): JsonObject {
  const snapshot: Snapshot = {
    format_version: SNAPSHOT_FORMAT_VERSION,
    team: { id: live.team.id, name: live.team.name },
    licences: { available: live.licences.available, used: live.licences.used },
    acting_admin_id: live.actingAdminId,
    roles: live.roles.map(({ id, name, slug }) => ({ id, name, slug })),
    members: live.members.map(({ attributes, ...member }) => ({
      id: member.id,
      status: member.status,
      is_recoverable: member.isRecoverable,
      is_email_verified: member.isEmailVerified,
      ...attributes,
      secondary_emails: [...attributes.secondary_emails],
      invited_on: member.invitedOn,
      joined_on: member.joinedOn,
      suspended_on: member.suspendedOn,
    })),
    groups: live.groups.map((group) => ({
      id: group.id,
      name: group.name,
      external_id: group.externalId,
      management: group.management,
      members: Object.fromEntries([...group.members].sort(([a], [b]) => compare(a, b))),
    })),
    capabilities: {
      group_member_limit: live.capabilities.groupMemberLimit,
      recoverable_days: live.capabilities.recoverableDays,
      quotas_read: live.capabilities.quotasRead,
    },
  };
  snapshot.members.sort((a, b) => compare(a.email, b.email) || compare(a.id, b.id));
  snapshot.groups.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  return snapshot;
}

/** Reads what {@link snapshotToJson} wrote. */
export function parseSnapshot(content: string, file: string): Parsed<LiveState> {
  const json = parseJson(content);
  if (json === undefined) return refuse(file, 'is not JSON, or was cut short');
  const version = versionOf(json);
  if (version !== SNAPSHOT_FORMAT_VERSION) {
    const found = version === undefined ? 'has no format_version' : `has format_version ${JSON.stringify(version)}`;
    return refuse(file, `${found}; this Rollcall reads ${SNAPSHOT_FORMAT_VERSION}`);
  }
  const parsed = snapshotSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(file, `is not a snapshot: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trimEnd());
  }
  return { ok: true, value: toLiveState(parsed.data), diagnostics: [] };
}

function toLiveState(snapshot: Snapshot): LiveState {
  return {
    team: snapshot.team,
    licences: snapshot.licences,
    actingAdminId: snapshot.acting_admin_id,
    roles: snapshot.roles,
    members: snapshot.members.map((member) => ({
      id: member.id,
      status: member.status,
      isRecoverable: member.is_recoverable,
      isEmailVerified: member.is_email_verified,
      attributes: {
        email: member.email,
        external_id: member.external_id,
        given_name: member.given_name,
        surname: member.surname,
        role: member.role,
        persistent_id: member.persistent_id,
        directory_restricted: member.directory_restricted,
        secondary_emails: member.secondary_emails,
        space_quota_gb: member.space_quota_gb,
      },
      invitedOn: member.invited_on,
      joinedOn: member.joined_on,
      suspendedOn: member.suspended_on,
    })),
    groups: snapshot.groups.map((group) => ({
      id: group.id,
      name: group.name,
      externalId: group.external_id,
      management: group.management,
      members: new Map(Object.entries(group.members)),
    })),
    capabilities: {
      groupMemberLimit: snapshot.capabilities.group_member_limit,
      recoverableDays: snapshot.capabilities.recoverable_days,
      quotasRead: snapshot.capabilities.quotas_read,
    },
  };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function versionOf(json: unknown): unknown {
  return json !== null && typeof json === 'object' && 'format_version' in json ? json.format_version : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function refuse(file: string, found: string): Parsed<never> {
  return {
    ok: false,
    diagnostics: [
      {
        code: 'not-a-snapshot',
        severity: 'error',
        message: `the snapshot ${file} ${found}.`,
        advice: 'Make it again with rollcall export --snapshot --out FILE.',
        position: null,
      },
    ],
  };
}
