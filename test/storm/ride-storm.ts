import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApplyOutcome, applyTeam } from '../../src/app/apply-team.js';
import { openJournal } from '../../src/app/journal.js';
import { readRememberedWait, rememberWait } from '../../src/app/remembered-wait.js';
import { createDropboxProvider } from '../../src/dropbox/index.js';
import { ProviderError } from '../../src/provider.js';
import {
  type CallRecord,
  type Simulator,
  type SimulatorSeed,
  startSimulator,
  type TeamEvent,
} from '../../src/simulator/index.js';
import { NOW } from '../support/team-builders.js';
import type { Interruption, Storm } from './arbitrary-storm.js';
import { seedFromLive } from './seed-from-live.js';
import { Killed, MortalClock, StormTime } from './storm-clock.js';

/** What one run of the command did, as the simulated team saw it. */
export interface StormRun {
  readonly end: ApplyOutcome | 'killed' | ProviderError;
  readonly before: SimulatorSeed;
  readonly after: SimulatorSeed;
  readonly events: readonly TeamEvent[];
  readonly calls: readonly CallRecord[];
  /** When the client sent them, and when it had the answer, by their request ids. */
  readonly timings: ReadonlyMap<string, { readonly sentAt: number; readonly endedAt: number }>;
  /** When waits were told, and kept for the next run. */
  readonly toldAt: readonly number[];
  /** How many of them had been made when Ctrl-C was pressed; null where it was not. */
  readonly callsAtAbort: number | null;
}

/**
 * Applies again and again, as a person would, until there is nothing to do. Never more often than there are
 * interruptions and faults to spoil a run.
 */
export async function rideOut(storm: Storm): Promise<readonly StormRun[]> {
  const time = new StormTime(NOW);
  const simulator = await startSimulator({ ...storm.server, seed: seedFromLive(storm.live), clock: time.now });
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-storm-'));
  try {
    for (const fault of storm.faults) simulator.addFault(fault);
    const strikes = storm.faults.reduce((sum, { times = 1 }) => sum + times, 0);
    const runs: StormRun[] = [];
    for (let round = 0; round < storm.interruptions.length + strikes + 3; round += 1) {
      const run = await applyOnce(storm, storm.interruptions[round] ?? { tag: 'none' }, { simulator, time, folder });
      runs.push(run);
      const outcome = outcomeOf(run.end);
      if (outcome !== null && outcome.tag !== 'applied') break;
    }
    return runs;
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true });
  }
}

/** Whether the file could be carried out on this team if nothing went wrong: some ask for what Dropbox refuses. */
export async function isReachable(storm: Storm): Promise<boolean> {
  const runs = await rideOut({ ...storm, faults: [], interruptions: [] });
  return isDone(runs.at(-1)?.end);
}

/** What the command answered; null where it was killed, or could not go on. */
export function outcomeOf(end: StormRun['end']): ApplyOutcome | null {
  return end === 'killed' || end instanceof ProviderError ? null : end;
}

export function isDone(end: StormRun['end'] | undefined): boolean {
  return end !== undefined && outcomeOf(end)?.tag === 'nothing-to-do';
}

interface Scene {
  readonly simulator: Simulator;
  readonly time: StormTime;
  readonly folder: string;
}

async function applyOnce(storm: Storm, interruption: Interruption, scene: Scene): Promise<StormRun> {
  const { simulator, time, folder } = scene;
  const clock = new MortalClock(time);
  const waitPath = join(folder, 'wait.json');
  const notBefore = readRememberedWait(waitPath, clock);
  const abort = new AbortController();
  const timings = new Map<string, { readonly sentAt: number; readonly endedAt: number }>();
  const toldAt: number[] = [];
  let callsAtAbort: number | null = null;
  const [callsBefore, eventsBefore] = [simulator.log.length, simulator.team.events().length];
  const before = simulator.team.snapshot();
  const provider = createDropboxProvider({
    apiUrl: simulator.url,
    credentials: {
      tag: 'refresh-token',
      refreshToken: simulator.app.refreshToken,
      appKey: simulator.app.key,
      appSecret: null,
    },
    clock,
    random: () => 0.5,
    timeoutMs: 500,
    ...(notBefore !== null && { notBefore }),
    onWait: (reason, waitMs) => {
      if (reason !== 'rate-limit') return;
      rememberWait(waitPath, clock, waitMs);
      toldAt.push(time.now());
      if (interruption.tag === 'kill-in-wait') clock.killAfter(0);
    },
    connections: storm.parallelism,
    onCall: ({ requestId, ms }) => {
      const endedAt = time.now();
      if (requestId !== null) timings.set(requestId, { sentAt: endedAt - ms, endedAt });
      const callCount = simulator.log.length - callsBefore;
      if (!('afterCalls' in interruption) || callCount < interruption.afterCalls) return;
      if (interruption.tag === 'kill') return clock.killAfter(interruption.looks);
      callsAtAbort ??= callCount;
      abort.abort();
    },
  });
  const apply = async (): Promise<StormRun['end']> => {
    try {
      const outcome = await applyTeam({
        desired: storm.desired,
        sources: new Map(),
        saved: null,
        expectDigest: null,
        provider,
        clock,
        overrides: [],
        parallelism: storm.parallelism,
        signal: abort.signal,
        confirm: async () => true,
        openJournal: async (readTeamId) =>
          openJournal({
            path: join(folder, `${await readTeamId()}.ndjson`),
            clock,
            onFailure: (cause) => {
              if (!(cause instanceof Killed)) throw cause;
            },
            isProcessAlive: () => false,
          }),
      });
      return clock.isDead ? 'killed' : outcome;
    } catch (error) {
      if (clock.isDead) return 'killed';
      if (error instanceof ProviderError) return error;
      throw error;
    }
  };
  const end = await apply();
  await provider.close();
  return {
    end,
    before,
    after: simulator.team.snapshot(),
    events: simulator.team.events().slice(eventsBefore),
    calls: simulator.log.slice(callsBefore),
    timings,
    toldAt,
    callsAtAbort,
  };
}
