import type { TeamLogEvent } from '../model/team-log.js';
import type { Difference } from '../plan/drift.js';
import { categoriesOf } from '../plan/drift-cause.js';
import type { LogReading } from '../plan/drift-report.js';
import { type Provider, ProviderError } from '../provider.js';
import { logTime } from './team-log.js';

/** How the log is asked who did something. */
export interface LogAsked {
  /** Null where there is no log to ask. */
  readonly readTeamLog: Provider['readTeamLog'] | null;
  /** How far the log is read back, in milliseconds since the epoch. */
  readonly since: number;
}

/** Reads of the log what can explain these differences; a log that cannot be read is told, and no reason to end. */
export async function readLogFor(
  differences: readonly Difference[],
  { readTeamLog, since: start }: LogAsked,
): Promise<{ readonly log: LogReading; readonly events: readonly TeamLogEvent[] | null }> {
  if (!readTeamLog || differences.length === 0) return { log: { tag: 'not-asked' }, events: null };
  const since = logTime(start);
  try {
    const events = await readTeamLog({ since, categories: categoriesOf(differences) });
    return { log: { tag: 'read', since }, events };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { log: { tag: 'failed', since, message: error.message, advice: error.advice }, events: null };
  }
}
