import type { Change, JsonObject } from '../model/plan.js';
import { countOf } from './prose.js';

/** How somebody leaves, out of a change's `offboarding`. Text in it is not escaped. */
interface Leaving {
  readonly wipesDevices: boolean | null;
  readonly filesTo: string | null;
  readonly transferAdmin: string | null;
  readonly keepsAccount: boolean;
  readonly keepsTeamShares: boolean;
  readonly deletesFiles: boolean;
  readonly graceHours: number;
  /** Null where the plan does not say. */
  readonly recoverableDays: number | null;
}

/**
 * Everything that happens to somebody who is suspended or removed, each a phrase of its own. Nothing for an invitation:
 * it has no account, no files and no devices.
 */
export function describeLeaving(change: Change): string[] {
  if (isInvitation(change)) return [];
  const leaving = readLeaving(change.offboarding);
  if (leaving === null) return [];
  const wiping = leaving.wipesDevices === true ? ['linked devices are wiped'] : [];
  const keeping = leaving.wipesDevices === false ? ['linked devices are not wiped'] : [];
  if (change.action === 'suspend') {
    const due = leaving.graceHours > 0 ? [`is removed ${formatHours(leaving.graceHours)} later, by a later run`] : [];
    return [...due, ...wiping, ...keeping, ...(due.length > 0 ? describeFiles(leaving) : [])];
  }
  const order = change.before?.status === 'active' ? ['is suspended first, then removed'] : [];
  return [...order, ...wiping, ...keeping, ...describeFiles(leaving), ...describeWayBack(leaving)];
}

/** The same in the few words that fit beside a name in a list; "removed" or "suspended" comes first. */
export function summariseLeaving(change: Change): string[] {
  if (isInvitation(change)) return ['invitation cancelled'];
  const leaving = readLeaving(change.offboarding);
  const words = [change.action === 'suspend' ? 'suspended' : 'removed', ...formerPower(change)];
  if (leaving === null) return words;
  if (leaving.wipesDevices === true) words.push('devices wiped');
  if (change.action === 'suspend') {
    if (leaving.graceHours > 0) words.push(`to be removed after ${formatHours(leaving.graceHours)}`);
    return words;
  }
  if (leaving.filesTo !== null) words.push(`files to ${leaving.filesTo}`);
  if (leaving.keepsAccount) words.push('keeps the account');
  if (leaving.deletesFiles) words.push('files permanently deleted');
  return [...words, ...describeWayBack(leaving)];
}

function isInvitation(change: Change): boolean {
  return change.action === 'remove' && change.before?.status === 'invited';
}

function formerPower(change: Change): string[] {
  if (!change.hazards.includes('revokes_admin')) return [];
  const role = change.before?.role;
  return [typeof role === 'string' ? `was ${role}` : 'has an admin role'];
}

function describeFiles(leaving: Leaving): string[] {
  if (leaving.deletesFiles) return ['files are permanently deleted'];
  if (leaving.keepsAccount) {
    const shares = leaving.keepsTeamShares ? ', and what the team shared with it' : '';
    return [`keeps the account as a personal one${shares}`];
  }
  if (leaving.filesTo === null) return ['files are not transferred to anybody'];
  const errors = leaving.transferAdmin === null ? '' : `; ${leaving.transferAdmin} is told of transfer errors`;
  return [`files go to ${leaving.filesTo}${errors}`];
}

function describeWayBack({ recoverableDays }: Leaving): string[] {
  if (recoverableDays === null) return [];
  return [recoverableDays === 0 ? 'cannot be recovered' : `recoverable for ${countOf(recoverableDays, 'day')}`];
}

function formatHours(hours: number): string {
  return hours % 24 === 0 ? countOf(hours / 24, 'day') : countOf(hours, 'hour');
}

function readLeaving(offboarding: JsonObject | null): Leaving | null {
  if (offboarding === null) return null;
  const text = (name: string) => (typeof offboarding[name] === 'string' ? offboarding[name] : null);
  const number = (name: string) => (typeof offboarding[name] === 'number' ? offboarding[name] : null);
  const wipes = offboarding.wipe_devices;
  return {
    wipesDevices: typeof wipes === 'boolean' ? wipes : null,
    filesTo: text('transfer_files_to'),
    transferAdmin: text('transfer_admin'),
    keepsAccount: offboarding.keep_account === true,
    keepsTeamShares: offboarding.retain_team_shares === true,
    deletesFiles: offboarding.permanently_delete_files === true,
    graceHours: number('grace_period_hours') ?? 0,
    recoverableDays: number('recoverable_days'),
  };
}
