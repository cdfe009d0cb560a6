import type { UndoPlanned } from '../../app/undo-apply.js';
import type { Finding } from '../../model/plan.js';
import type { GuardName } from '../../model/policy.js';
import { escapeText } from '../../render/escape-text.js';
import type { Privacy, PrivacyMode } from '../../render/privacy.js';
import { type ApplyRunOptions, applyInput } from '../apply-run.js';
import { addApplyRunOptions } from '../apply-run-options.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import type { GlobalOptions } from '../options.js';
import { readPrivacy } from '../privacy-option.js';
import type { Program } from '../program.js';
import { openSourceTree, readTextFile } from '../read-files.js';
import { openLiveTeam } from '../read-live-team.js';
import type { Session } from '../session.js';
import { showPlan } from '../show-plan.js';
import { tellDiagnostics, tellHidden } from '../tell-diagnostics.js';
import { tellUndoneFile } from '../undone-file.js';
import { checkDestination, writeFileWhole } from '../write-file.js';

interface UndoOptions extends ApplyRunOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly edit?: boolean;
  readonly privacy: PrivacyMode;
  readonly overrideGuard: readonly string[];
}

const DETAILS = `
Everybody gets back what they were before that run: who was removed is
recovered while that is possible, and otherwise invited anew. What was changed
again since stays as it is. What cannot be undone is told with the plan: wiped
devices, transferred or destroyed files, mails that were sent. The guards of
the team file hold.

The team file still asks for what was undone. Revert the pull request, or let
--edit take it back there.

Examples:
  rollcall undo report.json --dry-run
  rollcall undo report.json --edit
  rollcall undo report.json --out undo.json && rollcall apply undo.json
`;

/** `rollcall undo`: the inverse of an apply, planned and carried out from its report. */
export function addUndoCommand({ root, onRun }: Program): void {
  const command = root
    .command('undo')
    .description('plan the inverse of an apply from its report, ask, carry it out')
    .argument('<report>', 'what apply --report wrote')
    .option('--dry-run', 'show the plan, and stop')
    .option('--out <file>', 'save the plan for apply, and stop')
    .option('--edit', 'afterwards, edit the team file so that it asks for what is undone no more')
    .option('--auto-approve', 'do not ask; required where standard input is no terminal');
  addApplyRunOptions(command).addHelpText('after', DETAILS);
  onRun<UndoOptions>(command, async (session, options, [path = '']) => {
    const privacy = await readPrivacy(options.privacy, session.io.env);
    return hidingErrors(privacy, () => runUndo(session, options, { path, privacy }));
  });
}

/** Which run is undone, and how much of people is shown. */
interface Subject {
  /** The report. */
  readonly path: string;
  readonly privacy: Privacy;
}

async function runUndo(
  session: Session,
  options: UndoOptions & GlobalOptions,
  { path, privacy }: Subject,
): Promise<ExitCode> {
  const { io, err } = session;
  if (options.edit === true && (options.dryRun === true || options.out !== undefined)) {
    throw new CommandError('--edit comes after the undo is carried out.', 'Leave it out with --dry-run and --out.');
  }
  for (const file of [options.out, options.report]) {
    if (file !== undefined) await checkDestination({ path: file, cwd: io.cwd }, { mayReplace: true });
  }
  const { parseGuardOverrides } = await import('../../app/guard-overrides.js');
  const overrides = parseGuardOverrides(options.overrideGuard);
  if (!overrides.ok) {
    await tellDiagnostics(session, overrides.diagnostics);
    return exitCodes.error;
  }
  const undo = await planUndo(session, { path, privacy }, overrides.value);
  if (undo === null) return exitCodes.error;
  if (undo.plan.changes.length === 0) {
    session.out.line(`Nothing to undo: of what ${escapeText(path)} tells, the team has nothing any more.`);
    const { findings } = (await import('../../render/privacy.js')).hidePeople(undo.plan, privacy);
    for (const finding of findings) session.out.line(describe(finding));
    return tellUndoneFile(session, undo.report, { path, privacy, edits: options.edit === true });
  }
  if (options.dryRun === true || options.out !== undefined) return showUndo(session, undo, { ...options, privacy });
  const code = await carryOut(session, { ...options, privacy }, undo, overrides.value);
  if (code !== exitCodes.done) {
    if (options.edit === true) err.line(`${escapeText(session.options.file)} was not edited.`);
    return code;
  }
  return tellUndoneFile(session, undo.report, { path, privacy, edits: options.edit === true });
}

/** Null when it cannot be planned, which is told. */
async function planUndo(
  session: Session,
  { path, privacy }: Subject,
  overrides: readonly GuardName[],
): Promise<UndoPlanned | null> {
  const { io, options, isFileNamed } = session;
  const { undoApply } = await import('../../app/undo-apply.js');
  const live = await openLiveTeam(session, undefined);
  if (!live.ok) throw new Error('a team that is read from Dropbox is opened without a file');
  const outcome = await undoApply({
    report: { file: path, text: await readTextFile({ path, cwd: io.cwd }, 'report') },
    path: options.file,
    mayBeMissing: !isFileNamed,
    tree: await openSourceTree(session),
    readLive: live.value,
    now: io.clock.now(),
    overrides,
  });
  if (outcome.tag === 'rejected') {
    await tellHidden(session, outcome, privacy);
    return null;
  }
  await tellHidden(session, { diagnostics: outcome.warnings }, privacy);
  return outcome;
}

/** What is wanted of a plan that was made. */
type Wanted = Omit<UndoOptions, 'privacy'> & { readonly privacy: Privacy };

async function showUndo(session: Session, { plan, desired }: UndoPlanned, options: Wanted): Promise<ExitCode> {
  const { io, err } = session;
  const [{ isRefused, writeSavedPlan }, { hidePeople }] = await Promise.all([
    import('../../app/plan-file.js'),
    import('../../render/privacy.js'),
  ]);
  await showPlan(session, hidePeople(plan, options.privacy), { verb: 'plan', isYamlDiff: options.yamlDiff === true });
  if (options.out !== undefined) {
    await writeFileWhole({ path: options.out, cwd: io.cwd }, writeSavedPlan(plan, desired));
    err.line(
      `Saved the plan to ${escapeText(options.out)}. To carry it out: rollcall apply ${escapeText(options.out)}`,
    );
  }
  return isRefused(plan) ? exitCodes.refused : exitCodes.done;
}

/** As `rollcall apply` does with a saved plan: this plan or less, and never more. */
async function carryOut(
  session: Session,
  options: Wanted,
  { plan, desired }: UndoPlanned,
  overrides: readonly GuardName[],
): Promise<ExitCode> {
  const { readSavedPlan, writeSavedPlan } = await import('../../app/plan-file.js');
  const saved = readSavedPlan(writeSavedPlan(plan, desired), desired.file);
  if (!saved.ok) throw new Error(`a plan that was just made cannot be read: ${saved.diagnostics[0]?.message}`);
  const input = { tag: 'usable' as const, desired, saved: saved.value, shownThen: plan, reviewed: null };
  const { privacy } = options;
  const untold = { ...input, overrides, warnings: [], sources: new Map() };
  return applyInput(session, options, untold, { privacy, tell: () => undefined });
}

function describe({ severity, message }: Finding): string {
  return `${severity.charAt(0).toUpperCase()}${severity.slice(1)}: ${escapeText(message)}`;
}
