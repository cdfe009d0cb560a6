import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/provider.js';
import { FakeClock } from '../dropbox/fake-clock.js';
import { changesFile, startTeam } from './command-line.js';

const time = new FakeClock();
const clock: Clock = { now: () => time.now(), sleep: (ms, signal) => time.sleep(ms, signal) };
/** Time stands still for whoever waits: they are still waiting when they are interrupted. */
const standing: Clock = { now: () => clock.now(), sleep: () => new Promise(() => {}) };

let team: Awaited<ReturnType<typeof startTeam>>;
beforeEach(async () => {
  team = await startTeam({ clock: () => clock.now() });
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

/** A command that is told to wait for five minutes, and interrupted in the middle of it. */
async function breakOffInsidePause(env: Record<string, string> = {}) {
  const { simulator, workplace } = team;
  simulator.addFault({ kind: 'rate_limit', route: 'members/list_v2', times: 1, retryAfterS: 300, body: 'text' });
  return workplace.run(['apply', '--auto-approve'], {
    clock: standing,
    env,
    interruptWhen: (stderr) => stderr.includes('Dropbox asks for a pause: going on in 300 s.'),
  });
}

describe('a pause that Dropbox asks for', () => {
  it('is kept by the next command, whatever it is, and told', async () => {
    const { simulator, workplace } = team;
    expect(await breakOffInsidePause()).toMatchObject({ code: 130 });
    // Readings that were under way when it came have had their answers.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const callsBefore = simulator.log.length;
    const { code, stderr } = await workplace.run(['plan'], { clock });
    expect(stderr).toContain('Dropbox asked an earlier command for a pause, which is not over: going on in 300 s.');
    expect(code).toBe(0);
    expect(simulator.log.length).toBeGreaterThan(callsBefore);
    expect(simulator.log.slice(callsBefore).filter(({ isDuringRetryAfter }) => isDuringRetryAfter)).toEqual([]);
    expect((await workplace.run(['plan'], { clock })).stderr).not.toContain('pause');
  });

  it('is not kept for another token, whose calls are counted apart', async () => {
    await breakOffInsidePause();
    const env = { DROPBOX_ACCESS_TOKEN: team.simulator.mint() };
    expect((await team.workplace.run(['plan'], { clock, env })).stderr).not.toContain('earlier command');
  });

  it('that cannot be kept is told with its reason, and the command goes on', async () => {
    team.workplace.write('file', '');
    const { stderr } = await breakOffInsidePause({ XDG_STATE_HOME: team.workplace.path('file') });
    expect(stderr).toMatch(/Warning: the next command will not know of Dropbox's pause: .*wait-[0-9a-f]{16}\.json: /);
  });
});
