import type { Interrupted } from '../app/apply-result.js';
import type { ApplyOutcome } from '../app/apply-team.js';
import type { Rejected } from '../app/outcome.js';
import type { GatedPlan } from '../app/reviewed-gate.js';
import type { Plan } from '../model/plan.js';
import type { Privacy } from '../render/privacy.js';
import type { ApplyInput } from './apply-input.js';
import { ApplyJournal } from './apply-journal.js';
import { tellApplyOutcome } from './apply-outcome.js';
import { confirm } from './confirm.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { Interruption } from './interruption.js';
import { withReadingProgress } from './reading-progress.js';
import type { TellRun } from './run-folder.js';
import { type Session, withProvider } from './session.js';
import { showPlan } from './show-plan.js';
import { tellHidden } from './tell-diagnostics.js';
import { tellParted } from './tell-gated.js';

/** How a run is carried out, whatever it is to reach. */
export interface ApplyRunOptions {
  readonly autoApprove?: boolean;
  readonly expect?: string;
  readonly parallelism: number;
  readonly report?: string;
  readonly journal?: string;
  readonly yamlDiff?: boolean;
}

/** Who learns of a run, and how much of people. */
export interface ApplySurroundings {
  readonly privacy: Privacy;
  /** Learns how the run ended. */
  readonly tell: TellRun;
}

/** What was to be applied cannot be used. */
export async function tellRejectedInput(
  session: Session,
  rejected: Rejected,
  surroundings: ApplySurroundings,
): Promise<ExitCode> {
  tellResult(session, rejected, [], surroundings);
  await tellHidden(session, rejected, surroundings.privacy);
  return exitCodes.error;
}

/** Does what `rollcall apply` does with what was read: shows, asks, carries out, and tells how it ended. */
export async function applyInput(
  session: Session,
  options: ApplyRunOptions,
  input: ApplyInput,
  surroundings: ApplySurroundings,
): Promise<ExitCode> {
  const { privacy } = surroundings;
  await tellHidden(session, { diagnostics: input.warnings, sources: input.sources }, privacy);
  const { hidePeople } = await import('../render/privacy.js');
  const hide = <Value>(value: Value): Value => hidePeople(value, privacy);
  const interruption = new Interruption(session.io, session.err);
  const journal = new ApplyJournal(session, options.journal, hide);
  try {
    const run = carryOut({ session, options, input, interruption, journal, hide });
    const outcome = await Promise.race([run, interruption.whileReading]);
    tellResult(session, outcome ?? { tag: 'interrupted' }, input.overrides, surroundings);
    if (outcome !== undefined) return await tellApplyOutcome(session, outcome, input, { ...options, privacy });
    session.err.setStatus('');
    session.err.line('Interrupted. Nothing was changed.');
    return exitCodes.interrupted;
  } finally {
    journal.close();
    interruption.stop();
  }
}

function tellResult(
  { io, options }: Session,
  outcome: ApplyOutcome | Interrupted,
  overrides: ApplyInput['overrides'],
  { privacy, tell }: ApplySurroundings,
): void {
  const now = io.clock.now();
  tell(async () => {
    const [{ makeApplyResult }, { hidePeople }] = await Promise.all([
      import('../app/apply-result.js'),
      import('../render/privacy.js'),
    ]);
    return makeApplyResult(outcome, {
      file: options.file,
      overrides,
      now,
      hide: (value) => hidePeople(value, privacy),
    });
  });
}

interface ApplyRun {
  readonly session: Session;
  readonly options: ApplyRunOptions;
  readonly input: ApplyInput;
  readonly interruption: Interruption;
  readonly journal: ApplyJournal;
  readonly hide: <Value>(value: Value) => Value;
}

/** Runs the use-case, with a person or `--auto-approve` to say yes. */
async function carryOut({ session, options, input, interruption, journal, hide }: ApplyRun): Promise<ApplyOutcome> {
  const [{ applyTeam }, { RunProgress }] = await Promise.all([
    import('../app/apply-team.js'),
    import('./run-progress.js'),
  ]);
  const progress = new RunProgress(session, hide);
  const ask = async (plan: Plan, gated: GatedPlan): Promise<boolean> => {
    // Somebody interrupted the reading; the command has ended already.
    if (interruption.signal.aborted) return false;
    await showPlan(session, hide(plan), { verb: 'apply', isYamlDiff: options.yamlDiff === true });
    tellParted(session, hide(gated));
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
            confirm: (plan, gated) => {
              endReading();
              return ask(plan, gated);
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
  const { escapeText } = await import('../render/escape-text.js');
  const team = escapeText(plan.team.name);
  err.line();
  err.line(`Do you want to carry this out on the Dropbox team ${team}?`);
  return (await confirm(io, '  Only "yes" is accepted: ')) === 'yes';
}
