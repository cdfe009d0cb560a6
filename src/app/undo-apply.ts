import { SourceText } from '../config/source.js';
import type { SourceTree } from '../config/source-tree.js';
import type { ApplyReport } from '../model/apply-report.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { LiveState, ReadNeeds } from '../model/live-state.js';
import type { Change } from '../model/plan.js';
import { defaultGuards, type GuardName, type Guards } from '../model/policy.js';
import type { SourcePosition } from '../model/source-position.js';
import { type PlannedUndo, planUndo, undoNeeds } from '../plan/undo.js';
import { type Rejected, reject } from './outcome.js';
import { parseReport } from './report-file.js';
import { validateTeam } from './validate-team.js';

export interface UndoApplyOptions {
  /** The report as `apply --report` wrote it, with its name for messages. */
  readonly report: { readonly file: string; readonly text: string };
  /** The team file, whose guards hold for the undo, too. */
  readonly path: string;
  /** Whether it may be missing: then the usual guards hold. */
  readonly mayBeMissing: boolean;
  readonly tree: SourceTree;
  /** Asked once, and only when report and team file are usable. */
  readonly readLive: (needs: ReadNeeds) => Promise<LiveState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly overrides: readonly GuardName[];
}

/** The inverse of a run, as it would be carried out now. */
export interface UndoPlanned extends PlannedUndo {
  readonly tag: 'planned';
  readonly report: ApplyReport;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Plans the inverse of an earlier apply from its report, against the team as it is now.
 * @throws whatever `readLive` throws: ProviderError when the team cannot be read completely.
 */
export async function undoApply(options: UndoApplyOptions): Promise<UndoPlanned | Rejected> {
  const { file, text } = options.report;
  const parsed = parseReport(text, file);
  if (!parsed.ok) return reject(parsed.diagnostics);
  const report = parsed.value;
  if (report.privacy !== 'full') return reject([hidesPeople(file, report.privacy)]);
  const guarded = readGuards(options, report);
  if (guarded.tag === 'rejected') return guarded;
  const live = await options.readLive(undoNeeds(report));
  const { now, overrides } = options;
  const planned = planUndo({
    report,
    file,
    placeOf: findPlaces(report.changes, new SourceText(file, text)),
    live,
    guards: guarded.guards,
    now,
    overrides,
  });
  if (!planned.ok) return reject(planned.diagnostics, new Map([[file, text]]));
  return { tag: 'planned', ...planned.value, report, warnings: guarded.warnings };
}

interface Guarded {
  readonly tag: 'guarded';
  readonly guards: Guards;
  readonly warnings: readonly Diagnostic[];
}

function readGuards({ path, mayBeMissing, tree }: UndoApplyOptions, { team }: ApplyReport): Guarded | Rejected {
  const content = mayBeMissing ? tree.readText(path) : null;
  const isMissing = content?.ok === false && content.problem.code === 'file-not-found';
  if (isMissing) return { tag: 'guarded', guards: defaultGuards, warnings: [usualGuards(path)] };
  const validated = validateTeam(path, tree);
  if (validated.tag === 'rejected') return validated;
  const { desired, sources } = validated;
  const { id, source } = desired.team;
  if (id !== null && id !== team.id) return reject([otherTeam(path, id, team, source)], sources);
  return { tag: 'guarded', guards: desired.policy.guards, warnings: [] };
}

function usualGuards(path: string): Diagnostic {
  const message = `there is no ${path}, so the usual guards hold, and nobody is protected by name.`;
  return { code: 'usual-guards', severity: 'note', message, advice: 'Name the team file with --file.', position: null };
}

function otherTeam(path: string, id: string, team: ApplyReport['team'], position: SourcePosition | null): Diagnostic {
  return {
    code: 'report-other-team',
    severity: 'error',
    message: `the report is of the Dropbox team ${team.name} (${team.id}), and ${path} is for ${id}.`,
    advice: 'Name the file of that team with --file.',
    position,
  };
}

/** Where each change begins in the report; changes come last in it, and each has an address. */
function findPlaces(changes: readonly Change[], source: SourceText): (change: Change) => SourcePosition {
  const places = new Map<Change, SourcePosition>();
  let at = source.text.lastIndexOf('"changes":');
  for (const change of changes) {
    at = source.text.indexOf('"address":', at + 1);
    places.set(change, source.positionAt(Math.max(at, 0)));
  }
  return (change) => places.get(change) ?? source.positionAt(0);
}

/** Whom a masked address stands for cannot be told. */
function hidesPeople(file: string, privacy: ApplyReport['privacy']): Diagnostic {
  return {
    code: 'report-hides-people',
    severity: 'error',
    message: `the report ${file} hides people (--privacy ${privacy}), so nobody can tell whom to bring back.`,
    advice: 'Name the report in full, which apply --report FILE writes; or revert the change in git, and apply that.',
    position: null,
  };
}
