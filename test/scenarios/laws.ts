import { expect } from 'vitest';
import type { CallRecord, SeedGroup, SeedMember, SimulatorSeed, TeamEvent } from '../../src/simulator/index.js';

/** A stretch of a scenario: what one `apply` found, caused and left. */
export interface Stretch {
  readonly before: SimulatorSeed;
  readonly after: SimulatorSeed;
  /** What the team log says was done through the API. */
  readonly events: readonly TeamEvent[];
  /** Addresses (`member.ada@acme.com`) of everything the plan changes. */
  readonly changed: ReadonlySet<string>;
}

/** No write leaves a dangerous default to the server. */
export function expectExplicitWrites(calls: readonly CallRecord[], mayWipeDevices: boolean): void {
  for (const { route, body, number } of calls) {
    const argument = body as Record<string, unknown> | null;
    if (route === 'team/members/suspend' || route === 'team/members/remove') {
      expect(argument?.wipe_data, `call ${number}, ${route}: wipe_data`).toBeTypeOf('boolean');
      if (!mayWipeDevices) expect(argument?.wipe_data, `call ${number}, ${route}: wipe_data`).toBe(false);
    }
    if (/^team\/groups\/(update|members\/(add|remove|set_access_type))$/.test(route)) {
      expect(argument?.return_members, `call ${number}, ${route}: return_members`).toBe(false);
    }
  }
}

/** Whoever is told to wait waits, and with them every other call. */
export function expectPatience(calls: readonly CallRecord[]): void {
  const impatient = calls.filter((call) => call.isDuringRetryAfter).map(({ number, route }) => `${number} ${route}`);
  expect(impatient, 'calls made before Retry-After was over').toEqual([]);
}

const takenTags = [
  'email_reserved_for_other_user',
  'external_id_used_by_other_user',
  'group_name_already_used',
  'external_id_already_in_use',
];

/** Nothing is asked for that somebody else still holds. What is answered per person is in the report. */
export function expectFreedBeforeTaken(calls: readonly CallRecord[]): void {
  const taken = calls
    .filter(({ tag }) => takenTags.includes(tag ?? ''))
    .map(({ number, route, tag }) => [number, route, tag]);
  expect(taken, 'calls that asked for what was taken').toEqual([]);
}

/** A removal is always the second step of an active member. */
export function expectSuspensionBeforeRemoval(events: readonly TeamEvent[]): void {
  const removed = events
    .map(readStatusChange)
    .filter((change) => change?.from === 'active' && change.to === 'removed')
    .map((change) => change?.email);
  expect(removed, 'members removed while active').toEqual([]);
}

/** Over a whole scenario: an address is invited again only after its invitation or member was removed. */
export function expectOneInvitationEach(events: readonly TeamEvent[]): void {
  const present = new Set<string>();
  for (const change of events.map(readStatusChange)) {
    if (change?.to === 'removed') present.delete(change.email);
    if (change?.to !== 'invited') continue;
    expect([...present], `${change.email} was invited twice`).not.toContain(change.email);
    present.add(change.email);
  }
}

/** The team is never short of an admin on the way: once somebody lost a role, nobody else gains one. */
export function expectGrantsBeforeRevocations({ before, after, events }: Stretch): void {
  const roles = new Map((before.members ?? []).map((member) => [member.team_member_id, member.role]));
  const later = new Map((after.members ?? []).map((member) => [member.team_member_id, member.role]));
  const revoked: string[] = [];
  for (const event of events) {
    const { id, email } = readMember(event);
    const role = roles.get(id) ?? later.get(id);
    const status = readStatusChange(event);
    const change = readRoleChange(event);
    const isGrant = change?.isGrant === true || (status?.to === 'invited' && role !== undefined);
    if (isGrant) {
      const others = revoked.filter((person) => person !== email);
      expect(others, `${email} was made an admin after others had lost that`).toEqual([]);
    }
    const isLoss = (status?.to === 'suspended' || status?.to === 'removed') && roles.get(id) !== undefined;
    if (change?.isRevocation === true || isLoss) revoked.push(email);
  }
}

/** Whoever is not in the plan is exactly as before, and so is every group. */
export function expectOthersUntouched({ before, after, changed }: Stretch): void {
  const ids = new Set(
    [...(before.members ?? []), ...(after.members ?? [])]
      .filter((member) => changed.has(`member.${member.email}`))
      .map((member) => member.team_member_id),
  );
  const bystanders = (team: SimulatorSeed) =>
    (team.members ?? []).filter((member) => !ids.has(member.team_member_id)).map(withoutGroups);
  expect(bystanders(after), 'people whom the plan does not name').toEqual(bystanders(before));
  const isChanged = ({ name }: SeedGroup) => changed.has(`group.${name}`);
  const groupIds = new Set(
    [...(before.groups ?? []), ...(after.groups ?? [])].filter(isChanged).map((group) => group.group_id),
  );
  const named = emailsOf(
    [...(before.members ?? []), ...(after.members ?? [])].filter((member) => ids.has(member.team_member_id)),
  );
  const others = (team: SimulatorSeed) =>
    (team.groups ?? [])
      .filter((group) => !groupIds.has(group.group_id))
      .map((group) => ({ ...group, members: (group.members ?? []).filter((entry) => !named.has(emailOf(entry))) }));
  expect(others(after), 'groups that the plan does not name').toEqual(others(before));
}

function withoutGroups({ groups, owner_of, ...member }: SeedMember): SeedMember {
  return member;
}

function emailsOf(members: readonly SeedMember[]): ReadonlySet<string> {
  return new Set(members.map((member) => member.email));
}

function emailOf(entry: string | { readonly email: string }): string {
  return typeof entry === 'string' ? entry : entry.email;
}

/** Events of the team log, as far as laws read them. */
interface LoggedMember {
  readonly id: string;
  readonly email: string;
}

function readMember(event: TeamEvent): LoggedMember {
  const context = event.context as { team_member_id?: string; email?: string };
  return { id: context.team_member_id ?? '', email: context.email ?? '' };
}

function readStatusChange(event: TeamEvent): (LoggedMember & { from: string; to: string }) | null {
  if (tagOf(event.event_type) !== 'member_change_status') return null;
  const details = event.details as Record<string, unknown>;
  return { ...readMember(event), from: tagOf(details.previous_value), to: tagOf(details.new_value) };
}

function readRoleChange(event: TeamEvent): { isGrant: boolean; isRevocation: boolean } | null {
  if (tagOf(event.event_type) !== 'member_change_admin_role') return null;
  const details = event.details as Record<string, unknown>;
  const [from, to] = [tagOf(details.previous_value), tagOf(details.new_value)];
  return {
    isGrant: from === 'member_only' || to === 'team_admin',
    isRevocation: to === 'member_only' || from === 'team_admin',
  };
}

function tagOf(value: unknown): string {
  return (value as { '.tag'?: string } | undefined)?.['.tag'] ?? '';
}

/** Whether something was done through the API, and not in the console or by a person. */
export function isThroughApi(event: TeamEvent): boolean {
  return tagOf((event.origin as { access_method?: unknown }).access_method) === 'api';
}
