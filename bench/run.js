// @ts-check
// Measures what docs/performance.md tells: each number beside a floor that is measured in the same run, on the same
// machine. Prints a Markdown table. Needs a build: npm run build && node bench/run.js
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, floorPlan, rollcall, run, startSimulatorProcess } from './measure.js';
import { makeNewcomers, makeTeam } from './team.js';

/** @typedef {{ what: string, found: string, floor: string, ratio: string }} Row */

const PARSE_JSON = "JSON.parse(require('node:fs').readFileSync('team.json', 'utf8'))";

const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores\n`);
  console.log('| what | Rollcall | floor | ratio |\n|---|---|---|---|');
  tell(await measureProvisioning(1000, 20));
  tell(await measureLimited(5000, 100, 25));
  const small = tell(await measurePlan(1000, 50, 5));
  tell(await measurePlan(10_000, 500, 5));
  tell(await measurePlan(20_000, 500, 5));
  const large = tell(await measurePlan(100_000, 500, 2));
  tell([growth(small, large, 100)]);
  tell([await measureStart(), await measureValidation(1000)]);
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * Invites people and puts each into one of some new groups.
 * @param {{ members: number, groups: number }} size
 * @param {{ latencyMs?: number, rateLimit?: { callsPerSecond: number } }} weather
 */
async function provision({ members, groups }, weather) {
  const { seed, yaml } = makeNewcomers({ members, groups });
  write('seed.json', JSON.stringify(seed));
  write('team.yaml', yaml);
  const simulator = await startSimulatorProcess(join(folder, 'seed.json'), weather);
  const env = { ...simulator.env, XDG_STATE_HOME: join(folder, 'state') };
  const common = { folder, env, notesUsage: true };
  const plan = await run({ ...common, args: [rollcall, 'plan'] });
  const before = (await simulator.calls()).length;
  const apply = await run({ ...common, args: [rollcall, 'apply', '--auto-approve'] });
  const calls = (await simulator.calls()).slice(before);
  simulator.stop();
  return {
    ms: apply.ms,
    calls,
    planMegabytes: plan.megabytes,
    megabytes: apply.megabytes,
    what: `to provision ${count(members)} people into ${groups} groups`,
  };
}

/**
 * Calls that write, where the floor is what the API's limits allow: 20 people a call, one call a group to create it, and
 * one to fill it. And the time, beside a tool that makes one call for each person and one for each membership, one after
 * the other; that one is worked out, not run.
 * @param {number} members
 * @param {number} groups
 * @returns {Promise<Row[]>}
 */
async function measureProvisioning(members, groups) {
  const latencyMs = 50;
  const { ms, calls, what } = await provision({ members, groups }, { latencyMs });
  // Every reading route ends in one of these.
  const reading = /\/(list|list_v2|continue|continue_v2|job_status\/get(_v2)?|get_[a-z0-9_]+)$/;
  const writes = calls.filter(({ route }) => !reading.test(route)).length;
  const floor = Math.ceil(members / 20) + 2 * groups;
  const oneByOneMs = 2 * members * latencyMs;
  return [
    {
      what: `writes ${what}`,
      found: `${writes} calls`,
      floor: `${floor} calls`,
      ratio: (writes / floor).toFixed(2),
    },
    {
      what: `time ${what}, ${latencyMs} ms a call, beside one call at a time`,
      found: `${count(Math.round(ms))} ms`,
      floor: `${count(oneByOneMs)} ms`,
      ratio: `${(oneByOneMs / ms).toFixed(0)} times faster`,
    },
  ];
}

/**
 * The time under a limit of calls a second, which nobody told Rollcall; the floor makes as many calls at that very pace.
 * And the memory, beside that of the plan alone.
 * @param {number} members
 * @param {number} groups
 * @param {number} callsPerSecond
 * @returns {Promise<Row[]>}
 */
async function measureLimited(members, groups, callsPerSecond) {
  const weather = { rateLimit: { callsPerSecond } };
  const { ms, calls, planMegabytes, megabytes, what } = await provision({ members, groups }, weather);
  const refused = calls.filter(({ status }) => status === 429).length;
  const row = ratioOf(ms, ((calls.length - refused) / callsPerSecond) * 1000, 'ms');
  return [
    {
      what: `time ${what} at ${callsPerSecond} calls a second`,
      ...row,
      ratio: `${row.ratio}; ${refused} of ${calls.length} calls refused`,
    },
    { what: `peak memory ${what}, beside planning it`, ...ratioOf(megabytes, planMegabytes, 'MB') },
  ];
}

/**
 * Prints rows of the table as they are measured.
 * @param {readonly Row[]} rows
 */
function tell(rows) {
  for (const { what, found, floor, ratio } of rows) console.log(`| ${what} | ${found} | ${floor} | ${ratio} |`);
  return rows;
}

/**
 * How time grows from one size to another, as an exponent: 1 is in step with the size.
 * @param {readonly Row[]} small
 * @param {readonly Row[]} large
 * @param {number} times how many times larger
 * @returns {Row}
 */
function growth(small, large, times) {
  const exponent = (/** @type {'found' | 'floor'} */ side) => {
    const [from, to] = [small, large].map((rows) => Number.parseInt(String(rows[0]?.[side]).replaceAll(',', ''), 10));
    return `n^${(Math.log(Number(to) / Number(from)) / Math.log(times)).toFixed(2)}`;
  };
  return {
    what: `growth of a plan's time, ${times} times as many`,
    found: exponent('found'),
    floor: exponent('floor'),
    ratio: '',
  };
}

/**
 * Time, processor time and peak memory of `rollcall plan`, against a bare program that reads the same pages and parses them.
 * @param {number} members
 * @param {number} groups
 * @param {number} rounds
 * @returns {Promise<Row[]>}
 */
async function measurePlan(members, groups, rounds) {
  const { seed, yaml, json } = makeTeam({ members, groups, changes: Math.round(members / 100) });
  write('seed.json', JSON.stringify(seed));
  write('team.yaml', yaml);
  write('team.json', json);
  const simulator = await startSimulatorProcess(join(folder, 'seed.json'));
  const common = { folder, env: simulator.env, notesUsage: true };
  const { plan, floor } = await compare(rounds, {
    plan: { ...common, args: [rollcall, 'plan'] },
    floor: { ...common, args: [floorPlan, 'team.json'] },
  });
  simulator.stop();
  const what = `plan, ${count(members)} members in ${groups} groups`;
  return [
    { what: `${what}: time`, ...ratioOf(plan.ms, floor.ms, 'ms') },
    { what: `${what}: processor time`, ...ratioOf(plan.processorMs, floor.processorMs, 'ms') },
    { what: `${what}: peak memory`, ...ratioOf(plan.megabytes, floor.megabytes, 'MB') },
  ];
}

/** @returns {Promise<Row>} */
async function measureStart() {
  const { start, floor } = await compare(15, {
    start: { args: [rollcall, '--version'], folder },
    floor: { args: ['-e', '0'], folder },
  });
  const over = start.ms - 1.5 * floor.ms;
  const row = ratioOf(start.ms, floor.ms, 'ms');
  return {
    what: 'start: --version',
    ...row,
    ratio: `1.5 × floor ${over < 0 ? '-' : '+'} ${Math.abs(over).toFixed(0)} ms`,
  };
}

/**
 * @param {number} members
 * @returns {Promise<Row>}
 */
async function measureValidation(members) {
  const { yaml, json } = makeTeam({ members, groups: 50, changes: 0 });
  write('team.yaml', yaml);
  write('team.json', json);
  const { validate, floor } = await compare(9, {
    validate: { args: [rollcall, 'validate'], folder },
    floor: { args: ['-e', PARSE_JSON], folder },
  });
  return { what: `validate, ${count(members)} members`, ...ratioOf(validate.ms, floor.ms, 'ms') };
}

/**
 * @param {number} found
 * @param {number} floor
 * @param {'ms' | 'MB'} unit
 */
function ratioOf(found, floor, unit) {
  const print = (/** @type {number} */ number) => `${count(Math.round(number))} ${unit}`;
  return { found: print(found), floor: print(floor), ratio: (found / floor).toFixed(2) };
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString('en');
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  writeFileSync(join(folder, name), text);
}
