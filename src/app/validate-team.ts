import { readTeamFile } from '../config/parse.js';
import { pastDateNotes } from '../config/past-dates.js';
import type { SourceTree } from '../config/source-tree.js';
import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { lapseNotes } from '../plan/forecast.js';
import { type Rejected, reject, type Sources } from './outcome.js';

/** A team file that can be used, perhaps with warnings. */
export interface Validated {
  readonly tag: 'valid';
  readonly desired: DesiredState;
  readonly warnings: readonly Diagnostic[];
  readonly sources: Sources;
}

/**
 * Reads a team file and what it includes, without any network. All problems are told together.
 * @param now milliseconds since the epoch, for notes about dates that have passed or are near; none without it.
 */
export function validateTeam(path: string, tree: SourceTree, now?: number): Validated | Rejected {
  const { parsed, sources } = readTeamFile(path, tree);
  if (!parsed.ok) return reject(parsed.diagnostics, sources);
  const notes = now === undefined ? [] : [...pastDateNotes(parsed.value, now), ...forecastNotes(parsed.value, now)];
  return { tag: 'valid', desired: parsed.value, warnings: [...parsed.diagnostics, ...notes], sources };
}

function forecastNotes(desired: DesiredState, now: number): readonly Diagnostic[] {
  const advice = 'rollcall report lapses names all.';
  return lapseNotes(desired, now).map(({ message, source }) => {
    return { code: 'lapses-soon', severity: 'note' as const, message, advice, position: source };
  });
}
