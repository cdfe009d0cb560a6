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
  /** @type {Row[]} */
  const rows = [
    await measureWrites(1000, 20),
    ...(await measurePlan(1000, 50, 9)),
    ...(await measurePlan(10_000, 250, 5)),
    ...(await measurePlan(20_000, 500, 5)),
    await measureStart(),
    await measureValidation(1000),
  ];
  console.log('| what | Rollcall | floor | ratio |\n|---|---|---|---|');
  for (const { what, found, floor, ratio } of rows) console.log(`| ${what} | ${found} | ${floor} | ${ratio} |`);
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * Calls that write, for inviting people and putting each into one of some new groups. The floor is what the API's
 * limits allow: 20 people a call, one call a group to create it, and one to fill it.
 * @param {number} members
 * @param {number} groups
 * @returns {Promise<Row>}
 */
async function measureWrites(members, groups) {
  const { seed, yaml } = makeNewcomers({ members, groups });
  write('seed.json', JSON.stringify(seed));
  write('team.yaml', yaml);
  const simulator = await startSimulatorProcess(join(folder, 'seed.json'));
  const before = (await simulator.calls()).length;
  await run({ args: [rollcall, 'apply', '--auto-approve'], folder, env: simulator.env });
  const calls = (await simulator.calls()).slice(before);
  simulator.stop();
  // Every reading route ends in one of these.
  const reading = /\/(list|list_v2|continue|continue_v2|job_status\/get(_v2)?|get_[a-z0-9_]+)$/;
  const writes = calls.filter((route) => !reading.test(route)).length;
  const floor = Math.ceil(members / 20) + 2 * groups;
  return {
    what: `writes to provision ${count(members)} people into ${groups} groups`,
    found: `${writes} calls`,
    floor: `${floor} calls`,
    ratio: (writes / floor).toFixed(2),
  };
}

/**
 * Time and peak memory of `rollcall plan`, against a bare program that reads the same pages and parses them.
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
  const common = { folder, env: simulator.env, notesMemory: true };
  const { plan, floor, yamlFloor } = await compare(rounds, {
    plan: { ...common, args: [rollcall, 'plan'] },
    floor: { ...common, args: [floorPlan, 'team.json'] },
    yamlFloor: { ...common, args: [floorPlan, 'team.yaml'] },
  });
  simulator.stop();
  const what = `plan, ${count(members)} members in ${groups} groups`;
  return [
    { what: `${what}: time`, ...ratioOf(plan.ms, floor.ms, 'ms') },
    { what: `${what}: time, floor reads the YAML`, ...ratioOf(plan.ms, yamlFloor.ms, 'ms') },
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
