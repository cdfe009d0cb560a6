import { groupAttributeNames } from '../model/group.js';
import { memberAttributeNames, memberAttributes } from '../model/member.js';
import type { Change, Json, JsonObject } from '../model/plan.js';
import { isObject } from '../plan/digest.js';
import { compareText } from './compare-text.js';

/** `+` comes to be, `~` changes in place, `-` goes. */
export type Marker = '+' | '~' | '-';

/** One attribute that changes. Text in it is as the file or the team has it: whoever prints it has to escape it. */
export type AttributeRow =
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly marker: Marker;
      readonly before: Json;
      readonly after: Json;
      /** Printed after numbers: "GB". */
      readonly unit: string | null;
    }
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly marker: Marker;
      /** Sorted; what stays is only counted. */
      readonly entries: readonly { readonly marker: '+' | '-'; readonly value: string }[];
      readonly unchanged: number;
    }
  | {
      readonly kind: 'memberships';
      readonly name: string;
      readonly marker: Marker;
      readonly entries: readonly MembershipRow[];
    };

/** One membership of a group that changes. */
export interface MembershipRow {
  readonly marker: Marker;
  readonly email: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What becomes of the attributes of one member or group. */
export interface AttributeRows {
  readonly rows: readonly AttributeRow[];
  /** Attributes that have a value, known to the plan, and keep it; the one in the heading is not counted. */
  readonly unchanged: number;
}

/** Compares both states of what is one resource, over all its changes, attribute by attribute in the file's order. */
export function makeAttributeRows(kind: Change['kind'], changes: readonly Change[]): AttributeRows {
  const before = mergeStates(changes, 'before');
  const after = mergeStates(changes, 'after');
  const known = new Set([...Object.keys(before), ...Object.keys(after)]);
  const rows: AttributeRow[] = [];
  let unchanged = 0;
  for (const name of inPrintingOrder(kind, known)) {
    const row = makeRow(name, before[name] ?? null, after[name] ?? null);
    if (row !== null) rows.push(row);
    else if (name !== headingOf(kind) && !isEmpty(before[name] ?? null)) unchanged += 1;
  }
  return { rows, unchanged };
}

/** The attribute that a block's heading already tells. */
function headingOf(kind: Change['kind']): string {
  return kind === 'member' ? 'email' : 'name';
}

/** Of several changes to one person, the first tells where an attribute starts, and the last where it ends. */
function mergeStates(changes: readonly Change[], side: 'before' | 'after'): JsonObject {
  const ordered = side === 'before' ? [...changes].reverse() : changes;
  // A removal has no state after it, whatever else is changed on the way.
  if (side === 'after' && changes.some((change) => change.after === null)) return {};
  return Object.assign({}, ...ordered.map((change) => change[side] ?? {})) as JsonObject;
}

function inPrintingOrder(kind: Change['kind'], names: ReadonlySet<string>): string[] {
  const fileOrder: readonly string[] = kind === 'member' ? [...memberAttributeNames, 'status'] : groupAttributeNames;
  const rest = [...names].filter((name) => !fileOrder.includes(name)).sort();
  return [...fileOrder.filter((name) => names.has(name)), ...rest];
}

function makeRow(name: string, before: Json, after: Json): AttributeRow | null {
  if (isObject(before) || isObject(after)) return membershipsRow(name, before, after);
  if (Array.isArray(before) || Array.isArray(after)) return setRow(name, before, after);
  if (before === after) return null;
  return { kind: 'value', name, marker: markerOf(before, after), before, after, unit: unitOf(name) };
}

function setRow(name: string, before: Json, after: Json): AttributeRow | null {
  const old = new Set(textsOf(before));
  const wanted = new Set(textsOf(after));
  const entries = [
    ...[...wanted].filter((value) => !old.has(value)).map((value) => ({ marker: '+' as const, value })),
    ...[...old].filter((value) => !wanted.has(value)).map((value) => ({ marker: '-' as const, value })),
  ].sort((a, b) => compareText(a.value, b.value));
  if (entries.length === 0) return null;
  const unchanged = wanted.size - entries.filter(({ marker }) => marker === '+').length;
  return { kind: 'set', name, marker: markerOf(before, after), entries, unchanged };
}

function membershipsRow(name: string, before: Json, after: Json): AttributeRow | null {
  const old = isObject(before) ? before : {};
  const wanted = isObject(after) ? after : {};
  const emails = [...new Set([...Object.keys(old), ...Object.keys(wanted)])].sort(compareText);
  const entries = emails.flatMap((email) => {
    const [from, to] = [textOf(old[email]), textOf(wanted[email])];
    return from === to ? [] : [{ marker: markerOf(from, to), email, before: from, after: to }];
  });
  return entries.length === 0 ? null : { kind: 'memberships', name, marker: markerOf(before, after), entries };
}

function markerOf(before: Json, after: Json): Marker {
  if (before === null) return '+';
  return after === null ? '-' : '~';
}

function unitOf(name: string): string | null {
  return (memberAttributes as Readonly<Record<string, { readonly unit?: string }>>)[name]?.unit ?? null;
}

function isEmpty(value: Json): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function textsOf(value: Json): string[] {
  return Array.isArray(value) ? value.map((entry: Json) => textOf(entry) ?? 'null') : [];
}

function textOf(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
