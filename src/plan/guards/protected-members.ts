import { foldEmail } from '../../model/fold.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { nameSome, refusal, warning } from '../notes.js';
import { harmTo } from './admins.js';
import { howToLift } from './how-to-lift.js';

/** `protected_members`: never suspended, removed, demoted, or stripped of their address. */
export function protectedFindings(judged: Judged): Finding[] {
  return [...protectedHarms(judged), ...strangerFindings(judged)];
}

function protectedAddresses({ desired }: Judged): Set<string> {
  return new Set(desired.policy.guards.protectedMembers.map(foldEmail));
}

/** One refusal for each protected member to whom something would be done. */
export function protectedHarms(judged: Judged): Finding[] {
  const { desired, members } = judged;
  const protectedEmails = protectedAddresses(judged);
  if (protectedEmails.size === 0) return [];
  return members.flatMap((member) => {
    const email = member.live?.attributes.email;
    if (email === undefined) return [];
    // Whoever is declared by a protected address is that person, also under the address they have now.
    const known = [email, member.desired?.email].find((one) => one !== undefined && protectedEmails.has(one));
    if (known === undefined) return [];
    const isRenamed = known === email && member.deltas.some((delta) => delta.name === 'email');
    const harm = harmTo(member) ?? (isRenamed ? 'stripped of this address' : null);
    if (harm === null) return [];
    return [
      refusal(
        'protected_members',
        `protected_members: ${known} is protected, and would be ${harm}. ` +
          howToLift('protected_members', 'take the address out of guards.protected_members', desired),
        { source: member.desired?.source ?? null, override: 'protected_members' },
      ),
    ];
  });
}

/** A slip in the list would protect nobody, and say nothing. */
function strangerFindings(judged: Judged): Finding[] {
  const { desired, live } = judged;
  const strangers = protectedAddresses(judged);
  if (strangers.size === 0) return [];
  for (const { status, attributes } of live.members) if (status !== 'removed') strangers.delete(attributes.email);
  for (const { email } of desired.members) strangers.delete(email);
  if (strangers.size === 0) return [];
  const isOne = strangers.size === 1;
  return [
    warning(
      'protected_members',
      `protected_members: ${nameSome([...strangers])} ${isOne ? 'is' : 'are'} protected, and nobody on the team or in ${desired.file} has ${isOne ? 'that address' : 'those addresses'}. ` +
        'Correct the spelling in guards.protected_members, or take it out.',
    ),
  ];
}
