import type { Change, Json, JsonObject } from '../../model/plan.js';
import { formatPosition } from '../../model/source-position.js';
import { DAY_MS } from '../../plan/dates.js';
import { compareText } from '../compare-text.js';
import { nameOf } from '../named-lists.js';
import { countOf, joinWords } from '../prose.js';
import { codeSpan, nameSpan } from './code-span.js';
import { formatDay } from './format-day.js';

/** What leaving the team means for one person; all but the name is Markdown. */
export interface Loss {
  readonly name: string;
  readonly isInvitation: boolean;
  readonly what: string;
  /** What becomes of files, of linked devices and of the licence. */
  readonly remains: string;
  readonly undo: string;
  readonly undoability: Undoability;
  readonly why: string;
}

export type Undoability = 'any-time' | 'until-a-day' | 'never';

/** Everybody who is removed or suspended, or whose invitation is cancelled, by name. */
export function listLosses(changes: readonly Change[], now: number): Loss[] {
  // Somebody who is recovered and suspended in one run had no access to lose.
  const comesBack = new Set(changes.filter(({ action }) => action === 'recover').map(({ address }) => address));
  return changes
    .filter(({ kind, action }) => kind === 'member' && (action === 'remove' || action === 'suspend'))
    .filter(({ address }) => !comesBack.has(address))
    .map((change) => describeLoss(change, now))
    .sort((a, b) => compareText(a.name, b.name));
}

function describeLoss(change: Change, now: number): Loss {
  const isInvitation = change.action === 'remove' && change.before?.status === 'invited';
  const base = { name: nameOf(change), isInvitation, why: describeWhy(change) };
  if (isInvitation) {
    return {
      ...base,
      what: 'the invitation',
      remains: 'none yet; frees a licence',
      undo: 'by inviting again',
      undoability: 'any-time',
    };
  }
  const leaving = change.offboarding ?? {};
  if (change.action === 'suspend') {
    const hours = numberOf(leaving.grace_period_hours) ?? 0;
    const days = hours % 24 === 0 ? countOf(hours / 24, 'day') : countOf(hours, 'hour');
    const due = hours > 0 ? `; **removed ${days} later**, by a later run: ${describeFiles(leaving)}` : '';
    return {
      ...base,
      what: `access, by suspension${formerRole(change)}`,
      remains: `files stay; ${describeDevices(leaving)}; keeps the licence${due}`,
      undo: hours > 0 ? 'until the removal' : 'any time',
      undoability: 'any-time',
    };
  }
  const groups = Array.isArray(change.before?.groups) ? change.before.groups.length : 0;
  const days = numberOf(leaving.recoverable_days);
  return {
    ...base,
    what: `the team${groups > 0 ? `, ${countOf(groups, 'group')}` : ''}${formerRole(change)}`,
    remains: `${describeFiles(leaving)}; ${describeDevices(leaving)}; frees a licence`,
    ...describeUndo(days, now),
  };
}

/** What is lost, what becomes of the rest, and the way back, in one cell: a phone has room for three columns. */
export function renderMeaning({ what, remains, undo }: Loss): string {
  return `${what}<br>${remains}<br>undo: ${undo}`;
}

/** Which of the losses can be undone only for a while, or never; empty where all can at any time. */
export function describeUndoLimits(losses: readonly Loss[]): string {
  const never = losses.filter(({ undoability }) => undoability === 'never').length;
  const limited = losses.filter(({ undoability }) => undoability === 'until-a-day');
  const days = [...new Set(limited.map(({ undo }) => undo))].sort();
  return [
    ...(never === 0 ? [] : [`${countOf(never, 'removal')} can **never** be undone.`]),
    ...(limited.length === 0
      ? []
      : [`${countOf(limited.length, 'removal')} can be undone **only ${joinWords(days)}**.`]),
  ].join(' ');
}

function describeUndo(days: number | null, now: number): Pick<Loss, 'undo' | 'undoability'> {
  if (days === null) return { undo: 'not known', undoability: 'never' };
  if (days === 0) return { undo: '**never**', undoability: 'never' };
  return { undo: `until ${formatDay(now + days * DAY_MS)}`, undoability: 'until-a-day' };
}

function describeFiles(leaving: JsonObject): string {
  if (leaving.permanently_delete_files === true) return 'files **permanently deleted**';
  if (leaving.keep_account === true) return 'keeps the account as a personal one';
  const heir = leaving.transfer_files_to;
  return typeof heir === 'string' ? `files go to ${nameSpan(heir)}` : 'files kept, no new owner';
}

function describeDevices(leaving: JsonObject): string {
  if (typeof leaving.wipe_devices !== 'boolean') return 'devices: not known';
  return leaving.wipe_devices ? 'devices **wiped**' : 'devices not wiped';
}

function formerRole({ hazards, before }: Change): string {
  if (!hazards.includes('revokes_admin')) return '';
  return typeof before?.role === 'string' ? `, the role ${codeSpan(before.role)}` : ', an admin role';
}

/** Where it was written, or why it is so; and whether it was due before this change of the file. */
export function describeWhy({ source, reason, cause }: Pick<Change, 'source' | 'reason' | 'cause'>): string {
  const place = source === null ? [] : [codeSpan(formatPosition(source).replace(/:\d+$/, ''))];
  const words = [...place, ...(reason === null ? [] : [codeSpan(reason)])];
  const told = words.length === 0 ? ['not told'] : words;
  return [...told, ...(cause?.tag === 'drift' ? ['due before this change'] : [])].join(', ');
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
