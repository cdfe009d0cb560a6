import { Option } from 'commander';
import type { Rejected } from '../../app/outcome.js';
import type { Planned } from '../../app/plan-team.js';
import type { Parsed } from '../../model/diagnostic.js';
import type { LiveState, ReadNeeds } from '../../model/live-state.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import { type GlobalOptions, overrideGuardOption, parseInstant, yamlDiffOption } from '../options.js';
import type { Program, Run } from '../program.js';
import { openSourceTree, readTextFile } from '../read-files.js';
import { withReadingProgress } from '../reading-progress.js';
import { type Session, withProvider } from '../session.js';
import { showPlan } from '../show-plan.js';
import { tellDiagnostics, tellErrorsAsJson, writeDiagnosticsJson } from '../tell-diagnostics.js';
import { checkDestination, writeFileWhole } from '../write-file.js';

interface PlanOptions {
  readonly format: 'text' | 'json';
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  readonly live?: string;
  readonly base?: string;
  readonly now?: number;
  readonly overrideGuard: readonly string[];
  readonly yamlDiff?: boolean;
}

/** `rollcall plan`: what would change. */
export function addPlanCommand({ root, onRun }: Program): void {
  const command = root
    .command('plan')
    .description('read the team, and print what would change')
    .addOption(new Option('--format <format>', 'how the plan is told').choices(['text', 'json']).default('text'))
    .option('--out <file>', 'save the plan, for apply')
    .option('--detailed-exitcode', 'exit with 2 when there is something to change')
    .option('--live <snapshot>', 'plan against a team saved by export --snapshot; needs no token')
    .option('--base <file>', 'the team file before this change: tells what the change causes and permits')
    .addOption(
      new Option('--now <time>', 'the time that until: and grace periods are read against').argParser(parseInstant),
    )
    .addOption(overrideGuardOption())
    .addOption(yamlDiffOption())
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall plan --out plan.json\n  rollcall plan --format json\n  git show main:team.yaml | rollcall plan --base -\n',
    );
  onRun(command, runPlan);
}

const runPlan: Run<PlanOptions> = (session, options) => {
  if (options.format === 'json' && options.yamlDiff === true) {
    throw new CommandError('--yaml-diff and --format json exclude each other.', 'Leave one of them out.');
  }
  if (options.base === '-' && options.file === '-') {
    throw new CommandError('--file - and --base - both ask for standard input.', 'Name a file for one of them.');
  }
  return tellErrorsAsJson(session, options.format === 'json', async () => {
    const destination = options.out === undefined ? null : { path: options.out, cwd: session.io.cwd };
    if (destination !== null) await checkDestination(destination, { mayReplace: true });
    const outcome = await makeOutcome(session, options);
    if (outcome.tag === 'rejected') {
      if (options.format === 'json') await writeDiagnosticsJson(session, outcome.diagnostics);
      await tellDiagnostics(session, outcome.diagnostics, outcome.sources);
      return exitCodes.error;
    }
    await tellDiagnostics(session, outcome.warnings, outcome.sources);
    const { plan, desired } = outcome;
    const { isRefused, makePlanJson, writeSavedPlan } = await import('../../app/plan-file.js');
    if (options.format === 'json') {
      session.out.write(`${JSON.stringify(makePlanJson(plan, desired), null, 2)}\n`);
    } else {
      await showPlan(session, plan, { verb: 'plan', isYamlDiff: options.yamlDiff === true });
    }
    if (destination !== null) {
      await writeFileWhole(destination, writeSavedPlan(plan, desired));
      await tellSaved(session, destination.path, isRefused(plan));
    }
    if (isRefused(plan)) return exitCodes.refused;
    return options.detailedExitcode === true && plan.changes.length > 0 ? exitCodes.changesPending : exitCodes.done;
  });
};

async function makeOutcome(session: Session, options: PlanOptions & GlobalOptions): Promise<Planned | Rejected> {
  const [{ planTeam }, { parseGuardOverrides }, { reject }] = await Promise.all([
    import('../../app/plan-team.js'),
    import('../../app/guard-overrides.js'),
    import('../../app/outcome.js'),
  ]);
  const overrides = parseGuardOverrides(options.overrideGuard);
  if (!overrides.ok) return reject(overrides.diagnostics);
  const snapshot = options.live === undefined ? null : await readSnapshot(session, options.live);
  if (snapshot?.ok === false) return reject(snapshot.diagnostics);
  return planTeam({
    path: options.file,
    ...(options.base === undefined ? {} : { basePath: options.base }),
    tree: await openSourceTree(session, [options.file, options.base]),
    readLive: async (needs) => snapshot?.value ?? (await readLiveTeam(session, needs)),
    now: options.now ?? session.io.clock.now(),
    overrides: overrides.value,
  });
}

async function readSnapshot({ io }: Session, path: string): Promise<Parsed<LiveState>> {
  const { parseSnapshot } = await import('../../app/snapshot.js');
  return parseSnapshot(await readTextFile({ path, cwd: io.cwd }, 'snapshot'), path);
}

function readLiveTeam(session: Session, needs: ReadNeeds): Promise<LiveState> {
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
