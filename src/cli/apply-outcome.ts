import type { Applied, ApplyOutcome } from '../app/apply-team.js';
import type { Reportable } from '../app/report-file.js';
import type { ApplyReport } from '../model/apply-report.js';
import { assertNever } from '../model/assert-never.js';
import type { Plan } from '../model/plan.js';
import { escapeText } from '../render/escape-text.js';
import { renderJson } from '../render/json-text.js';
import type { Privacy } from '../render/privacy.js';
import type { ApplyInput } from './apply-input.js';
import { NOTHING_CHANGED, tellBusy, tellMissingScopes, tellStale } from './apply-obstacles.js';
import { CommandError, describeFileFailure } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { Session } from './session.js';
import { showPlan } from './show-plan.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { tellAroundRun, tellUnreviewed } from './tell-gated.js';
import { writeFileWhole } from './write-file.js';

interface TellOptions {
  /** Where the report goes as JSON. */
  readonly report?: string;
  readonly yamlDiff?: boolean;
  readonly privacy: Privacy;
}

/** Tells how an apply ended, and which exit code that is. People are hidden in what is told, and not in the report. */
export async function tellApplyOutcome(
  session: Session,
  outcome: ApplyOutcome,
  input: ApplyInput,
  options: TellOptions,
): Promise<ExitCode> {
  const { hidePeople } = await import('../render/privacy.js');
  const { privacy } = options;
  const hide = <Value>(value: Value): Value => hidePeople(value, privacy);
  const show = (plan: Plan) => showPlan(session, hide(plan), { verb: 'apply', isYamlDiff: options.yamlDiff === true });
  const { err } = session;
  switch (outcome.tag) {
    case 'rejected':
      // A line of the file would show whom the message hides.
      await tellDiagnostics(session, hide(outcome.diagnostics), privacy.tag === 'full' ? outcome.sources : undefined);
      return exitCodes.error;
    case 'busy':
      tellBusy(session, outcome);
      return exitCodes.error;
    case 'unusable': {
      const why = escapeText(`${outcome.path}: ${describeFileFailure(outcome.cause)}`);
      err.line(`Error: the journal cannot be kept: ${why}. ${NOTHING_CHANGED} Name another file with --journal.`);
      return exitCodes.error;
    }
    case 'stale':
      await tellStale(session, hide(outcome), hide(input), show);
      return exitCodes.stale;
    case 'refused':
      await show(outcome.plan);
      err.line(`Refused by a guard. ${NOTHING_CHANGED}`);
      return exitCodes.refused;
    case 'unreviewed':
      await show(outcome.plan);
      tellUnreviewed(session, hide(outcome.gated));
      return exitCodes.stale;
    case 'nothing-to-do': {
      await show(outcome.plan);
      tellAroundRun(session, hide(outcome.gated));
      const isWritten = await writeReport(session, await makeReport(session, outcome, input), options);
      return isWritten ? exitCodes.done : exitCodes.error;
    }
    case 'missing-scopes':
      await show(outcome.plan);
      tellMissingScopes(session, outcome.scopes);
      return exitCodes.error;
    case 'declined':
      err.line(`Apply cancelled. ${NOTHING_CHANGED}`);
      return exitCodes.error;
    case 'applied':
      return tellApplied(session, outcome, input, options);
    default:
      return assertNever(outcome);
  }
}

async function tellApplied(
  session: Session,
  applied: Applied,
  input: ApplyInput,
  options: TellOptions,
): Promise<ExitCode> {
  const { out, err } = session;
  const { plan, followUp, startedAt, endedAt } = applied;
  const [{ renderReportText }, { hidePeople }] = await Promise.all([
    import('../render/report-text.js'),
    import('../render/privacy.js'),
  ]);
  const { report, gated } = hidePeople({ report: applied.report, gated: applied.gated }, options.privacy);
  out.line();
  out.write(
    renderReportText(report, {
      palette: out.palette,
      file: plan.file,
      again: input.desired.undo === undefined ? undefined : `rollcall undo ${plan.file}`,
      durationMs: endedAt - startedAt,
      width: out.width,
    }),
  );
  tellAroundRun(session, gated);
  if (input.overrides.length > 0) out.line(`Guards overridden for this run: ${input.overrides.join(', ')}.`);
  if (followUp?.tag === 'left') {
    const left = hidePeople(followUp, options.privacy);
    const people = left.people.map((address) => escapeText(address.replace(/^member\./, ''))).join(', ');
    err.line(`Warning: recovered, but not yet brought in line: ${people}: ${escapeText(left.reason)}`);
    err.line(escapeText(left.advice));
  }
  const code = exitCodeOf(applied);
  const isWritten = await writeReport(session, await makeReport(session, applied, input), options);
  return code === exitCodes.done && !isWritten ? exitCodes.error : code;
}

async function makeReport({ io }: Session, outcome: Reportable, { overrides }: ApplyInput): Promise<ApplyReport> {
  const { makeApplyReport } = await import('../app/report-file.js');
  return makeApplyReport(outcome, { overrides, now: io.clock.now() });
}

function exitCodeOf({ report, followUp }: Applied): ExitCode {
  if (report.wasInterrupted) return exitCodes.interrupted;
  const { failed, skipped } = report.counts;
  return failed + skipped > 0 || followUp?.tag === 'left' ? exitCodes.appliedInPart : exitCodes.done;
}

/** The run is over, whatever becomes of its report: a failure is told here, and the exit code stays the run's. */
async function writeReport({ io, err }: Session, json: ApplyReport, { report: path }: TellOptions): Promise<boolean> {
  if (path === undefined) return true;
  try {
    await writeFileWhole({ path, cwd: io.cwd }, renderJson(json));
    const name = escapeText(path);
    const undo = json.changes.length === 0 ? '' : ` To take the run back: rollcall undo ${name}`;
    err.line(`Wrote the report to ${name}.${undo}`);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    err.line(`Error: ${escapeText(error.message)} The run is over; only its report is missing.`);
    return false;
  }
}
