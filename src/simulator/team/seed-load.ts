import { DAY_MS } from '../clock.js';
import type { Random } from '../random.js';
import type { Group } from './group.js';
import type { GroupAccess, Member, Removal } from './member.js';
import { BUILT_IN_ROLES, findRole, type Role } from './roles.js';
import { DEFAULT_SEED, type SeedMember, type SimulatorSeed } from './seed.js';
import { ShapeError } from './shape.js';
import { isActiveAdmin, RECOVERY_MS, Team } from './team.js';

/** A team made from a seed, and the admin whom its tokens act for. */
export interface LoadedTeam {
  readonly team: Team;
  readonly actingAdmin: Member;
}

/**
 * Makes a team from a checked seed; what the seed leaves open is filled in.
 * @throws Error that names the entry when the seed contradicts itself.
 */
export function loadTeam(seed: SimulatorSeed, random: Random, nowMs: number): LoadedTeam {
  const members = seed.members ?? DEFAULT_SEED.members ?? [];
  const groups = seed.groups ?? (seed.members === undefined ? DEFAULT_SEED.groups : undefined) ?? [];
  const roles = (seed.roles ?? []).map((role) => ({
    id: role.role_id,
    name: role.name,
    description: role.description ?? '',
  }));
  const team = new Team(makeFacts(seed, members, random), roles.length === 0 ? BUILT_IN_ROLES : roles);
  team.groups.add({
    id: team.facts.everyoneGroupId,
    name: `Everyone at ${team.facts.name}`,
    externalId: undefined,
    management: 'system_managed',
    isEveryone: true,
    createdMs: nowMs - 1000 * DAY_MS,
  });
  for (const [index, group] of groups.entries()) {
    if (group.group_id === team.facts.everyoneGroupId) continue;
    const where = `seed.groups[${index}]`;
    if (team.groups.findByName(group.name) !== undefined) throw new ShapeError(where, `a second group "${group.name}"`);
    const externalId = group.external_id === '' ? undefined : group.external_id;
    if (externalId !== undefined && team.groups.findByExternalId(externalId) !== undefined) {
      throw new ShapeError(where, `a second group with external id "${externalId}"`);
    }
    team.groups.add({
      id: group.group_id ?? `g:${random.hex(32)}`,
      name: group.name,
      externalId,
      management: group.management ?? 'company_managed',
      isEveryone: false,
      createdMs: readMoment(group.created_on) ?? nowMs - 500 * DAY_MS,
    });
  }
  for (const [index, member] of members.entries()) addMember(team, member, `seed.members[${index}]`, random, nowMs);
  joinGroups(team, groups);
  for (const account of seed.outside_accounts ?? []) {
    const email = account.email.toLowerCase();
    const failure = account.invitation_fails_with;
    team.outsideAccounts.set(email, {
      email,
      isOnAnotherTeam: account.on_another_team ?? false,
      ...(failure === undefined ? {} : { invitationFailure: failure }),
    });
  }
  for (const id of seed.outside_groups ?? []) team.groups.outsideIds.add(id);
  return { team, actingAdmin: findActingAdmin(team, seed) };
}

function makeFacts(seed: SimulatorSeed, members: readonly SeedMember[], random: Random): Team['facts'] {
  const features = seed.team?.features ?? {};
  const adminDomain = (seed.acting_admin ?? members[0]?.email)?.toLowerCase().split('@')[1];
  return {
    id: seed.team?.id ?? (seed.members === undefined ? 'dbtid:AAAsimulatedteam' : `dbtid:${random.text(34)}`),
    name: seed.team?.name ?? 'Simulated team',
    licences: seed.team?.licences ?? members.length + 10,
    features: {
      secondaryEmails: features.secondary_emails ?? true,
      persistentIds: features.persistent_ids ?? false,
      directoryRestriction: features.directory_restriction ?? true,
      spaceLimits: features.space_limits ?? true,
      externalSharing: features.external_sharing ?? true,
    },
    verifiedDomains: seed.team?.verified_domains ?? (adminDomain === undefined ? [] : [adminDomain]),
    everyoneGroupId: seed.team?.everyone_group_id ?? `g:${random.hex(28)}0003`,
  };
}

function addMember(team: Team, seed: SeedMember, where: string, random: Random, nowMs: number): void {
  const email = seed.email.toLowerCase();
  const status = seed.status ?? 'active';
  const removal = status === 'removed' ? makeRemoval(team, seed, where, nowMs) : undefined;
  const holdsIdentity = removal === undefined || removal.isRecoverable;
  const secondaryEmails = (seed.secondary_emails ?? []).map((entry) =>
    typeof entry === 'string'
      ? { email: entry.toLowerCase(), isVerified: true }
      : { email: entry.email.toLowerCase(), isVerified: entry.is_verified },
  );
  const externalId = seed.external_id === '' ? undefined : seed.external_id;
  if (holdsIdentity) {
    for (const address of [email, ...secondaryEmails.map((entry) => entry.email)]) {
      if (team.findByAddress(address) !== undefined) throw new ShapeError(where, `address ${address} is taken`);
    }
    if (externalId !== undefined && team.findByExternalId(externalId) !== undefined) {
      throw new ShapeError(where, `external id "${externalId}" is taken`);
    }
  }
  if (seed.team_member_id !== undefined && team.find(seed.team_member_id) !== undefined) {
    throw new ShapeError(where, `team_member_id ${seed.team_member_id} is taken`);
  }
  const member = team.add({
    id: seed.team_member_id ?? `dbmid:${random.text(36)}`,
    accountId: seed.account_id ?? `dbid:${random.text(35)}`,
    folderId: seed.member_folder_id ?? String(random.integer(1_000_000_000, 9_999_999_999)),
    rootFolderId: seed.root_folder_id ?? String(random.integer(1_000_000_000, 9_999_999_999)),
    membershipType: seed.membership_type ?? 'full',
    email,
    emailVerified: seed.email_verified ?? status !== 'invited',
    secondaryEmails,
    externalId,
    persistentId: seed.persistent_id,
    givenName: seed.given_name ?? '',
    surname: seed.surname ?? '',
    status,
    roleId: removal === undefined ? readRole(team.roles, seed, where)?.id : undefined,
    invitedOnMs: status === 'invited' ? (readMoment(seed.invited_on) ?? nowMs - 3 * DAY_MS) : undefined,
    joinedOnMs: status === 'invited' ? undefined : (readMoment(seed.joined_on) ?? nowMs - 400 * DAY_MS),
    suspendedOnMs: status === 'suspended' ? (readMoment(seed.suspended_on) ?? nowMs - 2 * DAY_MS) : undefined,
    removal,
    spaceQuotaGb: seed.space_quota_gb,
    isExcludedFromSpaceLimits: seed.excluded_from_space_limits ?? false,
    isDirectoryRestricted: seed.directory_restricted,
    photoUrl: seed.profile_photo_url,
    isUnderLegalHold: seed.legal_hold ?? false,
    hasAcceptedTerms: seed.accepted_terms ?? true,
  });
  if (removal !== undefined) return;
  for (const name of seed.groups ?? []) join(team, requireGroup(team, name, where), member, 'member');
  for (const name of seed.owner_of ?? []) join(team, requireGroup(team, name, where), member, 'owner');
}

function makeRemoval(team: Team, seed: SeedMember, where: string, nowMs: number): Removal {
  const atMs = readMoment(seed.removed_on) ?? nowMs - DAY_MS;
  const isDisconnected = seed.is_disconnected ?? false;
  const memberships = [
    ...(seed.groups ?? []).map((name) => ({ groupId: requireGroup(team, name, where).id, access: 'member' as const })),
    ...(seed.owner_of ?? []).map((name) => ({ groupId: requireGroup(team, name, where).id, access: 'owner' as const })),
  ];
  return {
    atMs,
    isRecoverable: !isDisconnected && nowMs < atMs + RECOVERY_MS && (seed.is_recoverable ?? true),
    isDisconnected,
    files: seed.files ?? (isDisconnected ? 'kept_by_person' : 'held'),
    roleId: readRole(team.roles, seed, where)?.id,
    memberships,
  };
}

function joinGroups(team: Team, groups: NonNullable<SimulatorSeed['groups']>): void {
  for (const [index, group] of groups.entries()) {
    const target = team.groups.findByName(group.name);
    if (target === undefined || target.isEveryone) continue;
    for (const entry of group.members ?? []) {
      const { email, access } = typeof entry === 'string' ? { email: entry, access: 'member' as const } : entry;
      const member = team.findByAddress(email);
      if (member === undefined || member.status === 'removed') {
        throw new ShapeError(`seed.groups[${index}].members`, `${email} is not on the team`);
      }
      join(team, target, member, access);
    }
  }
}

/** The group and the member may both name the membership; an owner named so once is an owner. */
function join(team: Team, group: Group, member: Member, access: GroupAccess): void {
  const existing = group.memberships.get(member.id);
  if (existing === undefined) team.groups.join(group, member, access);
  else if (access === 'owner') existing.access = access;
}

function readRole(roles: readonly Role[], seed: SeedMember, where: string): Role | undefined {
  if (seed.role === undefined || seed.role === '' || seed.role === 'member_only') return undefined;
  const role = findRole(roles, seed.role);
  if (role === undefined) {
    const offered = roles.map((offer) => offer.name).join(', ');
    throw new ShapeError(`${where}.role`, `the team offers no role "${seed.role}"; it offers ${offered}`);
  }
  return role;
}

function requireGroup(team: Team, name: string, where: string): Group {
  const group = team.groups.findByName(name);
  if (group === undefined) throw new ShapeError(where, `no group "${name}"; list it under "groups"`);
  return group;
}

function findActingAdmin(team: Team, seed: SimulatorSeed): Member {
  if (seed.acting_admin !== undefined) {
    const named = team.findByAddress(seed.acting_admin) ?? team.findFormerByAddress(seed.acting_admin);
    if (named !== undefined) return named;
    throw new ShapeError('seed.acting_admin', `${seed.acting_admin} is not on the team`);
  }
  for (const member of team.all()) if (isActiveAdmin(member)) return member;
  throw new ShapeError(
    'seed.members',
    'no active member has the role Team, but a Dropbox team always has one; give one of them "role": "Team"',
  );
}

function readMoment(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
