import type { Rejected, Sources } from '../app/outcome.js';
import type { SavedPlan } from '../app/plan-file.js';
import type { Reviewed, ReviewedMode } from '../app/reviewed-gate.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic, Parsed } from '../model/diagnostic.js';
import type { Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { CommandError } from './command-error.js';
import { openPlan } from './plan-keys.js';
import { openSourceTree, readFileWhole } from './read-files.js';
import type { Session } from './session.js';

/** What an apply is to reach, from the team file or from a saved plan. */
export interface ApplyInput {
  readonly tag: 'usable';
  readonly desired: DesiredState;
  readonly saved: SavedPlan | null;
  /** The saved plan as it was shown when it was reviewed; null without one. */
  readonly shownThen: Plan | null;
  /** The plans that were reviewed for the team file; null where nothing had to be. */
  readonly reviewed: Reviewed | null;
  readonly overrides: readonly GuardName[];
  readonly warnings: readonly Diagnostic[];
  readonly sources: Sources;
}

/** What the command line says of plans. */
export interface ApplyInputOptions {
  /** A saved plan, to be applied as it is. */
  readonly planFile: string | undefined;
  /** Saved plans, to permit what the team file asks. */
  readonly reviewed: readonly string[];
  readonly reviewedMode?: ReviewedMode;
  readonly overrideNames: readonly string[];
}

/** Reads what is to be applied, without any network. */
export async function readApplyInput(session: Session, options: ApplyInputOptions): Promise<ApplyInput | Rejected> {
  refuseContradiction(session, options);
  const [{ parseGuardOverrides }, { reject }] = await Promise.all([
    import('../app/guard-overrides.js'),
    import('../app/outcome.js'),
  ]);
  const overrides = parseGuardOverrides(options.overrideNames);
  if (!overrides.ok) return reject(overrides.diagnostics);
  if (options.planFile !== undefined) return readPlanFile(session, options.planFile, overrides.value);
  const { validateTeam } = await import('../app/validate-team.js');
  const validated = validateTeam(session.options.file, await openSourceTree(session));
  if (validated.tag === 'rejected') return validated;
  const { desired, sources } = validated;
  const { reviewed, problems } = await readReviewed(session, options);
  const warnings = [...validated.warnings, ...problems];
  return {
    tag: 'usable',
    desired,
    saved: null,
    shownThen: null,
    reviewed,
    overrides: overrides.value,
    warnings,
    sources,
  };
}

function refuseContradiction({ isFileNamed }: Session, { planFile, reviewed, reviewedMode }: ApplyInputOptions): void {
  if (planFile === undefined) return;
  if (isFileNamed) {
    throw new CommandError(
      `--file and the plan file ${planFile} exclude each other: a saved plan carries what its file asked for.`,
      'Name one of the two.',
    );
  }
  if (reviewed.length > 0 || reviewedMode !== undefined) {
    throw new CommandError(
      `--reviewed and the plan file ${planFile} exclude each other: a saved plan is what was reviewed.`,
      'Name the plan file alone, or only --reviewed with the team file.',
    );
  }
}

async function readPlanFile(
  session: Session,
  path: string,
  overrides: readonly GuardName[],
): Promise<ApplyInput | Rejected> {
  const [{ makeReviewedPlan }, { reject }] = await Promise.all([
    import('../app/plan-file.js'),
    import('../app/outcome.js'),
  ]);
  const parsed = await readSaved(session, path);
  if (!parsed.ok) return reject(parsed.diagnostics);
  const { saved, text } = parsed.value;
  const shownThen = makeReviewedPlan(text, saved);
  const { desired } = saved;
  return { tag: 'usable', desired, saved, shownThen, reviewed: null, overrides, warnings: [], sources: new Map() };
}

/** A plan that cannot be used permits nothing, and is told; others may still permit what they show. */
async function readReviewed(
  session: Session,
  { reviewed: paths, reviewedMode }: ApplyInputOptions,
): Promise<{ readonly reviewed: Reviewed | null; readonly problems: readonly Diagnostic[] }> {
  if (paths.length === 0 && reviewedMode === undefined) return { reviewed: null, problems: [] };
  const plans: SavedPlan[] = [];
  const problems: Diagnostic[] = [];
  for (const path of paths) {
    const parsed = await readSaved(session, path);
    if (parsed.ok) plans.push(parsed.value.saved);
    else problems.push(...parsed.diagnostics.map(permittingNothing));
  }
  return { reviewed: { mode: reviewedMode ?? 'only', plans }, problems };
}

function permittingNothing({ advice: _, ...diagnostic }: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning', advice: 'It permits nothing: review a plan made by this version.' };
}

async function readSaved(
  session: Session,
  path: string,
): Promise<Parsed<{ readonly saved: SavedPlan; readonly text: string }>> {
  const { readSavedPlan } = await import('../app/plan-file.js');
  const text = await openPlan(session, await readFileWhole({ path, cwd: session.io.cwd }, 'plan file'), path);
  if (text === null) return { ok: false, diagnostics: [unopened(path)] };
  const parsed = readSavedPlan(text, path);
  return parsed.ok ? { ...parsed, value: { saved: parsed.value, text } } : parsed;
}

function unopened(path: string): Diagnostic {
  return {
    code: 'plan-sealed',
    severity: 'error',
    message: `ROLLCALL_PLAN_KEY does not open the plan file ${path}: it is sealed to another key, or damaged.`,
    advice: 'Set it to the secret key whose public key the plan was sealed to, or make the plan again.',
    position: null,
  };
}
