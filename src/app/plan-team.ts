import type { SourceTree } from '../config/source-tree.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import type { Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { makePlan } from '../plan/plan.js';
import { joinNeeds, readNeedsOf } from '../plan/read-needs.js';
import { compareWithBaseFile, readBase } from './base-file.js';
import { type Rejected, reject, type Sources } from './outcome.js';
import { validateTeam } from './validate-team.js';

export interface PlanTeamOptions {
  /** The team file; `-` is the tree's standard input. */
  readonly path: string;
  /** The team file before the change under review; with it, the plan tells causes and what the change permits. */
  readonly basePath?: string;
  readonly tree: SourceTree;
  /** Reads the team, or hands out what was saved of it; asked once, and only when the file is usable. */
  readonly readLive: (needs: ReadNeeds) => Promise<LiveState>;
  /** Milliseconds since the epoch: what `until` and grace periods are read against. */
  readonly now: number;
  readonly overrides: readonly GuardName[];
}

/** A plan, perhaps refused by guards: see `isRefused`. */
export interface Planned {
  readonly tag: 'planned';
  readonly plan: Plan;
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly warnings: readonly Diagnostic[];
  readonly sources: Sources;
}

/**
 * Plans a team file against its team. The file is read first: what is wrong with it is told without a single call.
 * @throws whatever `readLive` throws: ProviderError when the team cannot be read completely.
 */
export async function planTeam(options: PlanTeamOptions): Promise<Planned | Rejected> {
  const validated = validateTeam(options.path, options.tree);
  if (validated.tag === 'rejected') return validated;
  const { desired, warnings, sources } = validated;
  const { basePath, tree, now } = options;
  const base = basePath === undefined ? null : readBase(basePath, tree);
  if (base?.tag === 'missing') return base.rejected;
  const needs = readNeedsOf(desired);
  const live = await options.readLive(base?.tag === 'usable' ? joinNeeds(needs, readNeedsOf(base.desired)) : needs);
  const planned = planDesired({ desired, live, now, overrides: options.overrides, sources });
  if (planned.tag === 'rejected') return planned;
  const plan = base === null ? planned.plan : compareWithBaseFile(planned.plan, base, { desired, live, now });
  return { ...planned, plan, warnings: [...warnings, ...planned.warnings] };
}

/** Plans what is read already. Pure. */
export function planDesired(input: {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly now: number;
  readonly overrides: readonly GuardName[];
  readonly sources?: Sources;
}): Planned | Rejected {
  const { desired, live, sources = new Map() } = input;
  const parsed = makePlan(input);
  if (!parsed.ok) return reject(parsed.diagnostics, sources);
  return { tag: 'planned', plan: parsed.value, desired, live, warnings: parsed.diagnostics, sources };
}
