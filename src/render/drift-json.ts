import type { JsonObject } from '../model/plan.js';
import type { ExplainedDifference } from '../plan/drift-cause.js';
import type { DriftReport } from '../plan/drift-report.js';
import { DRIFT_FORMAT_VERSION } from '../plan/drift-schema.js';
import { type PatchedFile, renderPatch } from './adoption-patch.js';
import { driftCauseToJson } from './drift-cause-json.js';
import { positionToJson } from './plan-json.js';

export interface DriftJsonOptions {
  readonly rollcallVersion: string;
  /** The files as they have to read to keep what the team is; null where they are not to be shown. */
  readonly adoption: readonly PatchedFile[] | null;
}

/** Writes drift in the stable format of `drift --format json`. Keys come in a fixed order. */
export function driftToJson(report: DriftReport, { rollcallVersion, adoption }: DriftJsonOptions): JsonObject {
  const { team, file, digest, isSettled, differences, unmanaged, log, revert } = report;
  return {
    format_version: DRIFT_FORMAT_VERSION,
    rollcall_version: rollcallVersion,
    team: { id: team.id, name: team.name },
    file,
    drifted: differences.length > 0,
    digest,
    settled: isSettled,
    differences: differences.map(differenceToJson),
    unmanaged: unmanaged.map(differenceToJson),
    log: { ...log },
    revert: { operations: revert.operations, refused_by: revert.refusedBy, leaves: revert.leaves },
    adopt: adoption === null || differences.length === 0 ? null : { patch: renderPatch(adoption) },
  };
}

function differenceToJson(difference: ExplainedDifference): JsonObject {
  const { address, kind, action, attribute, member, live, file, effect, reason, source, cause } = difference;
  return {
    ...{ address, kind, action, attribute, member, live, file, effect, reason },
    source: positionToJson(source),
    cause: driftCauseToJson(cause),
  };
}
