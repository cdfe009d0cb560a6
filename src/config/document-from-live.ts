import { groupAttributes } from '../model/group.js';
import type { LiveGroup, LiveMember, LiveState } from '../model/live-state.js';
import { MEMBER_ONLY, type MemberAttributeName, memberAttributeNames, memberAttributes } from '../model/member.js';
import type { GroupEntry, MemberEntry, MembershipEntry, TeamDocument } from './team-document.js';

/** A live team as a file, and what of it a file cannot say. */
interface LiveDocument {
  readonly document: TeamDocument;
  /** One sentence each. */
  readonly omissions: readonly string[];
}

/**
 * The team file that describes a live team, so that planning it changes nothing: everybody who is on the team, invited
 * or suspended, and every group that people manage, with all memberships. What is not set has no key, and so stays
 * unmanaged; roles are managed for everybody (member_only through `defaults`), because power is what a review looks for.
 */
export function documentFromLive(live: LiveState): TeamDocument {
  return describeLive(live).document;
}

/** What {@link documentFromLive} leaves out because the file cannot say it; one sentence each, empty as a rule. */
export function omissionsFromLive(live: LiveState): readonly string[] {
  return describeLive(live).omissions;
}

function describeLive(live: LiveState): LiveDocument {
  const omissions: string[] = [];
  const addresses = new Map<string, string>();
  const members: MemberEntry[] = [];
  for (const member of live.members) {
    if (member.status === 'removed') continue;
    const { email } = member.attributes;
    if (isWritable('email', email)) {
      members.push(describeMember(member, live.capabilities.quotasRead, omissions));
      addresses.set(member.id, email);
    } else omissions.push(`The member ${email} is left out: a team file cannot hold this address.`);
  }
  const managed = live.groups.filter(
    ({ management }) => management === 'company_managed' || management === 'user_managed',
  );
  const groups = managed.flatMap((group) => {
    if (groupAttributes.name.schema.safeParse(group.name).success) return [describeGroup(group, addresses, omissions)];
    omissions.push(`The group "${group.name}" is left out: a team file cannot hold this name.`);
    return [];
  });
  const document: TeamDocument = {
    version: 1,
    team: { id: live.team.id, name: live.team.name },
    defaults: { member: { role: MEMBER_ONLY } },
    members,
    groups,
  };
  return { document, omissions };
}

function isWritable(name: MemberAttributeName, value: unknown): boolean {
  return memberAttributes[name].schema.safeParse(value).success;
}

/**
 * One member as a file describes them: what is set, and whether they are suspended.
 * @param omissions takes a sentence for each value that a file cannot hold.
 */
export function describeMember(member: LiveMember, quotasRead: boolean, omissions: string[] = []): MemberEntry {
  const { attributes } = member;
  const entries = memberAttributeNames.flatMap((name) => {
    const value = attributes[name];
    if (isUnset(name, value) || (name === 'space_quota_gb' && !quotasRead)) return [];
    if (isWritable(name, value)) return [[name, value] as const];
    const { label } = memberAttributes[name];
    omissions.push(`The ${label} of ${attributes.email} is left out: a team file cannot hold "${String(value)}".`);
    return [];
  });
  const status = member.status === 'suspended' ? { status: 'suspended' as const } : {};
  return { ...(Object.fromEntries(entries) as Partial<MemberEntry>), ...status, email: attributes.email };
}

/** Whether a value is what a member has without anybody's doing; `defaults` say the role. */
function isUnset(name: MemberAttributeName, value: unknown): boolean {
  if (name === 'role') return value === MEMBER_ONLY;
  return value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/**
 * One group as a file describes it. Where it has people whom the file does not name, it is additive: nobody is taken out.
 * @param addresses of those whom the file names, by their id.
 * @param omissions takes a sentence where that is so.
 */
export function describeGroup(
  group: LiveGroup,
  addresses: ReadonlyMap<string, string>,
  omissions: string[] = [],
): GroupEntry {
  const members: MembershipEntry[] = [];
  let isWhole = true;
  for (const [id, access] of group.members) {
    const email = addresses.get(id);
    if (email === undefined) isWhole = false;
    else members.push(access === 'owner' ? { email, access } : email);
  }
  const { name, externalId, management } = group;
  if (!isWhole)
    omissions.push(`The group "${name}" has people whom the file cannot name, so its membership is additive.`);
  return {
    name,
    ...(externalId === null || externalId === '' ? {} : { external_id: externalId }),
    ...(management === 'company_managed' || management === 'user_managed' ? { management } : {}),
    ...(isWhole ? {} : { membership: 'additive' as const }),
    members,
  };
}
