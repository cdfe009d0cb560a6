import { foldEmail } from '../../model/fold.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { refusal } from '../notes.js';
import { harmTo } from './admins.js';

/** `protected_members`: never suspended, removed, demoted, or stripped of their address. */
export function protectedFindings({ desired, members }: Judged): Finding[] {
  const protectedEmails = new Set(desired.policy.guards.protectedMembers.map(foldEmail));
  if (protectedEmails.size === 0) return [];
  return members.flatMap((member) => {
    const email = member.live?.attributes.email;
    if (email === undefined || !protectedEmails.has(email)) return [];
    const isRenamed = member.deltas.some((delta) => delta.name === 'email');
    const harm = harmTo(member) ?? (isRenamed ? 'stripped of this address' : null);
    if (harm === null) return [];
    return [
      refusal(
        'protected_members',
        `protected_members: ${email} is protected, and would be ${harm}. ` +
          `If it is meant: --override-guard protected_members for one run, or take the address out of guards.protected_members in ${desired.file}.`,
        { source: member.desired?.source ?? null, override: 'protected_members' },
      ),
    ];
  });
}
