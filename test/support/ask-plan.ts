import type { DesiredState } from '../../src/model/desired-state.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { LiveState } from '../../src/model/live-state.js';
import type { Dependency } from '../../src/model/operation.js';
import type { Change, ChangeAction, Finding, Plan } from '../../src/model/plan.js';
import type { GuardName } from '../../src/model/policy.js';
import { makePlan } from '../../src/plan/plan.js';
import { NOW } from './team-builders.js';

interface Circumstances {
  readonly now?: number;
  readonly overrides?: readonly GuardName[];
}

/** The plan, guards' findings included. Fails the test where nothing can be planned at all. */
export function planOf(
  desired: DesiredState,
  live: LiveState,
  { now = NOW, overrides = [] }: Circumstances = {},
): Plan {
  const planned = makePlan({ desired, live, now, overrides });
  if (!planned.ok) throw new Error(planned.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return planned.value;
}

/** Why nothing can be planned; empty where something can. */
export function problemsOf(desired: DesiredState, live: LiveState): readonly Diagnostic[] {
  const planned = makePlan({ desired, live, now: NOW });
  return planned.ok ? [] : planned.diagnostics;
}

/** What a plan does, one line each: `suspend member.ada@acme.com`. */
export function linesOf(plan: Plan): readonly string[] {
  return plan.changes.map((change) => `${change.action} ${change.address}`);
}

/** The one change of an address; fails the test where there is none. */
export function changeOf(plan: Plan, address: string, action?: ChangeAction): Change {
  const found = plan.changes.find(
    (change) => change.address === address && (action ?? change.action) === change.action,
  );
  if (found === undefined) throw new Error(`no change of ${address} among: ${linesOf(plan).join(', ') || 'nothing'}`);
  return found;
}

/** The values that a change sets, without those that stay as they are. */
export function newValuesOf(change: Change): Record<string, unknown> {
  const { before, after } = change;
  return Object.fromEntries(
    Object.entries(after ?? {}).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before?.[key])),
  );
}

/** The findings of one guard, or of one kind of note. */
export function findingsOf(plan: Plan, guard: string): readonly Finding[] {
  return plan.findings.filter((finding) => finding.guard === guard);
}

/** Ids of all operations, in the order of the plan. */
export function operationsOf(plan: Plan): readonly string[] {
  return plan.operations.map((operation) => operation.id);
}

/** The edge from an operation to one that comes before it; fails the test where either operation is missing. */
export function edgeOf(plan: Plan, later: string, earlier: string): Dependency | null {
  const operation = plan.operations.find(({ id }) => id === later);
  if (operation === undefined || !plan.operations.some(({ id }) => id === earlier))
    throw new Error(`no ${later} or no ${earlier} among: ${operationsOf(plan).join(', ')}`);
  return operation.after.find(({ id }) => id === earlier) ?? null;
}
