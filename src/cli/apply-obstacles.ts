import type { ApplyOutcome } from '../app/apply-team.js';
import type { Plan } from '../model/plan.js';
import { escapeText } from '../render/escape-text.js';
import type { ApplyInput } from './apply-input.js';
import type { Session } from './session.js';

/** Said of every apply that did not begin. */
export const NOTHING_CHANGED = 'Nothing was changed.';

/** Another run may be at work on this team. */
export function tellBusy({ err }: Session, { run, path, overAt }: Extract<ApplyOutcome, { tag: 'busy' }>): void {
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

/** The token may not do all of a plan. */
export function tellMissingScopes({ err }: Session, scopes: readonly string[]): void {
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

/** A plan is not the one that was agreed on. */
export async function tellStale(
  { err, out }: Session,
  { plan, why }: Extract<ApplyOutcome, { tag: 'stale' }>,
  { shownThen }: ApplyInput,
  show: (plan: Plan) => Promise<void>,
): Promise<void> {
  if (shownThen !== null) {
    out.line(out.palette.bold('The plan that was reviewed:'));
    out.line();
    await show(shownThen);
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
