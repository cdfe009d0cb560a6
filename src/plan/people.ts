import type { LiveMember, LiveState } from '../model/live-state.js';
import type { MemberRef } from '../model/operation.js';
import { isPresentAfter, type MemberPlan, valueAfter } from './member-plan.js';

/** Somebody whom the file names by address, as they are when the plan has been carried out. */
export interface Person {
  /** Null for people of whom nothing is planned. */
  readonly plan: MemberPlan | null;
  readonly ref: MemberRef;
  readonly isVerified: boolean;
  /** Active at some time of the run, before a suspension that the plan itself asks for. */
  readonly isActive: boolean;
  readonly role: string;
}

/**
 * Finds the people behind addresses in the file, e.g. who receives a leaver's files. An address means whoever is
 * declared at it; only where nobody is, whoever has it now. So addresses that move in the same run are understood.
 * People who are not on the team, before or after, are not found.
 */
export function findPeople(
  addresses: ReadonlySet<string>,
  live: LiveState,
  members: readonly MemberPlan[],
): ReadonlyMap<string, Person> {
  const found = new Map<string, Person>();
  if (addresses.size === 0) return found;
  for (const member of live.members) {
    if (member.status !== 'removed' && addresses.has(member.attributes.email))
      found.set(member.attributes.email, unplanned(member));
  }
  for (const plan of members) {
    const email = plan.live?.attributes.email;
    if (email !== undefined && plan.live?.status !== 'removed' && addresses.has(email)) found.set(email, planned(plan));
  }
  for (const plan of members) {
    if (plan.desired === null || !addresses.has(plan.desired.email)) continue;
    if (isPresentAfter(plan) || plan.presence.tag === 'removed') found.set(plan.desired.email, planned(plan));
    else found.delete(plan.desired.email);
  }
  return found;
}

/** The addresses that the removals of a plan name: who receives files, who is told of errors. */
export function transferParties(members: readonly MemberPlan[]): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const { presence, offboarding, live } of members) {
    if (presence.tag !== 'removed' || live?.status === 'invited' || offboarding.transferFilesTo === null) continue;
    addresses.add(offboarding.transferFilesTo);
    if (offboarding.transferAdmin !== null) addresses.add(offboarding.transferAdmin);
  }
  return addresses;
}

function unplanned({ id, status, isEmailVerified, attributes }: LiveMember): Person {
  const { email, role } = attributes;
  return {
    plan: null,
    ref: { address: `member.${email}`, id, email },
    isVerified: isEmailVerified,
    isActive: status === 'active',
    role,
  };
}

function planned(plan: MemberPlan): Person {
  return {
    plan,
    ref: plan.ref,
    isVerified: plan.live?.isEmailVerified ?? false,
    isActive: plan.unsuspends || plan.presence.tag === 'recovered' || plan.live?.status === 'active',
    role: valueAfter(plan, 'role') ?? '',
  };
}
