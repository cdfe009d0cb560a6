import type { DesiredMember } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { foldEmail } from '../model/fold.js';
import type { LiveMember, LiveState } from '../model/live-state.js';
import type { MemberPlan } from './member-plan.js';

const nouns = { email: 'address', external_id: 'external id', persistent_id: 'persistent id' } as const;
type UniqueValue = keyof typeof nouns;

/** A unique value that somebody is to get. Secondary addresses share one space with primary ones. */
interface Wish {
  readonly kind: UniqueValue;
  readonly value: string;
  readonly desired: DesiredMember;
  readonly taker: LiveMember | null;
}

/**
 * Refuses to take a unique value that its holder does not give up in the same plan; Dropbox would refuse it in the
 * middle of the run. People removed less than seven days ago hold theirs still.
 * @param troubled those of whom identity has told already; nothing is told twice.
 */
export function heldValueProblems(
  live: LiveState,
  members: readonly MemberPlan[],
  troubled: ReadonlySet<DesiredMember>,
): Diagnostic[] {
  const wishes = members.flatMap((plan) =>
    plan.desired === null || troubled.has(plan.desired) ? [] : wishesOf(plan, plan.desired),
  );
  if (wishes.length === 0) return [];
  const holders = holdersOf(wishes, live);
  const plans = new Map(members.flatMap((plan) => (plan.live === null ? [] : [[plan.live, plan] as const])));
  return wishes.flatMap(({ kind, value, desired, taker }) => {
    const holder = holders.get(keyOf(kind, value));
    if (holder === undefined || holder === taker) return [];
    if (givesUp(plans.get(holder), kind, value)) return [];
    return [
      {
        code: 'value-held',
        severity: 'error' as const,
        message: `member ${desired.email}: the ${nouns[kind]} ${value} is held by ${describe(holder, value)}, and nothing in the file frees it.`,
        advice: `Declare the holder with another ${nouns[kind]}, or choose another one here.`,
        position: desired.source,
      },
    ];
  });
}

function wishesOf({ deltas, live: taker }: MemberPlan, desired: DesiredMember): Wish[] {
  return deltas.flatMap(({ name, before, after }): Wish[] => {
    if (name === 'secondary_emails') {
      const present = new Set(addressesIn(before));
      const added = addressesIn(after).filter((email) => !present.has(email));
      return added.map((value) => ({ kind: 'email', value, desired, taker }));
    }
    const isUnique = name === 'email' || name === 'external_id' || name === 'persistent_id';
    return isUnique && typeof after === 'string' && after !== '' ? [{ kind: name, value: after, desired, taker }] : [];
  });
}

function holdersOf(wishes: readonly Wish[], live: LiveState): ReadonlyMap<string, LiveMember> {
  const wanted = new Set(wishes.map(({ kind, value }) => keyOf(kind, value)));
  const holders = new Map<string, LiveMember>();
  for (const member of live.members) {
    if (member.status === 'removed' && !member.isRecoverable) continue;
    const { email, external_id: externalId, persistent_id: persistentId, secondary_emails: others } = member.attributes;
    const keys = [keyOf('email', email), keyOf('external_id', externalId), keyOf('persistent_id', persistentId)];
    for (const other of others) keys.push(keyOf('email', foldEmail(other)));
    for (const key of keys) if (wanted.has(key)) holders.set(key, member);
  }
  return holders;
}

function givesUp(holder: MemberPlan | undefined, kind: UniqueValue, value: string): boolean {
  // Whoever leaves changes nothing on the way out, and keeps it: for seven days they can be recovered.
  if (holder === undefined) return false;
  return holder.deltas.some(({ name, before, after }) => {
    if (name === kind) return before === value && after !== value;
    if (kind !== 'email' || name !== 'secondary_emails') return false;
    return addressesIn(before).includes(value) && !addressesIn(after).includes(value);
  });
}

function addressesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map((email: string) => foldEmail(email)) : [];
}

function keyOf(kind: UniqueValue, value: string | null): string {
  return `${kind} ${value}`;
}

function describe(holder: LiveMember, value: string): string {
  const { email } = holder.attributes;
  if (holder.status === 'removed') return `${email} (removed, still recoverable)`;
  return email === value || !addressesIn(holder.attributes.secondary_emails).includes(value)
    ? email
    : `${email}, as a secondary address`;
}
