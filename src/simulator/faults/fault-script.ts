import {
  anything,
  hasKeys,
  isFlag,
  isNumber,
  isOneOf,
  isRecord,
  isText,
  type ShapeCheck,
  ShapeError,
} from '../team/shape.js';
import type { Fault, FaultKind, FaultScript } from './fault.js';

const aim: Readonly<Record<string, ShapeCheck>> = {
  kind: isText,
  route: isText,
  bodyIncludes: isText,
  nth: (value, where) => {
    for (const number of Array.isArray(value) ? value : [value]) isNumber(1)(number, where);
  },
  after: isNumber(0),
  times: isNumber(1),
  probability: isNumber(0),
};

const effects: Readonly<Record<FaultKind, ShapeCheck>> = {
  rate_limit: withAim({
    retryAfterS: isNumber(0),
    reason: isOneOf('too_many_requests', 'too_many_write_operations'),
    body: isOneOf('json', 'text', 'none'),
    header: isFlag,
  }),
  status: withAim({ status: isNumber(100), body: anything, headers: isRecord }, ['status']),
  html_error: withAim({ status: isNumber(100) }),
  reset_before: withAim({}),
  reset_after: withAim({}),
  status_after: withAim({ status: isNumber(100) }),
  truncate: withAim({ clean: isFlag }),
  delay: withAim({ ms: isNumber(0) }, ['ms']),
  hang: withAim({}),
  expire_token: withAim({}),
  invalid_cursor: withAim({}),
  empty_page: withAim({}),
  short_page: withAim({ entries: isNumber(0) }),
  job_internal_error: withAim({}),
  job_internal_error_unapplied: withAim({}),
  job_failed: withAim({}),
  job_never_ends: withAim({}),
  error: withAim({ error: anything }, ['error']),
  hidden_from_list: withAim({ listings: isNumber(1), ms: isNumber(0) }),
  meanwhile: withAim({ call: isText, arg: anything, by: isText }, ['call']),
};

function withAim(keys: Readonly<Record<string, ShapeCheck>>, required: readonly string[] = []): ShapeCheck {
  return hasKeys({ ...aim, ...keys }, required);
}

/**
 * Checks that a JSON document is a fault script.
 * @throws Error that names the entry and says what would be right.
 */
export function parseFaultScript(document: unknown): readonly Fault[] {
  const list = Array.isArray(document) ? document : (document as { faults?: unknown } | null)?.faults;
  if (!Array.isArray(list)) throw new ShapeError('faults', 'expected a list of faults, or an object with "faults"');
  for (const [index, entry] of list.entries()) checkFault(entry, `faults[${index}]`);
  return list as Fault[];
}

/** The faults of a script, whichever way it is written. */
export function listFaults(script: FaultScript | undefined): readonly Fault[] {
  return script === undefined ? [] : parseFaultScript(script);
}

function checkFault(entry: unknown, where: string): void {
  isRecord(entry, where);
  const kind = (entry as { kind?: unknown }).kind;
  const check = typeof kind === 'string' && Object.hasOwn(effects, kind) ? effects[kind as FaultKind] : undefined;
  if (check === undefined) {
    throw new ShapeError(`${where}.kind`, `expected one of ${Object.keys(effects).join(', ')}, found ${String(kind)}`);
  }
  check(entry, where);
}
