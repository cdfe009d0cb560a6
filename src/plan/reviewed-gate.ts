import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveState } from '../model/live-state.js';
import type { Operation } from '../model/operation.js';
import type { Json, Plan } from '../model/plan.js';
import { coverageOf } from './compare-plans.js';
import { canonicalJson } from './digest.js';
import { indexChanges, sliceOf } from './operation-slice.js';
import { makePlan } from './plan.js';
import type { SavedOperation, SavedPlan } from './saved-plan.js';

/** Why an operation of a fresh plan is not carried out. */
export type LeftOutCause =
  /** No reviewed plan has it. */
  | { readonly tag: 'unreviewed' }
  /** A reviewed plan has it, but starting from another value, or leading to another. */
  | { readonly tag: 'conflict' }
  /** It waits for one that is left out. */
  | { readonly tag: 'dependency'; readonly operationId: string };

export interface LeftOut {
  readonly operation: Operation;
  readonly cause: LeftOutCause;
}

/** A fresh plan, parted by what was reviewed. */
export interface GatedPlan {
  /** What was reviewed and is still to be done, in an order that may be carried out. */
  readonly operations: readonly Operation[];
  readonly leftOut: readonly LeftOut[];
  /** What was reviewed and is so already: by an earlier run, or by hand. */
  readonly alreadyDone: readonly SavedOperation[];
  /** What was reviewed and still differs, and the file asks for it no more. */
  readonly withdrawn: readonly SavedOperation[];
  /** Reviewed plans that cannot be made again on this team, and so permit nothing. */
  readonly unusable: readonly { readonly digest: string; readonly diagnostics: readonly Diagnostic[] }[];
}

/**
 * Parts a fresh plan by what was reviewed: an operation is carried out only where applying one of the reviewed plans by
 * itself would do just that now. So it leads where a reviewed file leads, from a start that somebody saw, and what is
 * applied is never more than the union of what was reviewed. Pure.
 * @param live what `plan` was made from; read with the needs of every reviewed file too.
 * @param now what `plan` was made at, in milliseconds since the epoch.
 */
export function gatePlan(
  plan: Plan,
  reviewed: readonly SavedPlan[],
  { live, now }: { readonly live: LiveState; readonly now: number },
): GatedPlan {
  const permits = reviewed.map((saved) => permitOf(saved, live, now));
  const causes = leaveOut(plan.operations, permits);
  const kept = plan.operations.filter(({ id }) => !causes.has(id));
  const keptIds = new Set(kept.map(({ id }) => id));
  return {
    operations: kept.map((operation) => ({ ...operation, after: operation.after.filter(({ id }) => keptIds.has(id)) })),
    leftOut: plan.operations.flatMap((operation) => {
      const cause = causes.get(operation.id);
      return cause === undefined ? [] : [{ operation, cause }];
    }),
    alreadyDone: onceEach(permits.flatMap(({ alreadyDone }) => alreadyDone)),
    withdrawn: withdrawnOf(plan, permits),
    unusable: permits.flatMap(({ saved, problems }) =>
      problems.length === 0 ? [] : [{ digest: saved.digest, diagnostics: problems }],
    ),
  };
}

/** What one reviewed plan permits on the team as it is now. */
interface Permit {
  readonly saved: SavedPlan;
  /** The steps of the operations that may be carried out, as text, by the operations' ids. */
  readonly steps: ReadonlyMap<string, string>;
  readonly alreadyDone: readonly SavedOperation[];
  readonly problems: readonly Diagnostic[];
}

function permitOf(saved: SavedPlan, live: LiveState, now: number): Permit {
  const nothing: Permit = { saved, steps: new Map(), alreadyDone: [], problems: [] };
  if (saved.team.id !== live.team.id) return { ...nothing, problems: [otherTeam(saved, live)] };
  const again = makePlan({ desired: saved.desired, live, now });
  if (!again.ok) return { ...nothing, problems: again.diagnostics };
  const wasReviewed = coverageOf(saved);
  const find = indexChanges(again.value.changes);
  const covered = again.value.operations.filter((operation) => {
    const slice = sliceOf(operation, find);
    return slice !== null && wasReviewed(slice);
  });
  const stillDue = new Set(again.value.operations.map(({ id }) => id));
  return {
    saved,
    steps: new Map(covered.map((operation) => [operation.id, textOf(operation)])),
    alreadyDone: saved.operations.filter(({ id }) => !stillDue.has(id)),
    problems: [],
  };
}

/** Equal steps do the same, to the same member or group. */
function textOf({ step }: Operation): string {
  // Plain data by contract, but interfaces have no index signature that would say so to the compiler.
  return canonicalJson(step as unknown as Json);
}

/** Which operations are left out, by their ids, and why. */
function leaveOut(operations: readonly Operation[], permits: readonly Permit[]): ReadonlyMap<string, LeftOutCause> {
  const causes = new Map<string, LeftOutCause>();
  const known = new Set(permits.flatMap(({ saved }) => saved.operations.map(({ id }) => id)));
  for (const operation of operations) {
    const text = textOf(operation);
    if (permits.some(({ steps }) => steps.get(operation.id) === text)) continue;
    causes.set(operation.id, { tag: known.has(operation.id) ? 'conflict' : 'unreviewed' });
  }
  // Leaving a follower out can leave out the one who made room for it, and whoever waits for that one in turn.
  for (let size = -1; size !== causes.size; ) {
    size = causes.size;
    leaveOutFollowers(operations, causes);
  }
  return causes;
}

function leaveOutFollowers(operations: readonly Operation[], causes: Map<string, LeftOutCause>): void {
  for (const operation of operations) {
    if (causes.has(operation.id)) continue;
    const first =
      operation.after.find(({ id, isSoft }) => !isSoft && causes.has(id))?.id ?? leftOutTarget(operation, causes);
    if (first === undefined) continue;
    const cause = causes.get(first);
    const operationId = cause?.tag === 'dependency' ? cause.operationId : first;
    causes.set(operation.id, { tag: 'dependency', operationId });
  }
}

/** A value that is taken for a moment is no value to be left with. */
function leftOutTarget({ step, address }: Operation, causes: ReadonlyMap<string, unknown>): string | undefined {
  if (!('isTemporary' in step) || !step.isTemporary) return undefined;
  const target = `${address}/${step.attribute}`;
  return causes.has(target) ? target : undefined;
}

function withdrawnOf({ operations }: Plan, permits: readonly Permit[]): readonly SavedOperation[] {
  const asked = new Set(operations.map(({ id }) => id));
  return onceEach(
    permits.flatMap(({ saved, steps }) => saved.operations.filter(({ id }) => steps.has(id) && !asked.has(id))),
  );
}

function onceEach(operations: readonly SavedOperation[]): readonly SavedOperation[] {
  return [...new Map(operations.map((operation) => [operation.id, operation])).values()];
}

function otherTeam({ team }: SavedPlan, live: LiveState): Diagnostic {
  return {
    code: 'plan-other-team',
    severity: 'error',
    message: `the reviewed plan is for the Dropbox team ${team.name} (${team.id}), and this is ${live.team.id}.`,
    advice: 'Only plans of this team permit anything.',
    position: null,
  };
}
