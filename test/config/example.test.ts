import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/app/clock.js';
import { makeSourceTree } from '../../src/app/source-tree.js';
import { documentFromLive } from '../../src/config/document-from-live.js';
import { formatTeamFile } from '../../src/config/format.js';
import { parseTeamFile } from '../../src/config/parse.js';
import { writeTeamFile } from '../../src/config/write.js';
import { createDropboxProvider } from '../../src/dropbox/index.js';
import type { LiveState } from '../../src/model/live-state.js';
import { makePlan } from '../../src/plan/plan.js';
import { readEverything } from '../../src/plan/read-needs.js';
import { parseSeed, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { lineOf, stateOf } from './memory-tree.js';

/** A day on which the intern of the example is still there. */
const NOW = Date.parse('2026-11-22T12:00:00Z');

let simulator: Simulator;
let live: LiveState;

beforeAll(async () => {
  const folder = new URL('../../examples/', import.meta.url);
  const seed = parseSeed(JSON.parse(readFileSync(new URL('live-team.json', folder), 'utf8')));
  simulator = await startSimulator({ seed, clock: () => NOW });
  const provider = createDropboxProvider({
    apiUrl: simulator.url,
    credentials: { tag: 'access-token', accessToken: simulator.token },
    clock: systemClock,
  });
  live = await provider.readLiveState(readEverything);
  await provider.close();
});

afterAll(() => simulator.close());

describe('the example team file', () => {
  it.each(['team.yaml', 'short-team.yaml'])('is laid out as fmt would lay it out: %s', (name) => {
    const text = readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
    expect(formatTeamFile(name, text)).toMatchObject({ ok: true, value: text });
  });

  it('has no problems', () => {
    const folder = new URL('../..', import.meta.url).pathname;
    const parsed = parseTeamFile('examples/team.yaml', makeSourceTree({ folder }));
    expect(parsed.diagnostics.map(lineOf)).toEqual([]);
  });

  it('plans a little of everything against the example team, and no guard refuses it', () => {
    const text = readFileSync(new URL('../../examples/team.yaml', import.meta.url), 'utf8');
    const plan = makePlan({ desired: stateOf(text), live, now: NOW });
    if (!plan.ok) throw new Error(plan.diagnostics.map(lineOf).join('\n'));
    expect(plan.value.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.value.summary).toEqual({
      add: 1,
      change: 4,
      suspend: 1,
      unsuspend: 0,
      recover: 1,
      remove: 1,
      group_add: 1,
      group_change: 4,
      group_remove: 0,
      membership_add: 4,
      membership_remove: 1,
    });
  });

  it('is written anew by an export, which then plans to nothing', () => {
    const plan = makePlan({ desired: stateOf(writeTeamFile(documentFromLive(live))), live, now: NOW });
    expect(plan.ok ? plan.value.changes : plan.diagnostics).toEqual([]);
  });
});
