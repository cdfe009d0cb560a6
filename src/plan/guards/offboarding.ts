import { TEAM_ADMIN } from '../../model/member.js';
import type { Finding } from '../../model/plan.js';
import type { Judged } from '../findings.js';
import { isLeaving, isPresentAfter, type MemberPlan, valueAfter } from '../member-plan.js';
import { refusal } from '../notes.js';

/**
 * What Dropbox would refuse half-way through a removal: who receives files must be verified and stay, who is told of
 * errors must be a team admin. Contradictions within the file are refused when it is read.
 */
export function offboardingFindings(judged: Judged): Finding[] {
  const people = new PeopleByAddress(judged);
  return judged.members.flatMap((member) => {
    if (member.presence.tag !== 'removed' || member.live?.status === 'invited') return [];
    const { transferFilesTo, transferAdmin } = member.offboarding;
    if (transferFilesTo === null) return [];
    const reasons = [destinationProblem(member, transferFilesTo, people), adminProblem(member, transferAdmin, people)];
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

class PeopleByAddress {
  private readonly found = new Map<
    string,
    {
      readonly plan: MemberPlan | null;
      readonly isVerified: boolean;
      readonly isActive: boolean;
      readonly role: string;
    }
  >();

  constructor({ live, members }: Judged) {
    for (const member of live.members) {
      if (member.status === 'removed') continue;
      this.found.set(member.attributes.email, {
        plan: null,
        isVerified: member.isEmailVerified,
        isActive: member.status === 'active',
        role: member.attributes.role,
      });
    }
    for (const plan of members) {
      const entry = {
        plan,
        isVerified: plan.live?.isEmailVerified ?? false,
        isActive: plan.unsuspends || plan.presence.tag === 'recovered' || plan.live?.status === 'active',
        role: String(valueAfter(plan, 'role') ?? ''),
      };
      if (plan.live !== null) this.found.set(plan.live.attributes.email, entry);
      if (isPresentAfter(plan)) this.found.set(plan.desired?.email ?? plan.ref.email, entry);
    }
  }

  get(email: string) {
    return this.found.get(email);
  }
}

function destinationProblem(leaver: MemberPlan, email: string, people: PeopleByAddress): string | null {
  const found = people.get(email);
  if (found === undefined) return `transfer_files_to ${email} is not on the team. Name an active member.`;
  if (found.plan === leaver) return `transfer_files_to ${email} is the leaver. Name somebody else.`;
  if (!found.isActive)
    return `transfer_files_to ${email} is not active (invited or suspended), so cannot receive files. Name an active member.`;
  if (!found.isVerified)
    return `transfer_files_to ${email} has not verified that address, so cannot receive files. Name a verified member.`;
  if (found.plan !== null && isLeavingForGood(found.plan)) {
    return `transfer_files_to ${email} is leaving too, and passes the files on to nobody. Name somebody who stays.`;
  }
  return null;
}

/** A chain is fine: whoever hands everything on to the next is waited for. */
function isLeavingForGood(plan: MemberPlan): boolean {
  if (plan.presence.tag === 'removed') return plan.offboarding.transferFilesTo === null;
  return plan.suspends || isLeaving(plan);
}

function adminProblem(leaver: MemberPlan, email: string | null, people: PeopleByAddress): string | null {
  if (email === null) return 'transfer_files_to needs a transfer_admin, who is told of transfer errors.';
  const found = people.get(email);
  if (found === undefined) return `transfer_admin ${email} is not on the team. Name a team admin.`;
  if (found.plan === leaver) return `transfer_admin ${email} is the leaver. Name another team admin.`;
  const isAdmin =
    found.isActive &&
    found.role === TEAM_ADMIN &&
    !(found.plan !== null && (found.plan.suspends || isLeaving(found.plan)));
  return isAdmin
    ? null
    : `transfer_admin ${email} is not an active team admin when this plan has run. Name one who is.`;
}
