import type { ApplyReport } from '../../src/model/apply-report.js';
import type { DesiredGroup, DesiredMember, DesiredMembership, DesiredState } from '../../src/model/desired-state.js';
import type { LiveGroup, LiveMember, LiveState } from '../../src/model/live-state.js';
import type { Plan } from '../../src/model/plan.js';
import { defaultGuards, defaultOffboarding, type Policy } from '../../src/model/policy.js';
import type { SavedPlan } from '../../src/plan/saved-plan.js';
import { modelRoles } from './model-team.js';

export const NOW = Date.parse('2026-11-22T12:00:00Z');
const position = { file: 'team.yaml', line: 1, column: 1 };

/** Short ways to write live and desired states in tests; everything has a believable default. */
export function liveMember(
  email: string,
  {
    attributes,
    ...rest
  }: Partial<Omit<LiveMember, 'attributes'>> & { attributes?: Partial<LiveMember['attributes']> } = {},
): LiveMember {
  return {
    id: `dbmid:${email}`,
    status: 'active',
    isRecoverable: rest.status === 'removed',
    isEmailVerified: rest.status !== 'invited',
    invitedOn: rest.status === 'invited' ? '2026-11-01T00:00:00Z' : null,
    joinedOn: '2025-01-01T00:00:00Z',
    suspendedOn: rest.status === 'suspended' ? '2026-11-01T00:00:00Z' : null,
    ...rest,
    attributes: {
      email,
      external_id: null,
      given_name: null,
      surname: null,
      role: 'member_only',
      persistent_id: null,
      directory_restricted: false,
      secondary_emails: [],
      space_quota_gb: null,
      ...attributes,
    },
  };
}

export function liveGroup(name: string, members: readonly string[] = [], rest: Partial<LiveGroup> = {}): LiveGroup {
  return {
    id: `g:${name}`,
    name,
    externalId: null,
    management: 'company_managed',
    members: new Map(members.map((email) => [`dbmid:${email}`, 'member' as const])),
    ...rest,
  };
}

export function liveTeam(
  members: readonly LiveMember[],
  groups: readonly LiveGroup[] = [],
  rest: Partial<LiveState> = {},
): LiveState {
  return {
    team: { id: 'dbtid:acme', name: 'Acme Inc' },
    licences: { available: 100, used: members.filter((member) => member.status !== 'removed').length },
    actingAdminId: null,
    roles: modelRoles,
    members,
    groups,
    capabilities: { groupMemberLimit: 1000, recoverableDays: 7, quotasRead: true },
    ...rest,
  };
}

export function desiredMember(
  email: string,
  {
    attributes,
    ...rest
  }: Partial<Omit<DesiredMember, 'attributes'>> & { attributes?: DesiredMember['attributes'] } = {},
): DesiredMember {
  return {
    email,
    attributes: { email, ...attributes },
    status: null,
    previousEmails: [],
    sendWelcomeEmail: true,
    until: null,
    offboarding: defaultOffboarding,
    source: position,
    ...rest,
  };
}

export function desiredGroup(
  name: string,
  members: readonly (string | (Partial<DesiredMembership> & { email: string }))[] = [],
  {
    attributes,
    ...rest
  }: Partial<Omit<DesiredGroup, 'attributes'>> & { attributes?: Partial<DesiredGroup['attributes']> } = {},
): DesiredGroup {
  return {
    attributes: { name, ...attributes },
    membership: 'authoritative',
    previousNames: [],
    members: members.map((member) => ({
      access: null,
      until: null,
      source: position,
      ...(typeof member === 'string' ? { email: member } : member),
    })),
    source: position,
    ...rest,
  };
}

/** A policy under which nothing is too much: for tests of something else than guards. */
export const permissive: Policy = {
  unmanagedMembers: 'report',
  unmanagedGroups: 'report',
  offboarding: defaultOffboarding,
  guards: {
    ...defaultGuards,
    maxRemovals: { tag: 'percent', percent: 100 },
    maxMembershipRemovals: { tag: 'percent', percent: 100 },
    maxGroupDeletions: { tag: 'percent', percent: 100 },
  },
};

export function desiredState(
  members: readonly DesiredMember[],
  groups: readonly DesiredGroup[] = [],
  policy: Partial<Policy> = {},
): DesiredState {
  return {
    file: 'team.yaml',
    team: { id: null, name: null, source: null },
    policy: { ...permissive, ...policy },
    members,
    groups,
  };
}

/** A plan as it is read back from the file it was saved in. */
export function savedFrom(plan: Plan, desired: DesiredState): SavedPlan {
  const { team, digest, changes, operations } = plan;
  return {
    rollcallVersion: '0.1.0',
    team,
    digest,
    changes: JSON.parse(JSON.stringify(changes)) as typeof changes,
    operations: operations.map(({ id, address, summary }) => ({ id, address, summary })),
    desired,
  };
}

/** The report of an apply in which everything went well. */
export function reportOf({ team, file, digest, changes, operations }: Plan): ApplyReport {
  const instant = new Date(NOW).toISOString();
  return {
    format_version: 1,
    rollcall_version: '0.1.0',
    privacy: 'full',
    team,
    file,
    digest,
    started: instant,
    ended: instant,
    interrupted: false,
    overridden_guards: [],
    counts: { succeeded: operations.length, already_done: 0, failed: 0, skipped: 0 },
    not_in_line: null,
    earlier_jobs: [],
    operations: operations.map(({ id, kind, address, summary }) => ({
      id,
      kind,
      address,
      summary,
      after: [],
      result: 'succeeded',
      failure: null,
      skipped_because: null,
      started: instant,
      ended: instant,
      request_ids: [],
      retries: 0,
    })),
    calls: [],
    waits: [],
    changes: JSON.parse(JSON.stringify(changes)) as typeof changes,
  };
}
