import { AuditLog } from './audit-log.js';
import { DAY_MS, makeClock, type SimulatorClock } from './clock.js';
import { CursorMint } from './cursors.js';
import { HiddenRecords } from './hidden-records.js';
import { TokenBook } from './http/tokens.js';
import { JobBoard } from './jobs.js';
import type { SimulatorOptions } from './options.js';
import { makeRandom, type Random } from './random.js';
import type { SavedState } from './state-file.js';
import type { Member } from './team/member.js';
import { loadTeam } from './team/seed-load.js';
import { parseSeed } from './team/seed-shape.js';
import type { Choices, World } from './world.js';

/** A world to serve, and what only its owner needs. */
export interface OwnedWorld {
  readonly world: World;
  readonly clock: SimulatorClock;
  readonly random: Random;
  readonly actingAdmin: Member;
}

/** Makes the world from a seed, or from what another simulator saved. */
export function makeWorld(options: SimulatorOptions, saved: SavedState | undefined): OwnedWorld {
  const clock = makeClock(options.clock, saved?.clockShiftMs);
  const random = makeRandom(saved?.randomState ?? options.randomSeed ?? 1);
  const seed = saved?.seed ?? parseSeed(options.seed ?? {});
  const { team, actingAdmin } = loadTeam(seed, random, clock.now());
  const world: World = {
    team,
    audit: new AuditLog(team, clock.now),
    jobs: new JobBoard(random, readPolls(options.jobPolls)),
    cursors: new CursorMint(random, clock.now, options.cursorLifetimeMs ?? DAY_MS),
    tokens: new TokenBook(random, clock.now),
    hidden: new HiddenRecords(clock.now),
    random,
    now: clock.now,
    choices: readChoices(options),
  };
  world.audit.restore(saved?.events ?? seed.events ?? []);
  if (saved !== undefined) {
    world.tokens.restore(saved.tokens);
    world.jobs.restore(saved.jobs);
  }
  return { world, clock, random, actingAdmin };
}

function readPolls(polls: SimulatorOptions['jobPolls']): { min: number; max: number } {
  if (polls === undefined) return { min: 1, max: 3 };
  return typeof polls === 'number' ? { min: polls, max: polls } : { ...polls };
}

function readChoices(options: SimulatorOptions): Choices {
  return {
    asyncJobs: options.asyncJobs ?? 'random',
    addTakesEffect: options.addTakesEffect ?? 'completion',
    removeTakesEffect: options.removeTakesEffect ?? 'launch',
    pageSize: options.pageSize ?? Number.POSITIVE_INFINITY,
    shortPages: options.shortPages ?? 0,
    apiActor: options.apiActor ?? 'admin',
  };
}
