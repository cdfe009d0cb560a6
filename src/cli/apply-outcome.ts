import type { Applied, ApplyOutcome } from '../app/apply-team.js';
import type { ApplyReport } from '../model/apply-report.js';
import { assertNever } from '../model/assert-never.js';
import type { Plan } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import { escapeText } from '../render/escape-text.js';
import { renderJson } from '../render/json-text.js';
import type { ApplyInput } from './apply-input.js';
import { CommandError, describeFileFailure } from './command-error.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import type { Session } from './session.js';
import { showPlan } from './show-plan.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { writeFileWhole } from './write-file.js';

interface TellOptions {
  /** Where the report goes as JSON. */
  readonly report?: string;
  readonly yamlDiff?: boolean;
}

const NOTHING_CHANGED = 'Nothing was changed.';

/** Tells how an apply ended, and which exit code that is. */
export async function tellApplyOutcome(
  session: Session,
  outcome: ApplyOutcome,
  input: ApplyInput,
  options: TellOptions,
): Promise<ExitCode> {
  const show = (plan: Plan) => showPlan(session, plan, { verb: 'apply', isYamlDiff: options.yamlDiff === true });
  const { err } = session;
  switch (outcome.tag) {
    case 'rejected':
      await tellDiagnostics(session, outcome.diagnostics, outcome.sources);
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
      await tellStale(session, outcome, input, show);
      return exitCodes.stale;
    case 'refused':
      await show(outcome.plan);
      err.line(`Refused by a guard. ${NOTHING_CHANGED}`);
      return exitCodes.refused;
    case 'nothing-to-do': {
      await show(outcome.plan);
      const { makeEmptyReportJson } = await import('../app/report-file.js');
      const isWritten = await writeReport(
        session,
        makeEmptyReportJson(outcome.plan, session.io.clock.now(), outcome.earlierJobs),
        options,
      );
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
      return tellApplied(session, outcome, input.overrides, options);
    default:
      return assertNever(outcome);
  }
}

function tellBusy({ err }: Session, { run, path, overAt }: Extract<ApplyOutcome, { tag: 'busy' }>): void {
  const since = new Date(run.startedAt).toISOString();
  const until = new Date(overAt).toISOString();
  err.line(
    `Error: another run is at work on this team: process ${run.pid} on ${escapeText(run.host)}, since ${since}.`,
  );
  err.line(`${NOTHING_CHANGED} Wait for it to end. If it was killed, it counts as over from ${until} on.`);
  err.line(`To go on at once, and not wait for its jobs, move its journal away: ${escapeText(path)}`);
}

/** What the API's permissions to write are for, in a reader's words. */
const scopePurposes: ReadonlyMap<string, string> = new Map([
  ['members.write', 'invitations, profiles, roles, suspensions'],
  ['members.read', 'space quotas'],
  ['members.delete', 'removals and recoveries'],
  ['groups.write', 'groups and memberships'],
]);

function tellMissingScopes({ err }: Session, scopes: readonly string[]): void {
  const named = scopes.map((scope) => {
    const purpose = scopePurposes.get(scope);
    return purpose === undefined ? scope : `${scope} (${purpose})`;
  });
  const noun = scopes.length === 1 ? 'the scope' : 'the scopes';
  err.line(`Error: the token lacks ${noun} that this plan needs: ${named.join(', ')}. ${NOTHING_CHANGED}`);
  err.line(
    `Tick ${scopes.join(', ')} on the Permissions tab of the app in Dropbox's App Console, then sign in again (rollcall login): ` +
      'tokens made before do not gain them.',
  );
}

async function tellStale(
  { err, out }: Session,
  { plan, why }: Extract<ApplyOutcome, { tag: 'stale' }>,
  { reviewed }: ApplyInput,
  show: (plan: Plan) => Promise<void>,
): Promise<void> {
  if (reviewed !== null) {
    out.line(out.palette.bold('The plan that was reviewed:'));
    out.line();
    await show(reviewed);
    out.line();
  }
  out.line(out.palette.bold('The plan now:'));
  out.line();
  await show(plan);
  if (why.tag === 'other-digest') {
    err.line(`Error: the plan's digest is ${plan.digest}, and ${why.expected} was expected. ${NOTHING_CHANGED}`);
    err.line('Review the plan above, then expect its digest.');
    return;
  }
  err.line(`Error: the team has changed since the plan was saved. ${NOTHING_CHANGED} Not reviewed:`);
  for (const { action, address } of why.changes) err.line(`  ${action} ${escapeText(address)}`);
  err.line('Save and review a new plan: rollcall plan --out FILE.');
}

async function tellApplied(
  session: Session,
  applied: Applied,
  overrides: readonly GuardName[],
  options: TellOptions,
): Promise<ExitCode> {
  const { out, err } = session;
  const { plan, report, followUp, earlierJobs, startedAt, endedAt } = applied;
  const { renderReportText } = await import('../render/report-text.js');
  out.line();
  out.write(
    renderReportText(report, {
      palette: out.palette,
      file: plan.file,
      durationMs: endedAt - startedAt,
      width: out.width,
    }),
  );
  if (overrides.length > 0) out.line(`Guards overridden for this run: ${overrides.join(', ')}.`);
  if (followUp?.tag === 'left') {
    const people = followUp.people.map((address) => escapeText(address.replace(/^member\./, ''))).join(', ');
    err.line(`Warning: recovered, but not yet brought in line: ${people}: ${escapeText(followUp.reason)}`);
    err.line(escapeText(followUp.advice));
  }
  const code = exitCodeOf(applied);
  const { makeReportJson } = await import('../app/report-file.js');
  const notInLine = followUp?.tag === 'left' ? followUp : null;
  const run = { plan, startedAt, endedAt, overriddenGuards: overrides, earlierJobs, notInLine };
  const json = makeReportJson(report, run);
  const isWritten = await writeReport(session, json, options);
  return code === exitCodes.done && !isWritten ? exitCodes.error : code;
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
    err.line(`Wrote the report to ${escapeText(path)}.`);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    err.line(`Error: ${escapeText(error.message)} The run is over; only its report is missing.`);
    return false;
  }
}
