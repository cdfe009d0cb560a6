import type { LiveGroup, LiveMember, LiveState } from '../../src/model/live-state.js';
import type { SeedGroup, SeedMember, SimulatorSeed } from '../../src/simulator/index.js';

/** The admin whose token is used; every live team of these tests has one at this address. */
const ACTING_ADMIN = 'root@acme.com';

/** A live state, as tests of the planner make them up, as a team to simulate. */
export function seedFromLive(live: LiveState): SimulatorSeed {
  const emails = new Map(live.members.map((member) => [member.id, member.attributes.email]));
  return {
    team: {
      id: live.team.id,
      name: live.team.name,
      licences: live.licences.available,
      features: { persistent_ids: true },
    },
    acting_admin: ACTING_ADMIN,
    members: live.members.map(seedMember),
    groups: live.groups.map((group) => seedGroup(group, emails)),
  };
}

function seedMember({ id, status, isRecoverable, isEmailVerified, attributes, ...dates }: LiveMember): SeedMember {
  return {
    email: attributes.email,
    team_member_id: id,
    status,
    email_verified: isEmailVerified,
    role: attributes.role,
    directory_restricted: attributes.directory_restricted,
    secondary_emails: attributes.secondary_emails,
    ...(attributes.external_id === null ? {} : { external_id: attributes.external_id }),
    ...(attributes.persistent_id === null ? {} : { persistent_id: attributes.persistent_id }),
    ...(attributes.given_name === null ? {} : { given_name: attributes.given_name }),
    ...(attributes.surname === null ? {} : { surname: attributes.surname }),
    ...(attributes.space_quota_gb === null ? {} : { space_quota_gb: attributes.space_quota_gb }),
    ...(dates.invitedOn === null ? {} : { invited_on: dates.invitedOn }),
    ...(dates.suspendedOn === null ? {} : { suspended_on: dates.suspendedOn }),
    ...(status === 'removed' ? { is_recoverable: isRecoverable } : {}),
  };
}

function seedGroup(group: LiveGroup, emails: ReadonlyMap<string, string>): SeedGroup {
  return {
    name: group.name,
    group_id: group.id,
    ...(group.externalId === null ? {} : { external_id: group.externalId }),
    management: group.management === 'user_managed' ? 'user_managed' : 'company_managed',
    members: [...group.members].flatMap(([id, access]) => {
      const email = emails.get(id);
      return email === undefined ? [] : [{ email, access: access ?? 'member' }];
    }),
  };
}
