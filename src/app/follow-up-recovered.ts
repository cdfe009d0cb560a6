import type { OperationResult } from '../apply/report.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Operation } from '../model/operation.js';
import type { GuardName } from '../model/policy.js';
import { isRefused } from '../plan/plan.js';
import { ProviderError, type ReadProgress } from '../provider.js';
import { planDesired } from './plan-team.js';
import { partPlan, type Reviewed, readNeedsWithReviewed } from './reviewed-gate.js';
import { type RunOptions, runOperations, tellLeftOut } from './run-operations.js';

/** What became of the second look at people who were recovered. */
export type FollowUp =
  | { readonly tag: 'done'; readonly people: readonly string[] }
  /** They are back, but not looked at again: `reason` and `advice` say why and what to do. */
  | {
      readonly tag: 'left';
      readonly people: readonly string[];
      readonly reason: string;
      readonly advice: string;
    };

export interface FollowUpOptions extends RunOptions {
  readonly desired: DesiredState;
  /** What was reviewed holds for the second look too. */
  readonly reviewed?: Reviewed | null;
  readonly overrides: readonly GuardName[];
  readonly onReadProgress?: (progress: ReadProgress) => void;
}

const RUN_AGAIN = 'Run rollcall apply again: it brings them in line.';

/**
 * Brings recovered people in line. They come back with the groups and settings they had when they left, which no plan
 * can know before; so the team is read again, and what then differs about them, and only about them, is carried out.
 * Null where nobody was recovered.
 */
export async function followUpRecovered(
  results: readonly OperationResult[],
  options: FollowUpOptions,
): Promise<FollowUp | null> {
  const recovered = recoveredPeople(results);
  if (recovered.size === 0) return null;
  const people = [...recovered].sort();
  const left = (reason: string, advice = RUN_AGAIN) => ({ tag: 'left' as const, people, reason, advice });
  if (options.signal.aborted) return left('the run was interrupted');
  try {
    const { desired, provider, onReadProgress, overrides, clock, reviewed = null } = options;
    const live = await provider.readLiveState(readNeedsWithReviewed(desired, reviewed), onReadProgress);
    const now = clock.now();
    const planned = planDesired({ desired, live, now, overrides });
    if (planned.tag === 'rejected') return left(planned.diagnostics.map(({ message }) => message).join(' '));
    const { plan } = planned;
    const gated = partPlan(plan, reviewed, { live, now });
    const operations = operationsAbout(recovered, gated.operations);
    const told = new Set(results.flatMap(({ operation, result }) => (result.tag === 'skipped' ? [operation.id] : [])));
    const news = gated.leftOut.filter(({ operation }) => isAbout(operation, recovered) && !told.has(operation.id));
    tellLeftOut(news, { ...options, at: now });
    if (operations.length === 0) return { tag: 'done', people };
    if (isRefused(plan)) {
      return left('a guard refuses what they still need', 'Run rollcall plan to see which guard, and why.');
    }
    await runOperations(operations, options);
    return { tag: 'done', people };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return left(error.message, `${error.advice} ${RUN_AGAIN}`);
  }
}

/** Addresses (`member.ada@acme.com`) of those whose recovery ended well. */
function recoveredPeople(results: readonly OperationResult[]): ReadonlySet<string> {
  const people = new Set<string>();
  for (const { operation, result } of results) {
    const isBack = result.tag === 'succeeded' || result.tag === 'already_done';
    if (isBack && operation.kind === 'member.recover') people.add(operation.address);
  }
  return people;
}

/**
 * The operations about some people, their memberships included, in the given order. One that has to wait for something
 * outside of these is left out, with all that waits for it: it belongs to what failed before.
 */
export function operationsAbout(people: ReadonlySet<string>, operations: readonly Operation[]): readonly Operation[] {
  const kept = new Map<string, Operation>();
  for (const operation of operations) {
    if (!isAbout(operation, people)) continue;
    // The order of a plan may be carried out, so whatever this waits for was looked at before.
    const isFree = operation.after.every(({ id, isSoft }) => isSoft || kept.has(id));
    if (isFree) kept.set(operation.id, { ...operation, after: operation.after.filter(({ id }) => kept.has(id)) });
  }
  return [...kept.values()];
}

function isAbout(operation: Operation, people: ReadonlySet<string>): boolean {
  const { step } = operation;
  return people.has(operation.address) || ('member' in step && people.has(step.member.address));
}
