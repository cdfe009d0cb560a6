import type { SourceTree } from '../config/source-tree.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveState } from '../model/live-state.js';
import type { Finding, Plan } from '../model/plan.js';
import { formatPosition } from '../model/source-position.js';
import { compareWithBase } from '../plan/compare-base.js';
import { withFindings } from '../plan/findings.js';
import { warning } from '../plan/notes.js';
import { makePlan } from '../plan/plan.js';
import { relaxationFindings } from '../plan/relaxations.js';
import type { Rejected } from './outcome.js';
import { validateTeam } from './validate-team.js';

/** The team file before the change under review. */
export type BaseFile =
  | { readonly tag: 'usable'; readonly desired: DesiredState }
  /** It has mistakes, which this change may be the one to mend: told, and no reason to end. */
  | { readonly tag: 'broken'; readonly path: string; readonly diagnostics: readonly Diagnostic[] };

/** No such file could be read: that is a slip of whoever named it. */
interface MissingBase {
  readonly tag: 'missing';
  readonly rejected: Rejected;
}

/** Reads the team file before the change under review. */
export function readBase(path: string, tree: SourceTree): BaseFile | MissingBase {
  const base = validateTeam(path, tree);
  if (base.tag === 'valid') return { tag: 'usable', desired: base.desired };
  // With no text at all, it is the file itself that could not be read.
  if (base.sources.size === 0) return { tag: 'missing', rejected: base };
  return { tag: 'broken', path, diagnostics: base.diagnostics.filter(({ severity }) => severity === 'error') };
}

/**
 * Compares a plan with that of the file before: causes, withdrawals, and a finding for all that the change permits. A
 * base that leads to no plan gives a finding that says so; then nothing is said of causes. Pure.
 */
export function compareWithBaseFile(
  plan: Plan,
  base: BaseFile,
  { desired, live, now }: { readonly desired: DesiredState; readonly live: LiveState; readonly now: number },
): Plan {
  if (base.tag === 'broken') return withFindings(plan, [unusable(base.path, base.diagnostics)]);
  const relaxed = relaxationFindings(desired, base.desired);
  const planned = makePlan({ desired: base.desired, live, now });
  if (!planned.ok) return withFindings(plan, [...relaxed, unusable(base.desired.file, planned.diagnostics)]);
  return withFindings(compareWithBase(plan, planned.value), relaxed);
}

function unusable(path: string, [first, ...others]: readonly Diagnostic[]): Finding {
  const where = first?.position ? `${formatPosition(first.position)}: ` : '';
  const more = others.length === 0 ? '' : ` There ${others.length === 1 ? 'is 1 more' : `are ${others.length} more`}.`;
  return warning(
    'base-unusable',
    `base-unusable: the file before, ${path}, leads to no plan, so it is not told which changes this one causes. ` +
      `${where}${first?.message ?? 'It has mistakes.'}${more} Review every change as if this file caused it.`,
  );
}
