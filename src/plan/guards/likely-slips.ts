import { foldGroupName } from '../../model/fold.js';
import type { LiveGroup, LiveMember } from '../../model/live-state.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import type { GroupPlan } from '../group-plan.js';
import type { MemberPlan } from '../member-plan.js';
import { nameSome, warning } from '../notes.js';

/** What can be meant, and more often is not: a rename that reads as a new one, a file that is about other people. */
export function slipFindings(judged: Judged): Finding[] {
  return [...strangersFindings(judged), ...renamedGroups(judged), ...renamedMembers(judged)];
}

/** A file that names nobody of the team is probably the file of another one. */
function strangersFindings({ desired, live, identity }: Judged): Finding[] {
  const present = live.members.filter(({ status }) => status !== 'removed').length;
  const isPinned = desired.team.id !== null;
  if (isPinned || present < 2 || desired.members.length < 2) return [];
  if ([...identity.members.values()].some((member) => member !== null)) return [];
  return [
    warning(
      'other-people',
      `other-people: none of the ${desired.members.length} members in ${desired.file} is among the ${present} of the Dropbox team ${live.team.name}. ` +
        `Is this the file, or the token, of another team? If both are right, pin it: team: {id: ${live.team.id}}.`,
    ),
  ];
}

/** A group that is new, and has most of the members, or nearly the name, of one that no file names. */
function renamedGroups({ desired, identity, groups }: Judged): Finding[] {
  const created = groups.filter(({ action }) => action === 'create');
  if (created.length === 0 || identity.unmanagedGroups.length === 0) return [];
  const fate = desired.policy.unmanagedGroups === 'delete' ? 'would be deleted' : 'would be left as it is';
  const former = new FormerGroups(identity.unmanagedGroups);
  return created.flatMap((group) => {
    const match = former.find(group);
    if (match === null) return [];
    return [
      warning(
        'looks-renamed',
        `looks-renamed: ${group.ref.name} would be created, and ${match.name}, which is much like it, ${fate}. ` +
          `If it was renamed, add previous_names: [${match.name}] to ${group.ref.name}, and it keeps its id and what is shared with it.`,
        group.desired?.source ?? null,
      ),
    ];
  });
}

/** The groups that no file names, by who is in them and by name. */
class FormerGroups {
  readonly #byMember = new Map<string, LiveGroup[]>();
  readonly #byName = new Map<string, LiveGroup>();

  constructor(groups: readonly LiveGroup[]) {
    // In an order of their own, so that the first match does not depend on the order of pages.
    for (const group of [...groups].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.#byName.set(plainName(group.name), group);
      for (const id of group.members.keys()) {
        const list = this.#byMember.get(id);
        if (list === undefined) this.#byMember.set(id, [group]);
        else list.push(group);
      }
    }
  }

  /** Most of the members of either are in the other; of one who is in both, nothing follows. */
  find(group: GroupPlan): LiveGroup | null {
    const joining = group.memberships.flatMap(({ member }) => member.live?.id ?? []).sort();
    const shared = new Map<LiveGroup, number>();
    for (const id of joining) {
      for (const former of this.#byMember.get(id) ?? []) shared.set(former, (shared.get(former) ?? 0) + 1);
    }
    for (const [former, count] of shared) {
      if (count >= 2 && count * 2 > joining.length && count * 2 > former.members.size) return former;
    }
    const name = plainName(group.ref.name);
    return name === '' ? null : (this.#byName.get(name) ?? null);
  }
}

function plainName(name: string): string {
  return foldGroupName(name).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Somebody new, with the name of somebody whom no file names: probably one person with a new address. */
function renamedMembers({ desired, identity, members }: Judged): Finding[] {
  const added = members.filter(({ presence }) => presence.tag === 'added');
  if (added.length === 0 || identity.unmanagedMembers.length === 0) return [];
  const former = new Map<string, LiveMember | null>();
  for (const member of identity.unmanagedMembers) {
    // A name, or the part before the @, that several have says nothing.
    for (const key of keysOf(member.attributes)) former.set(key, former.has(key) ? null : member);
  }
  const found = added.flatMap((member): readonly (readonly [MemberPlan, LiveMember])[] => {
    if (member.desired === null) return [];
    const match = keysOf(member.desired.attributes)
      .map((key) => former.get(key))
      .find((one) => one !== undefined && one !== null);
    return match ? [[member, match]] : [];
  });
  if (found.length === 0) return [];
  const fate = { report: 'left as they are', suspend: 'suspended', remove: 'removed' }[desired.policy.unmanagedMembers];
  const pairs = nameSome(found.map(([member, match]) => `${match.attributes.email} -> ${member.ref.email}`));
  return [
    warning(
      'looks-renamed',
      `looks-renamed: some who would be invited look like people on the team whom no file names, and who would be ${fate}: ${pairs}. ` +
        'If an address changed, add the former one as previous_emails, and the person keeps account, files and groups.',
      found.length === 1 ? (found[0]?.[0].desired?.source ?? null) : null,
    ),
  ];
}

function keysOf(attributes: {
  readonly email?: string;
  readonly given_name?: string | null;
  readonly surname?: string | null;
}): string[] {
  const { email = '', given_name: givenName, surname } = attributes;
  const [local = ''] = email.toLowerCase().split('@');
  const keys = local === '' ? [] : [`address ${local}`];
  if (givenName && surname) keys.push(`name ${givenName.toLowerCase()} ${surname.toLowerCase()}`);
  return keys;
}
