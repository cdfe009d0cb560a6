/**
 * Rollcall as a library: the use-cases behind the command line, the pure core they are made of, and the Dropbox
 * provider. A simulated team to run them against is in `rollcall/simulator`.
 */
export { type Applied, type ApplyOutcome, type ApplyTeamOptions, applyTeam, type Staleness } from './app/apply-team.js';
export { systemClock } from './app/clock.js';
export { type AdoptDriftOptions, type Adopted, adoptDrift } from './app/drift-adopt.js';
export { type DriftFound, type DriftTeamOptions, findDrift } from './app/drift-team.js';
export type { EarlierJobResult } from './app/earlier-jobs.js';
export { type Exported, exportTeam, readWholeTeam } from './app/export-team.js';
export type { FollowUp } from './app/follow-up-recovered.js';
export { parseGuardOverrides } from './app/guard-overrides.js';
export {
  defaultJournalPath,
  type Journal,
  type JournalOpening,
  type JournalOptions,
  openJournal,
} from './app/journal.js';
export {
  applyReportJsonSchema,
  driftJsonSchema,
  includedFileJsonSchema,
  planJsonSchema,
  teamFileJsonSchema,
} from './app/json-schemas.js';
export type { Rejected, Sources } from './app/outcome.js';
export { makePlanJson, readSavedPlan, writeSavedPlan } from './app/plan-file.js';
export { type Planned, type PlanTeamOptions, planDesired, planTeam } from './app/plan-team.js';
export { makeReportJson } from './app/report-file.js';
export { rollcallVersion } from './app/rollcall-version.js';
export { parseSnapshot, snapshotToJson } from './app/snapshot.js';
export { makeSourceTree, type SourceTreeOptions } from './app/source-tree.js';
export { type Validated, validateTeam } from './app/validate-team.js';
export { type ExecuteOptions, execute } from './apply/execute.js';
export { type OperationResult, type Report, summariseRun } from './apply/report.js';
export type { RunEvent, SkipCause } from './apply/run-event.js';
export { documentFromLive } from './config/document-from-live.js';
export { parseTeamFile, readTeamFile, type TeamFileReading } from './config/parse.js';
export type { SourceTree } from './config/source-tree.js';
export type { TeamDocument } from './config/team-document.js';
export { writeTeamFile } from './config/write.js';
export {
  type CallRecord,
  createDropboxProvider,
  DEFAULT_API_URL,
  type DropboxCredentials,
  type DropboxProviderOptions,
} from './dropbox/index.js';
export type { DesiredGroup, DesiredMember, DesiredMembership, DesiredState } from './model/desired-state.js';
export type { Diagnostic, Parsed, Severity } from './model/diagnostic.js';
export type { Doer, DriftCause } from './model/drift-cause.js';
export type { Hazard } from './model/hazard.js';
export type { LiveGroup, LiveMember, LiveRole, LiveState, ReadNeeds } from './model/live-state.js';
export type { Operation, OperationKind, OperationStep } from './model/operation.js';
export type { Change, ChangeAction, Finding, Plan, PlanSummary } from './model/plan.js';
export type { GuardName, Guards, Offboarding, Policy } from './model/policy.js';
export type { SourcePosition } from './model/source-position.js';
export type { Difference, DriftEffect } from './plan/drift.js';
export type { ExplainedDifference } from './plan/drift-cause.js';
export type { DriftReport } from './plan/drift-report.js';
export { isRefused, makePlan, type PlanInput } from './plan/plan.js';
export { readEverything, readNeedsOf } from './plan/read-needs.js';
export type { SavedPlan } from './plan/saved-plan.js';
export {
  type Clock,
  type FailureReason,
  type LiveReader,
  type OperationOutcome,
  type Provider,
  ProviderError,
  type ReadProgress,
} from './provider.js';
export { makePalette, type Palette } from './render/colour.js';
export { diagnosticsToJson } from './render/diagnostics-json.js';
export { renderDiagnosticsText } from './render/diagnostics-text.js';
export { type PlanTextOptions, renderPlanText } from './render/plan-text.js';
export { type ReportTextOptions, renderReportText } from './render/report-text.js';
