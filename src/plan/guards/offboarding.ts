import { TEAM_ADMIN } from '../../model/member.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { isLeaving, type MemberPlan } from '../member-plan.js';
import { nameSome, note, refusal } from '../notes.js';
import { findPeople, type Person, transferParties } from '../people.js';

/**
 * What Dropbox would refuse half-way through a removal: who receives files must be verified and stay, who is told of
 * errors must be a team admin. Contradictions within the file are refused when it is read.
 */
export function offboardingFindings(judged: Judged): Finding[] {
  return [...transferFindings(judged), ...keepAccountNotes(judged)];
}

/** What Dropbox may refuse, and lets nobody read beforehand. */
function keepAccountNotes({ members }: Judged): Finding[] {
  const keeping = members.filter(
    ({ presence, live, offboarding }) =>
      presence.tag === 'removed' && live?.status !== 'invited' && offboarding.keepAccount,
  );
  if (keeping.length === 0) return [];
  const retaining = keeping.some(({ offboarding }) => offboarding.retainTeamShares);
  const shares = retaining ? ', and retain_team_shares while sharing outside the team is off' : '';
  return [
    note(
      'offboarding',
      `${nameSome(keeping.map(({ ref }) => ref.email))}: Dropbox refuses keep_account for people under a legal hold or who never accepted its terms${shares}. ` +
        'Nothing tells beforehand; such a removal fails alone, after the suspension.',
    ),
  ];
}

function transferFindings({ live, members, everybody }: Judged): Finding[] {
  const people = findPeople(transferParties(members), live, everybody);
  return members.flatMap((member) => {
    if (member.presence.tag !== 'removed' || member.live?.status === 'invited') return [];
    const { transferFilesTo, transferAdmin } = member.offboarding;
    if (transferFilesTo === null) return [];
    const reasons = [
      destinationProblem(member, transferFilesTo, people.get(transferFilesTo)),
      adminProblem(member, transferAdmin, people.get(transferAdmin ?? '')),
    ];
    return reasons.flatMap((reason) =>
      reason === null
        ? []
        : [
            refusal('offboarding', `offboarding: ${member.ref.email} cannot be removed as asked: ${reason}`, {
              source: member.desired?.source ?? null,
            }),
          ],
    );
  });
}

function destinationProblem(leaver: MemberPlan, email: string, found: Person | undefined): string | null {
  if (found === undefined) return `transfer_files_to ${email} is not on the team. Name an active member.`;
  if (found.plan === leaver) return `transfer_files_to ${email} is the leaver. Name somebody else.`;
  if (!found.isActive)
    return `transfer_files_to ${email} is not active (invited or suspended), so cannot receive files. Name an active member.`;
  if (!found.isVerified)
    return `transfer_files_to ${email} has not verified that address, so cannot receive files. Name a verified member.`;
  const { plan } = found;
  if (plan === null) return null;
  // A chain is fine: whoever hands everything on to the next is waited for.
  if (isLeaving(plan)) {
    return plan.offboarding.transferFilesTo !== null
      ? null
      : `transfer_files_to ${email} is leaving too, and passes the files on to nobody. Name somebody who stays.`;
  }
  return plan.suspends
    ? `transfer_files_to ${email} is suspended by the same plan. Name somebody who stays active.`
    : null;
}

function adminProblem(leaver: MemberPlan, email: string | null, found: Person | undefined): string | null {
  if (email === null) return 'transfer_files_to needs a transfer_admin, who is told of transfer errors.';
  if (found === undefined) return `transfer_admin ${email} is not on the team. Name a team admin.`;
  if (found.plan === leaver) return `transfer_admin ${email} is the leaver. Name another team admin.`;
  const { plan } = found;
  const stays = plan === null || !(plan.suspends || isLeaving(plan));
  return found.isActive && found.role === TEAM_ADMIN && stays
    ? null
    : `transfer_admin ${email} is not an active team admin when this plan has run. Name one who is.`;
}
