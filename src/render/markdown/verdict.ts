import type { Plan } from '../../model/plan.js';
import type { PlanView } from '../plan-view.js';
import { countOf, joinWords } from '../prose.js';
import type { Loss } from './losses.js';

/** One part of the verdict: what happens to how many, in the forms that a sentence needs. */
interface Part {
  readonly count: number;
  readonly isAboutPeople: boolean;
  readonly one: string;
  readonly many: string;
  /** After "would". */
  readonly bare: string;
  readonly weight: 'loss' | 'power' | 'other';
}

/**
 * What a plan means in words about people, worst first. Numbers only: a title never holds a name.
 * @param refusal how a plan is called that guards refuse.
 */
export function renderVerdict(plan: Plan, view: PlanView, losses: readonly Loss[], refusal = 'Refused'): string {
  const parts = makeParts(plan, view, losses);
  const errors = view.errors.length;
  if (parts.length === 0) {
    if (errors > 0) return `⛔ Nothing is planned: ${errors === 1 ? '1 error' : `${errors} errors`}`;
    return '✅ No change for Dropbox';
  }
  if (errors > 0) return `⛔ ${refusal}: ${tell(parts, true)}`;
  const isLoss = parts.some(({ weight }) => weight === 'loss');
  if (view.base !== null && view.base.caused.length === 0) {
    const outside = view.base.drifted.length;
    if (isLoss) return `🔴 Not by this change, and due with it: ${tell(parts, false)}`;
    return `✅ This change does nothing itself. ⚠️ ${countOf(outside, 'difference')} ${outside === 1 ? 'exists' : 'exist'} outside it`;
  }
  const sign = isLoss ? '🔴' : parts[0]?.weight === 'power' ? '🟠' : '🔵';
  return `${sign} ${tell(parts, false)}`;
}

function makeParts(plan: Plan, { lists, blocks, counts }: PlanView, losses: readonly Loss[]): Part[] {
  const admins = new Set(plan.changes.filter(({ hazards }) => hazards.includes('grants_admin')).map((c) => c.address));
  const owners = lists.gainsPower.filter(({ notes }) => notes.some((note) => note.startsWith('owner of ')));
  const left = losses.filter(({ isInvitation }) => !isInvitation);
  const { add, recover, unsuspend } = plan.summary;
  const groups = (what: string) => counts.groups.find((count) => count.what === what)?.count ?? 0;
  const removals = plan.measures?.find(({ guard }) => guard === 'max_removals');
  const limit = removals !== undefined && removals.count > removals.limit ? ` (the limit is ${removals.limit})` : '';
  const people = (count: number, one: string, many: string, weight: Part['weight'], bare = many): Part => ({
    ...{ count, one, many, bare, weight },
    isAboutPeople: true,
  });
  const things = (count: number, noun: string, verb: string, weight: Part['weight']): Part => ({
    ...{ count, weight, isAboutPeople: false },
    ...{ one: `${noun} is ${verb}`, many: `${noun}s are ${verb}`, bare: `${noun}${count === 1 ? '' : 's'} be ${verb}` },
  });
  const named = [
    people(new Set(left.map(({ name }) => name)).size, 'loses access', 'lose access', 'loss', `lose access${limit}`),
    things(lists.groupsDeleted.length, 'group', 'deleted', 'loss'),
    people(lists.leavesGroups.length, 'leaves groups', 'leave groups', 'loss'),
    people(admins.size, 'becomes admin', 'become admin', 'power'),
    people(owners.length, 'becomes owner of groups', 'become owner of groups', 'power'),
    people(lists.losesPower.length, 'loses power', 'lose power', 'other'),
    people(lists.changesAddress.length, 'changes address', 'change address', 'other'),
    people(recover, 'comes back', 'come back', 'other'),
    people(unsuspend, 'is unsuspended', 'are unsuspended', 'other', 'be unsuspended'),
    people(add, 'joins', 'join', 'other'),
    things(losses.length - left.length, 'invitation', 'cancelled', 'other'),
    things(groups('to create'), 'group', 'created', 'other'),
    things(plan.summary.membership_add, 'membership', 'added', 'other'),
  ].filter(({ count }) => count > 0);
  if (named.length > 0 || blocks.length === 0) return named;
  const other = things(blocks.length, 'member or group', 'changed', 'other');
  return [{ ...other, many: 'members or groups are changed' }];
}

/** Losses and power are always told; with them, as much else as still makes a title. */
const PARTS_IN_TITLE = 4;

function tell(all: readonly Part[], isRefused: boolean): string {
  const parts = all.filter(({ weight }, index) => weight !== 'other' || index < PARTS_IN_TITLE);
  const words = parts.map((part, index) => {
    const noun = part.isAboutPeople && (index === 0 || parts[index - 1]?.isAboutPeople === false);
    const who = noun ? (part.count === 1 ? ' person' : ' people') : '';
    if (!isRefused) return `${part.count}${who} ${part.count === 1 ? part.one : part.many}`;
    if (part.isAboutPeople) return `${part.count}${who} would ${part.bare}`;
    const [subject = '', verb = ''] = part.bare.split(/ (?=be )/);
    return `${part.count} ${subject} would ${verb}`;
  });
  return joinWords([...words, ...(parts.length < all.length ? ['more'] : [])]);
}
