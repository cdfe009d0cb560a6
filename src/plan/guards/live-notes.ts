import type { Finding } from '../../model/plan.js';
import { formatDay } from '../dates.js';
import type { Judged } from '../findings.js';
import { nameSome, note } from '../notes.js';

/** What a reviewer ought to know of the team, and what asks for no change: open invitations, people in no file. */
export function stateFindings({ desired, identity, members, everybody }: Judged): Finding[] {
  const notes: Finding[] = [];
  const invited = everybody.flatMap(({ live, presence }) =>
    live?.status === 'invited' && presence.tag === 'stays'
      ? [`${live.attributes.email} (invited since ${formatDay(live.invitedOn)})`]
      : [],
  );
  if (invited.length > 0)
    notes.push(note('invitations', `${count(invited.length, 'invitation')} not accepted yet: ${nameSome(invited)}.`));
  const recovered = members.filter(({ presence }) => presence.tag === 'recovered');
  if (recovered.length > 0) {
    const names = nameSome(recovered.map((member) => member.ref.email));
    notes.push(
      note(
        'recovered',
        `${names}: recovered with the groups and settings of before; whatever ${desired.file} does not grant of that is taken back in the same run.`,
      ),
    );
  }
  const { unmanagedMembers, unmanagedGroups } = desired.policy;
  if (identity.unmanagedMembers.length > 0 && unmanagedMembers !== 'remove') {
    const names = nameSome(identity.unmanagedMembers.map((member) => member.attributes.email));
    const fate = unmanagedMembers === 'suspend' ? 'suspended unless they are only invited' : 'left alone';
    notes.push(
      note('unmanaged-members', `${count(identity.unmanagedMembers.length, 'member')} in no file (${fate}): ${names}.`),
    );
  }
  if (identity.unmanagedGroups.length > 0 && unmanagedGroups === 'report') {
    const names = nameSome(identity.unmanagedGroups.map((group) => group.name));
    notes.push(
      note('unmanaged-groups', `${count(identity.unmanagedGroups.length, 'group')} in no file (left alone): ${names}.`),
    );
  }
  return notes;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
