import type { Rejected, Sources } from '../app/outcome.js';
import type { SavedPlan } from '../app/plan-file.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { CommandError } from './command-error.js';
import { openSourceTree, readTextFile } from './read-files.js';
import type { Session } from './session.js';

/** What an apply is to reach, from the team file or from a saved plan. */
export interface ApplyInput {
  readonly tag: 'usable';
  readonly desired: DesiredState;
  readonly saved: SavedPlan | null;
  /** The saved plan as it was reviewed; null without one. */
  readonly reviewed: Plan | null;
  readonly overrides: readonly GuardName[];
  readonly warnings: readonly Diagnostic[];
  readonly sources: Sources;
}

/** Reads what is to be applied, without any network. */
export async function readApplyInput(
  session: Session,
  planFile: string | undefined,
  overrideNames: readonly string[],
): Promise<ApplyInput | Rejected> {
  const [{ parseGuardOverrides }, { reject }] = await Promise.all([
    import('../app/guard-overrides.js'),
    import('../app/outcome.js'),
  ]);
  const overrides = parseGuardOverrides(overrideNames);
  if (!overrides.ok) return reject(overrides.diagnostics);
  if (planFile !== undefined) return readPlanFile(session, planFile, overrides.value);
  const { validateTeam } = await import('../app/validate-team.js');
  const validated = validateTeam(session.options.file, await openSourceTree(session));
  if (validated.tag === 'rejected') return validated;
  const { desired, warnings, sources } = validated;
  return { tag: 'usable', desired, saved: null, reviewed: null, overrides: overrides.value, warnings, sources };
}

async function readPlanFile(
  session: Session,
  path: string,
  overrides: readonly GuardName[],
): Promise<ApplyInput | Rejected> {
  if (session.isFileNamed) {
    throw new CommandError(
      `--file and the plan file ${path} exclude each other: a saved plan carries what its file asked for.`,
      'Name one of the two.',
    );
  }
  const [{ makeReviewedPlan, readSavedPlan }, { reject }] = await Promise.all([
    import('../app/plan-file.js'),
    import('../app/outcome.js'),
  ]);
  const text = await readTextFile({ path, cwd: session.io.cwd }, 'plan file');
  const parsed = readSavedPlan(text, path);
  if (!parsed.ok) return reject(parsed.diagnostics);
  const saved = parsed.value;
  const reviewed = makeReviewedPlan(text, saved);
  return { tag: 'usable', desired: saved.desired, saved, reviewed, overrides, warnings: [], sources: new Map() };
}
