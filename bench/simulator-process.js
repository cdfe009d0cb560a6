// @ts-check
// Serves a team from a process of its own, so that the simulator's work does not count as Rollcall's.
import { readFileSync } from 'node:fs';
import { startSimulator } from '../dist/simulator/index.js';

const seed = JSON.parse(readFileSync(String(process.argv[2]), 'utf8'));
const options = JSON.parse(String(process.argv[3]));
const simulator = await startSimulator({ seed, asyncJobs: 'never', ...options });

process.on('message', (message) => {
  if (message === 'calls') process.send?.({ calls: simulator.log.map(({ route, status }) => ({ route, status })) });
});
process.on('disconnect', () => process.exit());
process.send?.({ url: simulator.url, token: simulator.token });
