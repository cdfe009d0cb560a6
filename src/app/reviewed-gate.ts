import type { DesiredState } from '../model/desired-state.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import type { Plan } from '../model/plan.js';
import { joinNeeds, readNeedsOf } from '../plan/read-needs.js';
import { type GatedPlan, gatePlan } from '../plan/reviewed-gate.js';
import type { SavedPlan } from '../plan/saved-plan.js';

export type { GatedPlan, LeftOut } from '../plan/reviewed-gate.js';

/** `only` leaves out what nobody reviewed; `strict` carries out nothing where there is any of it. */
export type ReviewedMode = 'only' | 'strict';

/** The plans that people reviewed: a run does what is in one of them, or less. None of them permits nothing. */
export interface Reviewed {
  readonly mode: ReviewedMode;
  readonly plans: readonly SavedPlan[];
}

/** What is read of the team: what the file needs, and what every reviewed file needs to be planned again. */
export function readNeedsWithReviewed(desired: DesiredState, reviewed: Reviewed | null): ReadNeeds {
  const others = (reviewed?.plans ?? []).map((plan) => readNeedsOf(plan.desired));
  return others.reduce(joinNeeds, readNeedsOf(desired));
}

/** Parts a fresh plan by what was reviewed; where nothing had to be, all of it goes through. */
export function partPlan(
  plan: Plan,
  reviewed: Reviewed | null,
  circumstances: { readonly live: LiveState; readonly now: number },
): GatedPlan {
  if (reviewed !== null) return gatePlan(plan, reviewed.plans, circumstances);
  return { operations: plan.operations, leftOut: [], alreadyDone: [], withdrawn: [], unusable: [] };
}

/** Whether a run may not begin: nothing that is to be done was reviewed, or with `strict` not all of it. */
export function isShutOut({ operations, leftOut }: GatedPlan, reviewed: Reviewed | null): boolean {
  return leftOut.length > 0 && (operations.length === 0 || reviewed?.mode === 'strict');
}
