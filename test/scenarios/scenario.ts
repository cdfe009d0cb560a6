import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Fault, SimulatorSeed } from '../../src/simulator/index.js';

/** What the format of README.md looks like once read. Unknown keys are refused: a misspelt expectation would hold. */
const count = z.int().min(0);
const counts = z.record(z.string(), count);
const texts = z.array(z.string());

const happening = z.union([
  z.strictObject({ advance: z.string().regex(/^\d+(d|h|m)$/) }),
  z.strictObject({ accept: z.string() }),
  z.strictObject({ console: z.string(), arg: z.unknown(), by: z.string().optional() }),
]);

/** What is expected of one member or group; null: there is none. */
const expectedRecord = z.record(z.string(), z.unknown()).nullable();

const summary = z.strictObject({
  add: count.default(0),
  change: count.default(0),
  suspend: count.default(0),
  unsuspend: count.default(0),
  recover: count.default(0),
  remove: count.default(0),
  group_add: count.default(0),
  group_change: count.default(0),
  group_remove: count.default(0),
  membership_add: count.default(0),
  membership_remove: count.default(0),
});

const step = z.strictObject({
  /** What this step is about, for messages. */
  story: z.string().optional(),
  before: z.array(happening).default([]),
  /** The team file from here on. */
  file: z.string().optional(),
  /** The same, by a path from the root of the repository. */
  file_at: z.string().optional(),
  /** The admin whose token is used from here on. */
  acting_admin: z.string().optional(),
  faults: z.array(z.custom<Fault>((value) => typeof value === 'object' && value !== null)).default([]),
  /** Guards that this step lifts. */
  override_guards: texts.default([]),
  /** What `apply` exits with. */
  exit: count.default(0),
  /** Left out where there is no plan: the file or the team makes one impossible. */
  summary: summary.optional(),
  /** Every call of `apply` that writes, by route, and no other. */
  writes: counts.default({}),
  /** Calls of `apply` that read; routes that are not named may be called as often as is needed. */
  reads: counts.default({}),
  plan_says: texts.default([]),
  plan_never_says: texts.default([]),
  report_says: texts.default([]),
  /** Operations that fail, with the tag of each; every other one ends well or is under `skipped`. */
  failed: z.record(z.string(), z.string()).default({}),
  skipped: texts.default([]),
  already_done: texts.default([]),
  members: z.record(z.string(), expectedRecord).default({}),
  groups: z.record(z.string(), expectedRecord).default({}),
  /** What planning again exits with, and why that is not "No changes" where it is not. */
  again: z.strictObject({ exit: count, why: z.string() }).optional(),
});

const scenario = z.strictObject({
  story: z.string(),
  now: z.iso.datetime().default('2026-11-22T12:00:00Z'),
  seed: z.custom<SimulatorSeed>((value) => typeof value === 'object' && value !== null).optional(),
  seed_at: z.string().optional(),
  simulator: z
    .strictObject({
      jobPolls: count.exactOptional(),
      asyncJobs: z.enum(['random', 'always', 'never']).exactOptional(),
      addTakesEffect: z.enum(['launch', 'completion']).exactOptional(),
      removeTakesEffect: z.enum(['launch', 'completion']).exactOptional(),
      pageSize: count.exactOptional(),
      shortPages: z.number().exactOptional(),
      randomSeed: count.exactOptional(),
    })
    .default({}),
  /** What Rollcall is given: an access token, or an app with a refresh token. */
  credentials: z.enum(['access_token', 'refresh_token']).default('access_token'),
  /** Where the story itself is that devices are wiped. */
  may_wipe_devices: z.boolean().default(false),
  steps: z.array(step).min(1),
});

export type Step = z.output<typeof step>;
export type Happening = z.output<typeof happening>;
export type Summary = z.output<typeof summary>;
export interface Scenario extends z.output<typeof scenario> {
  readonly name: string;
}

const folder = new URL('.', import.meta.url);
const root = new URL('../../', folder);

/** Reads every scenario of this folder. */
export function readScenarios(): Scenario[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const parsed = scenario.safeParse(parse(readFileSync(new URL(file, folder), 'utf8')));
    if (!parsed.success) throw new Error(`test/scenarios/${file}: ${z.prettifyError(parsed.error)}`);
    return { ...parsed.data, name: file.replace(/\.yaml$/, '') };
  });
}

/** Reads a file of the repository. */
export function readFromRoot(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}
