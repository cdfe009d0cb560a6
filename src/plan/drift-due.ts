import type { DesiredState } from '../model/desired-state.js';
import { foldEmail, foldGroupName } from '../model/fold.js';
import type { LiveState } from '../model/live-state.js';
import { endOfDay, endOfGrace, isPastDay } from './dates.js';
import { isObject } from './digest.js';
import type { Difference } from './drift.js';

/** Tells of a difference since when it was due by a day that the file names; null where no day is its cause. */
export type DueSince = (difference: Difference) => number | null;

/**
 * Finds the differences that nobody made: a last day has passed, or a grace period is over.
 * @param now milliseconds since the epoch, as are the answers.
 */
export function findDue(desired: DesiredState, live: LiveState, now: number): DueSince {
  const members = new Map(desired.members.map((member) => [member.email, member]));
  const groups = new Map(desired.groups.map((group) => [foldGroupName(group.attributes.name), group]));
  const suspendedOn = new Map(live.members.map((member) => [member.attributes.email, member.suspendedOn]));
  return ({ kind, action, address, member, file }) => {
    const name = address.slice(kind.length + 1);
    if (member !== null) {
      // Where the file has somebody, it is not their last day that takes them away.
      if (isObject(file?.members) && member in file.members) return null;
      const listed = groups.get(foldGroupName(name))?.members.find(({ email }) => email === member);
      return lapsedSince(listed?.until ?? null, now);
    }
    const declared = kind === 'member' ? members.get(foldEmail(name)) : undefined;
    if (declared === undefined) return null;
    if (action === 'suspend' && declared.status !== 'suspended') return lapsedSince(declared.until, now);
    const since = suspendedOn.get(declared.email) ?? null;
    const grace = declared.offboarding.gracePeriodHours;
    return action === 'remove' && grace > 0 && since !== null ? endOfGrace(since, grace) : null;
  };
}

function lapsedSince(until: string | null, now: number): number | null {
  return until !== null && isPastDay(until, now) ? endOfDay(until) : null;
}
