import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import { type BuiltProgram, buildProgram } from './built-program.js';
import { startTeam } from './command-line.js';

// Real processes, killed for real, in front of a team whose jobs take their time.

let program: BuiltProgram;
beforeAll(() => {
  program = buildProgram();
}, 60_000);
afterAll(() => program.remove());

const file = `version: 1
members:
  - {email: ada@acme.com, role: team_admin, groups: [Engineering]}
  - {email: grace@acme.com}
  - {email: bob@acme.com, surname: Baumeister}
  - {email: eve@acme.com, status: removed}
  - {email: tom@acme.com, given_name: Tom, surname: Tester, groups: [Engineering, New]}
  - {email: tim@acme.com, groups: [New]}
groups:
  - {name: Engineering}
  - {name: New}
`;

/** With no `jobPolls`, every job is done when it is first asked for, which is a second after its launch. */
async function startSlowTeam({ onTestFinished }: TestContext, jobPolls = 0) {
  const team = await startTeam({ asyncJobs: 'always', jobPolls, latencyMs: 10 });
  onTestFinished(() => team.close());
  team.workplace.write('team.yaml', file);
  const { simulator, workplace } = team;
  // A token that renews itself: the renewal is a call too.
  const env = {
    PATH: process.env.PATH,
    HOME: workplace.folder,
    DROPBOX_API_URL: simulator.url,
    DROPBOX_APP_KEY: simulator.app.key,
    DROPBOX_REFRESH_TOKEN: simulator.app.refreshToken,
  };
  const start = (...more: string[]) => {
    const argv = [program.main, 'apply', '--auto-approve', ...more];
    const child = spawn(process.execPath, argv, { cwd: workplace.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    return { child, ended: collect(child) };
  };
  return { ...team, start };
}

function collect(child: ChildProcess) {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    texts.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    texts.stderr += String(chunk);
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...texts })),
  );
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

type SlowTeam = Awaited<ReturnType<typeof startSlowTeam>>;

const countOf = ({ simulator }: SlowTeam, route: string) => simulator.log.filter((call) => call.route === route).length;

function journalOf({ workplace }: SlowTeam): string {
  const folder = join(workplace.folder, '.local', 'state', 'rollcall');
  const name = readdirSync(folder).find((each) => each.endsWith('.ndjson')) ?? '';
  return readFileSync(join(folder, name), 'utf8');
}

const hasJournalled = (team: SlowTeam, tag: string) => () => {
  try {
    return journalOf(team).includes(`"tag":"${tag}"`);
  } catch {
    return false; // Not there yet.
  }
};

function expectDone({ simulator }: SlowTeam, { expect }: TestContext): void {
  const member = (email: string) => simulator.team.member(email);
  expect(member('tom@acme.com')).toMatchObject({ status: 'invited', groups: ['Engineering', 'New'] });
  expect(member('tim@acme.com')).toMatchObject({ status: 'invited', groups: ['New'] });
  expect(member('bob@acme.com')).toMatchObject({ surname: 'Baumeister' });
  expect(member('eve@acme.com')?.status).toBe('removed');
}

describe.concurrent('an apply that is killed', () => {
  it('leaves its job to the next one, which waits for it and sends nothing twice', async (context) => {
    const { expect } = context;
    const team = await startSlowTeam(context);
    const first = team.start();
    await until(hasJournalled(team, 'job-launched'));
    first.child.kill('SIGKILL');
    await first.ended;
    const sent = countOf(team, 'team/members/add_v2');
    const { code, stderr } = await team.start().ended;
    expect(stderr).toContain('An earlier run left');
    expect(code).toBe(0);
    expect(countOf(team, 'team/members/add_v2')).toBe(Math.max(1, sent));
    expect(countOf(team, 'team/members/remove')).toBe(1);
    expectDone(team, context);
  });

  it.for([40, 150, 300, 600, 1200])('is finished by the next one, killed after %i ms', async (ms, context) => {
    const { expect } = context;
    const team = await startSlowTeam(context);
    const first = team.start();
    // Counted from the first call, so that it strikes the run and not the loading of the program.
    await until(() => team.simulator.log.length > 0);
    await new Promise((resolve) => setTimeout(resolve, ms));
    first.child.kill('SIGKILL');
    await first.ended;
    const { code, stderr } = await team.start().ended;
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    expectDone(team, context);
    const invitations = team.simulator.team.events().filter((event) => JSON.stringify(event).includes('"invited"'));
    expect(invitations).toHaveLength(2);
  });
});

describe.concurrent('an apply that is killed while Dropbox has it wait', () => {
  it.for([
    ['at its first call', '*'],
    ['while it reads', 'members/list_v2'],
    ['while it writes', 'members/set_profile_v2'],
  ] as const)('leaves the wait to the next one, whose first call comes after it: %s', async ([, route], context) => {
    const { expect } = context;
    const team = await startSlowTeam(context);
    const { simulator } = team;
    simulator.addFault({ kind: 'rate_limit', route: `team/${route}`, times: 1, retryAfterS: 3, body: 'text' });
    const first = team.start();
    await until(() => simulator.log.some(({ status }) => status === 429));
    const endsAt = (simulator.log.find(({ status }) => status === 429)?.atMs ?? 0) + 3000;
    // Until it has heard of it.
    await new Promise((resolve) => setTimeout(resolve, 50));
    first.child.kill('SIGKILL');
    await first.ended;
    const callsBefore = simulator.log.length;
    const { code } = await team.start().ended;
    expect(code).toBe(0);
    expect(simulator.log[callsBefore]?.atMs).toBeGreaterThanOrEqual(endsAt);
    expectDone(team, context);
  });
});

describe.concurrent('an apply beside another one', () => {
  it('does not start, says which one is in the way, and starts once that has ended', async (context) => {
    const { expect } = context;
    const team = await startSlowTeam(context, 2);
    const first = team.start();
    await until(hasJournalled(team, 'job-launched'));
    const second = await team.start().ended;
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`another run is at work on this team: process ${first.child.pid}`);
    expect(second.stderr).toMatch(/counts as over from \d{4}-\d\d-\d\dT/);
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await team.start().ended).toMatchObject({ code: 0 });
    expectDone(team, context);
  });
});

describe.concurrent('an apply that is interrupted', () => {
  it('sees the end of its jobs, says what was not started, and is finished by the next one', async (context) => {
    const { expect } = context;
    const team = await startSlowTeam(context);
    const first = team.start('--parallelism', '1');
    await until(hasJournalled(team, 'job-launched'));
    first.child.kill('SIGTERM');
    const { code, stdout } = await first.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted:');
    expect(journalOf(team)).toContain('"tag":"job-ended"');
    expect(journalOf(team)).toContain('"tag":"run-ended"');
    expect(await team.start().ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('earlier run') });
    expectDone(team, context);
  });

  it('ends at once after a second signal, and leaves its job to the next one', async (context) => {
    const { expect } = context;
    const team = await startSlowTeam(context);
    const first = team.start();
    await until(hasJournalled(team, 'job-launched'));
    first.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const signalledAt = Date.now();
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 130 });
    expect(Date.now() - signalledAt).toBeLessThan(1000);
    expect(await team.start().ended).toMatchObject({ code: 0, stderr: expect.stringContaining('earlier run') });
    expectDone(team, context);
  });
});
