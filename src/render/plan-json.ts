import type { DesiredState } from '../model/desired-state.js';
import type { Operation } from '../model/operation.js';
import {
  type Change,
  type Finding,
  type Json,
  type JsonObject,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlanBase,
} from '../model/plan.js';
import type { SourcePosition } from '../model/source-position.js';
import { driftCauseToJson } from './drift-cause-json.js';

export interface PlanJsonOptions {
  readonly rollcallVersion: string;
  /** What the file asked for, so that the plan can be made again when it is applied. */
  readonly desired: DesiredState;
}

/**
 * Writes a plan in the stable format of `--format json` and, sealed, of saved plans. Keys come in a fixed order, so
 * equal plans give equal bytes.
 */
export function planToJson(plan: Plan, { rollcallVersion, desired }: PlanJsonOptions): JsonObject {
  const { summary, licences } = plan;
  return {
    format_version: PLAN_FORMAT_VERSION,
    rollcall_version: rollcallVersion,
    team: { id: plan.team.id, name: plan.team.name },
    digest: plan.digest,
    summary: {
      add: summary.add,
      change: summary.change,
      suspend: summary.suspend,
      unsuspend: summary.unsuspend,
      recover: summary.recover,
      remove: summary.remove,
      group_add: summary.group_add,
      group_change: summary.group_change,
      group_remove: summary.group_remove,
      membership_add: summary.membership_add,
      membership_remove: summary.membership_remove,
    },
    licences: { before: licences.before, after: licences.after, available: licences.available },
    changes: plan.changes.map((change) => ({ ...changeToJson(change), ...causeToJson(change) })),
    findings: plan.findings.map(findingToJson),
    operations: plan.operations.map(operationToJson),
    base: plan.base === undefined ? null : baseToJson(plan.base),
    // Plain data by contract, but interfaces have no index signature that would say so to the compiler.
    desired: withoutUndefined(desired as unknown as Json) as JsonObject,
  };
}

/** One change as it stands in plans and reports. */
export function changeToJson(change: Change): JsonObject {
  return {
    address: change.address,
    kind: change.kind,
    action: change.action,
    before: change.before,
    after: change.after,
    patch: change.patch.map(({ op, path, ...rest }) => ({ op, path, ...rest })),
    hazards: change.hazards,
    source: positionToJson(change.source),
    reason: change.reason,
    offboarding: change.offboarding,
  };
}

function causeToJson({ cause }: Change): JsonObject {
  if (cause === undefined) return { cause: null };
  return cause.tag === 'both' ? { cause: cause.tag, drift: cause.drift } : { cause: cause.tag };
}

function baseToJson({ file, digest, withdrawn, origins }: PlanBase): JsonObject {
  return {
    file,
    digest,
    withdrawn: withdrawn.map(({ address, kind, action, before, after }) => ({ address, kind, action, before, after })),
    ...(origins !== undefined && {
      origins: origins.map(({ cause, ...origin }) => ({ ...origin, cause: driftCauseToJson(cause) })),
    }),
  };
}

/** A position as it stands in every JSON that Rollcall prints. */
export function positionToJson(position: SourcePosition | null): Json {
  return position === null ? null : { file: position.file, line: position.line, column: position.column };
}

function findingToJson({ guard, severity, message, source }: Finding): JsonObject {
  return { guard, severity, message, source: positionToJson(source) };
}

function operationToJson({ id, kind, address, after, summary }: Operation): JsonObject {
  return { id, kind, address, after: after.map((edge) => edge.id), summary };
}

/** What JSON.stringify would leave out is left out here, so that an object equals what is read back. */
function withoutUndefined(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => withoutUndefined(entry));
  if (value === null || value === undefined || typeof value !== 'object') return value ?? null;
  const kept = Object.entries(value as JsonObject).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutUndefined(entry)]));
}
