import type { DesiredState } from '../model/desired-state.js';
import type { Parsed } from '../model/diagnostic.js';
import type { JsonObject, Plan, PlanBase } from '../model/plan.js';
import { parseSavedPlan, type SavedPlan, sealPlan } from '../plan/saved-plan.js';
import { renderJson } from '../render/json-text.js';
import { planToJson } from '../render/plan-json.js';
import { rollcallVersion } from './rollcall-version.js';

export { isRefused } from '../plan/plan.js';
export type { SavedPlan };

/** The plan as data, as `--format json` prints it. */
export function makePlanJson(plan: Plan, desired: DesiredState): JsonObject {
  return planToJson(plan, { rollcallVersion, desired });
}

/** The text of a saved plan: the same, sealed. */
export function writeSavedPlan(plan: Plan, desired: DesiredState): string {
  return renderJson(sealPlan(makePlanJson(plan, desired)));
}

/** Reads a saved plan with this version's eyes. */
export function readSavedPlan(text: string, file: string): Parsed<SavedPlan> {
  return parseSavedPlan(text, file, rollcallVersion);
}

/** A saved plan as it was shown when it was reviewed; without operations, which it does not keep in full. */
export function makeReviewedPlan(text: string, saved: SavedPlan): Plan {
  // The reading of the saved plan has checked the whole text.
  const json = JSON.parse(text) as Pick<Plan, 'summary' | 'licences' | 'findings'> & {
    readonly base?: PlanBase | null;
  };
  return {
    team: saved.team,
    file: saved.desired.file,
    digest: saved.digest,
    summary: json.summary,
    licences: json.licences,
    changes: saved.changes,
    findings: json.findings.map((finding) => ({ ...finding, override: null })),
    operations: [],
    ...(json.base ? { base: json.base } : {}),
  };
}
