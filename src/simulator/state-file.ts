import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { TeamEvent } from './audit-log.js';
import type { SavedTokens } from './http/tokens.js';
import type { Job } from './jobs.js';
import type { SimulatorSeed } from './team/seed.js';

/** Everything that a simulator must know to go on where another one was killed. */
export interface SavedState {
  readonly format: 1;
  readonly seed: SimulatorSeed;
  readonly events: readonly TeamEvent[];
  readonly tokens: SavedTokens;
  readonly jobs: readonly Job[];
  /** The token and the refresh token that `startSimulator` hands out. */
  readonly token: string;
  readonly refreshToken: string;
  /** How far the simulator's time had been moved. */
  readonly clockShiftMs: number;
  /** Taken up again, so that new ids do not repeat old ones. */
  readonly randomState: number;
}

/**
 * Reads a state file; undefined when there is none yet.
 * @throws Error when the file is not a state file.
 */
export function readStateFile(path: string): SavedState | undefined {
  if (!existsSync(path)) return undefined;
  const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<SavedState>;
  if (state.format !== 1) {
    throw new Error(`${path} is not a state file of the simulator; delete it, or name another file`);
  }
  return state as SavedState;
}

/** Writes a state file so that a reader finds the old one or the new one, never half of it. */
export function writeStateFile(path: string, state: SavedState): void {
  const draft = `${path}.${process.pid}.tmp`;
  const file = openSync(draft, 'w');
  try {
    writeFileSync(file, JSON.stringify(state));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
