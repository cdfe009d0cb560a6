import { assertNever } from '../model/assert-never.js';
import type { Doer, DriftCause } from '../model/drift-cause.js';
import { groupAttributes } from '../model/group.js';
import { memberAttributes } from '../model/member.js';
import type { Json } from '../model/plan.js';
import { formatInstant } from '../plan/dates.js';
import { isObject } from '../plan/digest.js';
import type { DriftEffect } from '../plan/drift.js';
import type { ExplainedDifference } from '../plan/drift-cause.js';
import { nameOf } from './named-lists.js';

/** Writes what somebody else chose, in the way of the medium. */
export type Quote = (text: string) => string;

/** What each kind of difference is called, in the order of telling. */
export const driftEffectLabels = {
  'gained-power': 'Has power that the file does not give',
  'gained-access': 'Has access that the file does not give',
  'lost-access': 'Lost access that the file gives',
  'lost-power': 'Lost power that the file gives',
  other: 'Other differences',
} as const satisfies Record<DriftEffect, string>;

/** Whom a difference concerns: the person of a membership, else the member or group itself. Not escaped. */
export function whoseDifference(difference: Pick<ExplainedDifference, 'address' | 'kind' | 'member'>): string {
  return difference.member ?? nameOf(difference);
}

/** What the team has and what the file has: `team_admin`, `not on the team`, `member of Engineering`. */
export function describeSides(difference: ExplainedDifference, quote: Quote): { live: string; file: string } {
  const { kind, action, attribute, member, live, file } = difference;
  if (member !== null) {
    const group = quote(nameOf(difference));
    return { live: describeAccess(live?.members, member, group), file: describeAccess(file?.members, member, group) };
  }
  if (attribute === null)
    return {
      live: describePresence(kind, action, live, 'team', quote),
      file: describePresence(kind, action, file, 'file', quote),
    };
  const { label, unit } = wordsOf(kind, attribute);
  const value = (state: typeof live) => `${label} ${describeValue(state?.[attribute] ?? null, unit, quote)}`;
  return { live: value(live), file: value(file) };
}

function describeAccess(members: Json | undefined, member: string, group: string): string {
  const access = isObject(members) ? members[member] : undefined;
  if (access === undefined) return `not in ${group}`;
  return `${access === 'owner' ? 'owner' : 'member'} of ${group}`;
}

function describePresence(
  kind: ExplainedDifference['kind'],
  action: ExplainedDifference['action'],
  state: ExplainedDifference['live'],
  side: 'team' | 'file',
  quote: Quote,
): string {
  if (kind === 'group') return state === null ? 'no such group' : 'a group';
  if (state === null)
    return side === 'team' ? 'not on the team' : action === 'remove' ? 'not to be on the team' : 'nothing';
  const status = typeof state.status === 'string' ? state.status : 'active';
  if (status === 'removed') return 'removed';
  return side === 'file' ? 'on the team' : `on the team (${quote(status)})`;
}

/** How people call an attribute, and what stands after its numbers. */
function wordsOf(
  kind: ExplainedDifference['kind'],
  attribute: string,
): { readonly label: string; readonly unit?: string } {
  const table: Readonly<Record<string, { readonly label: string; readonly unit?: string }>> =
    kind === 'member' ? memberAttributes : groupAttributes;
  return table[attribute] ?? { label: attribute };
}

function describeValue(value: Json, unit: string | undefined, quote: Quote): string {
  if (value === null) return 'not set';
  if (typeof value === 'number') return unit === undefined ? `${value}` : `${value} ${unit}`;
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((one: Json) => quote(String(one))).join(', ');
  return quote(typeof value === 'string' ? value : JSON.stringify(value));
}

/** What the log calls ways in, in words that follow a name. */
const ways: Readonly<Record<string, string>> = {
  admin_console: 'in the admin console',
  enterprise_console: 'in the enterprise console',
  content_manager: 'in the content manager',
  sign_in_as: 'signed in as the member',
  end_user: 'in Dropbox',
  api: 'through the API',
};

/**
 * Who did it, when, and by which way, without a full stop.
 * @param when writes an instant of the log, ISO 8601, in the way of the medium.
 */
export function describeCause(cause: DriftCause, quote: Quote, when: (at: string) => string): string {
  switch (cause.tag) {
    case 'logged': {
      const way = ways[cause.via] ?? null;
      const isByApp = cause.via === 'api' && cause.by.tag === 'admin';
      const who = isByApp ? `an app that acts for ${describeDoer(cause.by, quote)}` : describeDoer(cause.by, quote);
      return [who, when(cause.at), ...(way === null ? [] : [way])].join(', ');
    }
    case 'due':
      return 'nobody: a day that the file names has come';
    case 'not-logged':
      return 'not in the log';
    case 'not-read':
      return 'not known';
    default:
      return assertNever(cause);
  }
}

function describeDoer(by: Doer, quote: Quote): string {
  switch (by.tag) {
    case 'admin':
      return by.name === null ? 'an admin' : quote(by.name);
    case 'app':
      return by.name === null ? 'an app' : `the app ${quote(by.name)}`;
    case 'reseller':
      return by.name === null ? 'the reseller' : `the reseller ${quote(by.name)}`;
    case 'themselves':
      return 'the person themselves';
    case 'member':
      return 'a member without an admin role';
    case 'dropbox':
      return 'Dropbox';
    case 'unknown':
      return 'somebody whom the log does not name';
    default:
      return assertNever(by);
  }
}

/** Whether somebody gave up what the file gives them: that is to be asked about, and not healed. */
export function isOwnChoice({ effect, cause }: ExplainedDifference): boolean {
  return (
    (effect === 'lost-access' || effect === 'lost-power') && cause.tag === 'logged' && cause.by.tag === 'themselves'
  );
}

/** Whether an app made it so, as an earlier apply would: then it is rather the file that has moved. */
export function isByApp({ cause }: ExplainedDifference): boolean {
  return cause.tag === 'logged' && (cause.via === 'api' || cause.by.tag === 'app');
}

/** `2026-11-20 16:02 UTC`; what is no instant stays as it is, and is to be escaped. */
export function formatLogTime(at: string): string {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? at : formatInstant(instant);
}
