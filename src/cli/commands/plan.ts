import { Option } from 'commander';
import type { Rejected } from '../../app/outcome.js';
import type { Planned } from '../../app/plan-team.js';
import type { SavedPlanFile } from '../../app/run-folder.js';
import type { Parsed } from '../../model/diagnostic.js';
import type { LiveState, ReadNeeds } from '../../model/live-state.js';
import type { Privacy, PrivacyMode } from '../../render/privacy.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { type GlobalOptions, overrideGuardOption, parseInstant, yamlDiffOption } from '../options.js';
import { findRecipient, sealFor, sealToOption } from '../plan-keys.js';
import { privacyOption, readPrivacy } from '../privacy-option.js';
import type { Program, Run } from '../program.js';
import { openSourceTree, readTextFile } from '../read-files.js';
import { readOnlyTokenOption, refuseWriteToken } from '../read-only-token.js';
import { withReadingProgress } from '../reading-progress.js';
import { addRunFolderOptions, type RunFolderOptions, type TellRun, withRunFolder } from '../run-folder.js';
import { askLog, type Session, withProvider } from '../session.js';
import { daysAgo, resolveSince } from '../since-option.js';
import { tellDiagnostics, tellErrorsAsJson } from '../tell-diagnostics.js';
import { tellRejectedRun } from '../tell-rejected-run.js';
import { checkDestination, writeFileWhole } from '../write-file.js';
import { type PlanFormat, planFormats, writePlan } from '../write-plan.js';

interface PlanOptions extends RunFolderOptions {
  readonly format: PlanFormat;
  readonly privacy: PrivacyMode;
  readonly out?: string;
  readonly sealTo?: string;
  readonly detailedExitcode?: boolean;
  readonly live?: string;
  readonly base?: string;
  readonly who?: boolean;
  readonly now?: number;
  readonly overrideGuard: readonly string[];
  readonly yamlDiff?: boolean;
  readonly readOnlyToken?: boolean;
}

/** `rollcall plan`: what would change. */
export function addPlanCommand({ root, onRun }: Program): void {
  const command = root
    .command('plan')
    .description('read the team, and print what would change')
    .addOption(new Option('--format <format>', 'how the plan is told').choices(planFormats).default('text'))
    .addOption(privacyOption())
    .option('--out <file>', 'save the plan, for apply')
    .addOption(sealToOption())
    .option('--detailed-exitcode', 'exit with 2 when there is something to change')
    .option('--live <snapshot>', 'plan against a team saved by export --snapshot; needs no token')
    .option('--base <file>', 'the team file before this change: tells what the change causes and permits')
    .option('--who', 'with --base: ask the team log of the last 30 days who made what was different already')
    .addOption(
      new Option('--now <time>', 'the time that until: and grace periods are read against').argParser(parseInstant),
    )
    .addOption(overrideGuardOption())
    .addOption(yamlDiffOption())
    .addOption(readOnlyTokenOption())
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall plan --out plan.json\n  rollcall plan --format markdown --privacy masked\n  git show main:team.yaml | rollcall plan --base -\n',
    );
  addRunFolderOptions(command);
  onRun(command, runPlan);
}

const runPlan: Run<PlanOptions> = (session, options) => {
  const { format, base, file } = options;
  if (format !== 'text' && options.yamlDiff === true) {
    throw new CommandError(`--yaml-diff and --format ${format} exclude each other.`, 'Leave one of them out.');
  }
  if (base === '-' && file === '-') {
    throw new CommandError('--file - and --base - both ask for standard input.', 'Name a file for one of them.');
  }
  if (options.who === true && (base === undefined || options.live !== undefined)) {
    throw new CommandError('--who asks the team log about what --base shows.', 'Add --base, and leave --live out.');
  }
  return withRunFolder(session, 'plan', options, (tell) =>
    tellErrorsAsJson(session, format === 'json', async () => {
      const privacy = await readPrivacy(options.privacy, session.io.env);
      return hidingErrors(privacy, () => planAndTell(session, options, privacy, tell));
    }),
  );
};

async function planAndTell(
  session: Session,
  options: PlanOptions & GlobalOptions,
  privacy: Privacy,
  tell: TellRun,
): Promise<ExitCode> {
  const { format } = options;
  const recipient = await findRecipient(session, options.sealTo);
  const destination = options.out === undefined ? null : { path: options.out, cwd: session.io.cwd };
  if (destination !== null) await checkDestination(destination, { mayReplace: true });
  const now = options.now ?? session.io.clock.now();
  const outcome = await makeOutcome(session, { ...options, now });
  if (outcome.tag === 'rejected') {
    return tellRejectedRun(session, outcome, { file: options.file, isJson: format === 'json', privacy, tell });
  }
  const { hidePeople } = await import('../../render/privacy.js');
  const { plan, desired, warnings } = outcome;
  const shown = hidePeople({ plan, desired, warnings }, privacy);
  const { isRefused, writeSavedPlan } = await import('../../app/plan-file.js');
  tell(async () => {
    const { makePlanResult } = await import('../../app/run-results.js');
    const saved = await keepForApply(session, recipient, () => writeSavedPlan(plan, desired));
    return makePlanResult(shown.plan, { warnings: shown.warnings, now, saved });
  });
  // A line of the file would show whom the message hides.
  await tellDiagnostics(session, shown.warnings, privacy.tag === 'full' ? outcome.sources : undefined);
  const isShown = await writePlan(session, shown, { format, now, isYamlDiff: options.yamlDiff === true });
  if (destination !== null) {
    const saved = await sealFor(recipient, writeSavedPlan(plan, desired));
    await writeFileWhole(destination, saved.tag === 'sealed' ? saved.bytes : saved.text);
    await tellSaved(session, destination.path, isRefused(plan));
    if (privacy.tag !== 'full' && saved.tag === 'plain') {
      session.err.line('The saved plan holds everything in full: apply needs it.');
    }
  }
  if (isRefused(plan)) return exitCodes.refused;
  if (!isShown) return exitCodes.error;
  return options.detailedExitcode === true && plan.changes.length > 0 ? exitCodes.changesPending : exitCodes.done;
}

/** The plan as it may lie in a run folder: in a public repository everybody can read what a job hands over. */
async function keepForApply(
  { io, err }: Session,
  recipient: string | null,
  write: () => string,
): Promise<SavedPlanFile | null> {
  if (recipient !== null) return sealFor(recipient, write());
  const { isPublicRepository, readGitHubEvent } = await import('../../app/github-event.js');
  if (!isPublicRepository(await readGitHubEvent(io.env.GITHUB_EVENT_PATH))) return sealFor(null, write());
  err.line('Warning: the run folder holds no plan for apply: the repository is public, and the plan is not sealed.');
  err.line('Seal it: set ROLLCALL_PLAN_RECIPIENT to the public key of age that belongs to ROLLCALL_PLAN_KEY.');
  return null;
}

async function makeOutcome(
  session: Session,
  options: PlanOptions & GlobalOptions & { readonly now: number },
): Promise<Planned | Rejected> {
  const [{ planTeam }, { parseGuardOverrides }, { reject }] = await Promise.all([
    import('../../app/plan-team.js'),
    import('../../app/guard-overrides.js'),
    import('../../app/outcome.js'),
  ]);
  const overrides = parseGuardOverrides(options.overrideGuard);
  if (!overrides.ok) return reject(overrides.diagnostics);
  const snapshot = options.live === undefined ? null : await readSnapshot(session, options.live);
  if (snapshot?.ok === false) return reject(snapshot.diagnostics);
  const planned = await planTeam({
    path: options.file,
    ...(options.base === undefined ? {} : { basePath: options.base }),
    tree: await openSourceTree(session, [options.file, options.base]),
    readLive: async (needs) => snapshot?.value ?? (await readLiveTeam(session, options, needs)),
    now: options.now,
    overrides: overrides.value,
  });
  return options.who === true && planned.tag === 'planned' ? findWho(session, planned, options.now) : planned;
}

/** Few plans need it, and it costs a search of the log. */
async function findWho(session: Session, planned: Planned, now: number): Promise<Planned> {
  const { tellOrigins } = await import('../../app/drift-origins.js');
  const { desired, live } = planned;
  const since = resolveSince(daysAgo(30), now);
  return {
    ...planned,
    plan: await tellOrigins(planned.plan, { desired, live, now, since, readTeamLog: askLog(session) }),
  };
}

async function readSnapshot({ io }: Session, path: string): Promise<Parsed<LiveState>> {
  const { parseSnapshot } = await import('../../app/snapshot.js');
  return parseSnapshot(await readTextFile({ path, cwd: io.cwd }, 'snapshot'), path);
}

async function readLiveTeam(session: Session, options: PlanOptions, needs: ReadNeeds): Promise<LiveState> {
  if (options.readOnlyToken === true) await refuseWriteToken(session);
  return withProvider(session, (provider) =>
    withReadingProgress(session, (onProgress) => provider.readLiveState(needs, onProgress)),
  );
}

async function tellSaved({ err }: Session, path: string, isRefused: boolean): Promise<void> {
  const { escapeText } = await import('../../render/escape-text.js');
  const name = escapeText(path);
  err.line(`Saved the plan to ${name}.`);
  if (isRefused) err.line('It is refused by a guard: apply refuses it too, unless the guard is overridden there.');
  else err.line(`To do this or less, and never more: rollcall apply ${name}`);
}
