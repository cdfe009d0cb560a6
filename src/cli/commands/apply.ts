import type { ApplyOutcome } from '../../app/apply-team.js';
import type { Plan } from '../../model/plan.js';
import { type ApplyInput, readApplyInput } from '../apply-input.js';
import { ApplyJournal } from '../apply-journal.js';
import { tellApplyOutcome } from '../apply-outcome.js';
import { confirm } from '../confirm.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { Interruption } from '../interruption.js';
import { overrideGuardOption, parseDigest, parseWholeNumber, yamlDiffOption } from '../options.js';
import type { Program, Run } from '../program.js';
import { withReadingProgress } from '../reading-progress.js';
import { type Session, withProvider } from '../session.js';
import { showPlan } from '../show-plan.js';
import { tellDiagnostics } from '../tell-diagnostics.js';
import { checkDestination } from '../write-file.js';

/** What `rollcall apply` takes. */
export interface ApplyOptions {
  readonly autoApprove?: boolean;
  readonly expect?: string;
  readonly overrideGuard: readonly string[];
  readonly parallelism: number;
  readonly report?: string;
  readonly journal?: string;
  readonly yamlDiff?: boolean;
}

/** `rollcall apply`: plans, asks, carries out, reports. */
export function addApplyCommand({ root, onRun }: Program): void {
  const command = root
    .command('apply')
    .description('plan, ask, carry out, and report')
    .argument('[planfile]', 'a plan saved by plan --out: do this or less, and never more')
    .option('--auto-approve', 'do not ask; required where standard input is no terminal')
    .option('--expect <digest>', 'go on only with exactly the plan of this digest', parseDigest)
    .addOption(overrideGuardOption())
    .option('--parallelism <number>', 'calls in flight at once, at most', parseWholeNumber(1, 16), 4)
    .option('--report <file>', 'write what was done to this file, as JSON')
    .option('--journal <file>', "keep the run's journal here; by default under the state directory, one for each team")
    .addOption(yamlDiffOption())
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall apply\n  rollcall apply plan.json --auto-approve --report report.json\n',
    );
  onRun(command, runApply);
}

const runApply: Run<ApplyOptions> = async (session, options, [planFile]) => {
  const { io } = session;
  if (options.report !== undefined) await checkDestination({ path: options.report, cwd: io.cwd }, { mayReplace: true });
  const input = await readApplyInput(session, planFile, options.overrideGuard);
  if (input.tag === 'rejected') {
    await tellDiagnostics(session, input.diagnostics, input.sources);
    return exitCodes.error;
  }
  return applyInput(session, options, input);
};

/** Does what `rollcall apply` does with what was read: shows, asks, carries out, and tells how it ended. */
export async function applyInput(session: Session, options: ApplyOptions, input: ApplyInput): Promise<ExitCode> {
  await tellDiagnostics(session, input.warnings, input.sources);
  const interruption = new Interruption(session.io, session.err);
  const journal = new ApplyJournal(session, options.journal);
  try {
    const run = carryOut({ session, options, input, interruption, journal });
    const outcome = await Promise.race([run, interruption.whileReading]);
    if (outcome !== undefined) return await tellApplyOutcome(session, outcome, input, options);
    session.err.setStatus('');
    session.err.line('Interrupted. Nothing was changed.');
    return exitCodes.interrupted;
  } finally {
    journal.close();
    interruption.stop();
  }
}

interface ApplyRun {
  readonly session: Session;
  readonly options: ApplyOptions;
  readonly input: ApplyInput;
  readonly interruption: Interruption;
  readonly journal: ApplyJournal;
}

/** Runs the use-case, with a person or `--auto-approve` to say yes. */
async function carryOut({ session, options, input, interruption, journal }: ApplyRun): Promise<ApplyOutcome> {
  const [{ applyTeam }, { RunProgress }] = await Promise.all([
    import('../../app/apply-team.js'),
    import('../run-progress.js'),
  ]);
  const progress = new RunProgress(session);
  const ask = async (plan: Plan): Promise<boolean> => {
    // Somebody interrupted the reading; the command has ended already.
    if (interruption.signal.aborted) return false;
    await showPlan(session, plan, { verb: 'apply', isYamlDiff: options.yamlDiff === true });
    interruption.enter('asking');
    const isApproved = options.autoApprove === true || (await askPerson(session, plan));
    interruption.enter('running');
    return isApproved;
  };
  try {
    const { parallelism } = options;
    return await withProvider(
      session,
      (provider) =>
        withReadingProgress(session, (onReadProgress, endReading) =>
          applyTeam({
            ...input,
            expectDigest: options.expect ?? null,
            provider,
            clock: session.io.clock,
            parallelism,
            signal: interruption.signal,
            confirm: (plan) => {
              endReading();
              return ask(plan);
            },
            openJournal: journal.open,
            onEarlierJobs: journal.tellEarlierJobs,
            onEarlierJobEnded: journal.tellEarlierJobEnded,
            onReadProgress,
            onStart: progress.start,
            onEvent: progress.update,
          }),
        ),
      { parallelism },
    );
  } finally {
    progress.end();
  }
}

async function askPerson(session: Session, plan: Plan): Promise<boolean> {
  const { io, err } = session;
  if (io.stdin.isTTY !== true) {
    err.line(
      'Error: standard input is no terminal, so nobody can be asked. Add --auto-approve to apply without asking.',
    );
    return false;
  }
  const { escapeText } = await import('../../render/escape-text.js');
  const team = escapeText(plan.team.name);
  err.line();
  err.line(`Do you want to carry this out on the Dropbox team ${team}?`);
  return (await confirm(io, '  Only "yes" is accepted: ')) === 'yes';
}
