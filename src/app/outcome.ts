import type { Diagnostic } from '../model/diagnostic.js';

/** The texts that diagnostics point into, by the names that their positions use. */
export type Sources = ReadonlyMap<string, string>;

/** Something the user wrote cannot be used, or not on this team: every problem, nothing planned, nothing changed. */
export interface Rejected {
  readonly tag: 'rejected';
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: Sources;
}

/** Ends a use-case with what is wrong with what the user wrote. */
export function reject(diagnostics: readonly Diagnostic[], sources: Sources = new Map()): Rejected {
  return { tag: 'rejected', diagnostics, sources };
}
