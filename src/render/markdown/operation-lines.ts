import { assertNever } from '../../model/assert-never.js';
import { groupAttributes } from '../../model/group.js';
import { memberAttributes } from '../../model/member.js';
import type { Operation, OperationKind, OperationStep } from '../../model/operation.js';
import type { Change } from '../../model/plan.js';
import { displayWidth, padEndTo } from '../display-width.js';
import { MOST_IN_NAME, showable } from './code-span.js';

export type Sign = '-' | '!' | '+';

const signs = {
  'member.add': '+',
  'member.recover': '+',
  'member.unsuspend': '!',
  'member.set_profile': '!',
  'member.set_role': '!',
  'member.set_quota': '!',
  'member.add_secondary_email': '+',
  'member.delete_secondary_email': '-',
  'member.suspend': '-',
  'member.remove': '-',
  'group.create': '+',
  'group.set': '!',
  'group.delete': '-',
  'membership.add': '+',
  'membership.remove': '-',
  'membership.set_access': '!',
} as const satisfies Record<OperationKind, Sign>;

/** How a diff marks a kind of operation; a kind that only a newer report knows counts as a change. */
export function signOf(kind: string): Sign {
  return (signs as Readonly<Record<string, Sign>>)[kind] ?? '!';
}

/** One operation in one line of a diff: the sign, then the same in words, so that nobody depends on the colour. */
export interface OperationLine {
  readonly sign: Sign;
  readonly text: string;
}

/** Names are aligned up to here; a longer one only moves its own line. Counts columns. */
const WIDEST_NAME = 32;

/** Writes every operation in one line: what is taken away first, then what changes, then what is added. */
export function makeOperationLines(operations: readonly Operation[], changes: readonly Change[]): OperationLine[] {
  const sources = new Map(changes.flatMap(({ address, source }) => (source === null ? [] : [[address, source]])));
  const drifted = new Set(changes.filter(({ cause }) => cause?.tag === 'drift').map(({ address }) => address));
  const caused = new Set(changes.filter(({ cause }) => cause?.tag !== 'drift').map(({ address }) => address));
  const words = operations.map(({ address, step }) => ({ address, sign: signs[step.kind], ...describeStep(step) }));
  const names = words.map(({ name }) => showable(name, MOST_IN_NAME));
  const nameWidth = Math.min(WIDEST_NAME, widestOf(names.map(displayWidth)));
  const verbWidth = widestOf(words.map(({ verb }) => verb.length));
  const lines = words.map(({ address, sign, verb, noun, detail }, index) => {
    const source = sources.get(address);
    const place = source === undefined ? [] : [showable(`${source.file}:${source.line}`)];
    const due = drifted.has(address) && !caused.has(address) ? ['due before this change'] : [];
    const start = `${sign} ${verb.padEnd(verbWidth)} ${noun.padEnd(6)} ${padEndTo(names[index] ?? '', nameWidth)}`;
    const text = [start, ...(detail === '' ? [] : [showable(detail, 2 * MOST_IN_NAME)]), ...place, ...due].join('  ');
    return { sign, text: text.trimEnd() };
  });
  return (['-', '!', '+'] as const).flatMap((sign) => lines.filter((line) => line.sign === sign));
}

/** A loop, because there can be more operations than a call takes arguments. */
function widestOf(widths: readonly number[]): number {
  return widths.reduce((widest, width) => Math.max(widest, width), 0);
}

interface StepWords {
  readonly verb: string;
  readonly noun: 'person' | 'group';
  readonly name: string;
  readonly detail: string;
}

function describeStep(step: OperationStep): StepWords {
  const person = (verb: string, detail = ''): StepWords => {
    const name = 'member' in step ? step.member.email : '';
    return { verb, noun: 'person', name, detail };
  };
  const group = (verb: string, detail = ''): StepWords => {
    const name = 'group' in step ? step.group.name : '';
    return { verb, noun: 'group', name, detail };
  };
  switch (step.kind) {
    case 'member.add':
      return person('add', step.new.role.id === null ? '' : step.new.role.slug);
    case 'member.recover':
      return person('recover');
    case 'member.unsuspend':
      return person('unsuspend');
    case 'member.set_profile':
      return person('set', describeValue(memberAttributes[step.attribute].label, step.value, step.isTemporary));
    case 'member.set_role':
      return person('role', `${step.from} → ${step.role.slug}`);
    case 'member.set_quota':
      return person('quota', step.quotaGb === null ? 'none of their own' : `${step.quotaGb} GB`);
    case 'member.add_secondary_email':
      return person('address', `also ${step.email}`);
    case 'member.delete_secondary_email':
      return person('address', `no longer ${step.email}`);
    case 'member.suspend':
      return person('suspend', step.wipeDevices ? 'wipes devices' : '');
    case 'member.remove':
      return person(step.isInvitation ? 'cancel' : 'remove', describeRemoval(step));
    case 'group.create':
      return group('create');
    case 'group.set':
      return group('set', describeValue(groupAttributes[step.attribute].label, step.value, step.isTemporary));
    case 'group.delete':
      return group('delete');
    case 'membership.add':
      return group('join', `${step.member.email}${step.access === 'owner' ? ' as owner' : ''}`);
    case 'membership.remove':
      return group('leave', step.member.email);
    case 'membership.set_access':
      return group('access', `${step.member.email} → ${step.access}`);
    default:
      return assertNever(step);
  }
}

function describeValue(
  label: string,
  value: string | number | boolean | null | readonly string[],
  isTemporary: boolean,
) {
  const text = value === null ? 'none' : String(value);
  return `${label} → ${text}${isTemporary ? ' (for a moment)' : ''}`;
}

function describeRemoval(step: Extract<OperationStep, { kind: 'member.remove' }>): string {
  if (step.isInvitation) return 'the invitation';
  const { wipeDevices, permanentlyDeleteFiles, keepAccount } = step.offboarding;
  return [
    ...(step.transferTo === null ? [] : [`files to ${step.transferTo.email}`]),
    ...(permanentlyDeleteFiles ? ['deletes files'] : []),
    ...(keepAccount ? ['keeps the account'] : []),
    ...(wipeDevices ? ['wipes devices'] : []),
  ].join(', ');
}
