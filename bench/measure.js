// @ts-check
import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const preload = join(here, 'note-usage.js');

/** The built command line. */
export const rollcall = join(here, '../dist/cli/main.js');
/** The bare program that a plan is measured against. */
export const floorPlan = join(here, 'floor-plan.js');

/**
 * @typedef {object} Program
 * @property {readonly string[]} args what Node runs
 * @property {string} folder where it runs
 * @property {Record<string, string>} [env]
 * @property {number} [exits] the exit code it has to end with; 0 unless given
 * @property {boolean} [notesUsage] whether its peak memory and processor time are wanted
 *
 * @typedef {{ ms: number, processorMs: number, megabytes: number }} Cost processor time is of all threads together
 */

/**
 * Runs a Node program once: its time from start to exit, what it used where that is wanted, and what it said.
 * @param {Program} program
 * @returns {Promise<Cost & { stdout: string }>}
 */
export function run({ args, folder, env = {}, exits = 0, notesUsage = false }) {
  const usageFile = join(folder, 'usage');
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, notesUsage ? ['--import', preload, ...args] : args, {
      cwd: folder,
      env: { ...env, BENCH_USAGE_FILE: usageFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const ms = performance.now() - startedAt;
      if (code !== exits)
        reject(new Error(`${args.join(' ')}: exit ${code}\n${stdout.slice(-1000)}\n${stderr.slice(-1000)}`));
      else {
        const { maxRSS, processorTime } = notesUsage
          ? JSON.parse(readFileSync(usageFile, 'utf8'))
          : { maxRSS: 0, processorTime: 0 };
        resolve({ ms, processorMs: processorTime / 1000, megabytes: maxRSS / 1024, stdout });
      }
    });
  });
}

/**
 * Measures programs in turns, so that what else the machine does meets them all, and answers with the least that each
 * took: whatever disturbs a program only makes it slower.
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, Program>} programs
 * @returns {Promise<Record<Name, Cost>>}
 */
export async function compare(rounds, programs) {
  const names = /** @type {Name[]} */ (Object.keys(programs));
  const least = /** @type {Record<Name, Cost>} */ ({});
  // The first round warms up the file cache and the simulator, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const { stdout: _said, ...cost } = await run(programs[name]);
      const known = round <= 1 ? cost : least[name];
      least[name] = {
        ms: Math.min(cost.ms, known.ms),
        processorMs: Math.min(cost.processorMs, known.processorMs),
        megabytes: Math.min(cost.megabytes, known.megabytes),
      };
    }
  }
  return least;
}

/**
 * Starts a simulator in a process of its own.
 * @param {string} seedFile
 * @param {{ latencyMs?: number, rateLimit?: { callsPerSecond: number } }} [options]
 */
export async function startSimulatorProcess(seedFile, options = {}) {
  const child = fork(join(here, 'simulator-process.js'), [seedFile, JSON.stringify(options)]);
  /** @returns {Promise<any>} */
  const answer = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    });
  const { url, token } = await answer();
  return {
    env: { DROPBOX_API_URL: url, DROPBOX_ACCESS_TOKEN: token },
    /** @returns {Promise<readonly { route: string, status: number }[]>} all calls so far */
    async calls() {
      const told = answer();
      child.send('calls');
      return (await told).calls;
    },
    stop: () => child.disconnect(),
  };
}
