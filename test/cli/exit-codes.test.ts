import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

const matchingFile = 'version: 1\nmembers:\n  - {email: ada@acme.com, role: team_admin}\n';
const refusedFile = 'version: 1\nsettings: {unmanaged_members: remove}\nmembers:\n  - {email: ada@acme.com}\n';

describe('an exit code', () => {
  it('is 0 when the team matches the file, even where changes would be told', async () => {
    team.workplace.write('team.yaml', matchingFile);
    const { code, stdout } = await team.workplace.run(['plan', '--detailed-exitcode']);
    expect(stdout).toContain('No changes. The team matches team.yaml.');
    expect(code).toBe(0);
  });

  it('is 0 for a plan with changes, unless more is asked for', async () => {
    expect((await team.workplace.run(['plan'])).code).toBe(0);
  });

  it('is 2 for a plan with changes when more is asked for', async () => {
    expect((await team.workplace.run(['plan', '--detailed-exitcode'])).code).toBe(2);
  });

  it('is 1 for a file with mistakes', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers:\n  - {emial: ada@acme.com}\n');
    const { code, stderr } = await team.workplace.run(['plan']);
    expect(stderr).toContain('Did you mean email?');
    expect(code).toBe(1);
    expect(team.simulator.log).toEqual([]);
  });

  it('is 1 when a file cannot be carried out on this team', async () => {
    team.workplace.write('team.yaml', 'version: 1\nteam: {id: dbtid:AAHother}\nmembers: []\n');
    const { code, stderr } = await team.workplace.run(['plan']);
    expect(stderr).toContain('the file is for dbtid:AAHother');
    expect(code).toBe(1);
  });

  it('is 1 when the API cannot be used', async () => {
    const { code, stderr } = await team.workplace.run(['plan'], { env: { DROPBOX_ACCESS_TOKEN: 'sl.wrong-token' } });
    expect(stderr).toMatch(/^Error: /m);
    expect(code).toBe(1);
  });

  it('is 1 when nobody is there', async () => {
    const { code, stderr } = await team.workplace.run(['plan', '--api-url', 'http://127.0.0.1:9']);
    expect(stderr).toContain('Error: ');
    expect(code).toBe(1);
  });

  it('is 1 as soon as one call is refused, though another one hangs', async () => {
    team.simulator.addFault({ kind: 'hang', route: 'groups/list' });
    team.simulator.addFault({ kind: 'status', route: 'members/list_v2', status: 403, body: 'no' });
    const { code, stderr } = await team.workplace.run(['plan']);
    expect(stderr).toContain('Error: ');
    expect(code).toBe(1);
  });

  it('is 3 when a guard refuses the plan, and for the apply too', async () => {
    team.workplace.write('team.yaml', refusedFile);
    const plan = await team.workplace.run(['plan', '--detailed-exitcode']);
    expect(plan.stdout).toContain('max_removals');
    expect(plan.code).toBe(3);
    const apply = await team.workplace.run(['apply', '--auto-approve']);
    expect(apply.stdout).toContain('max_removals');
    expect(apply.stderr).toContain('Nothing was changed.');
    expect(apply.code).toBe(3);
    expect(team.simulator.team.member('bob@acme.com')?.status).toBe('active');
  });

  it('is 0 for an apply that did everything', async () => {
    const { code, stdout } = await team.workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('Applied.');
    expect(code).toBe(0);
  });

  it('is 4 when a part failed', async () => {
    team.simulator.addFault({ kind: 'error', route: 'members/suspend', error: 'suspend_last_admin' });
    const { code, stdout } = await team.workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('Applied in part:');
    expect(stdout).toContain('suspend eve@acme.com');
    expect(code).toBe(4);
    expect(team.simulator.team.member('bob@acme.com')?.surname).toBe('Baumeister');
  });

  it('is 5 when the plan is not the expected one', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const { code, stderr } = await team.workplace.run(['apply', '--auto-approve', '--expect', digest]);
    expect(stderr).toContain('Nothing was changed.');
    expect(code).toBe(5);
    expect(team.simulator.team.member('tom@acme.com')).toBeUndefined();
  });

  it.each([
    [['plan', '--formt', 'json'], 'Did you mean --format?'],
    [['paln'], 'Did you mean plan?'],
    [['plan', '--format', 'xml'], 'Allowed choices are text, json, markdown, html.'],
    [['plan', '--now', '2026-02-30'], 'Write a date like 2026-12-31'],
    [['plan', '--now', 'tomorrow'], 'Write a date like 2026-12-31'],
    [['apply', '--parallelism', '0'], 'Write a whole number from 1 to 16.'],
    [['apply', '--expect', 'abc'], 'Write the whole digest'],
    [['apply', '--override-guard', 'max_removal'], 'Did you mean max_removals?'],
    [['plan', '--yaml-diff', '--format', 'json'], 'exclude each other'],
    [['plan', 'surplus'], 'Too many arguments'],
  ])('is 1 for %j, with one clear message', async (argv, message) => {
    const { code, stderr } = await team.workplace.run(argv);
    expect(stderr).toContain(message);
    expect(stderr.toLowerCase().match(/error:/g)).toHaveLength(1);
    expect(code).toBe(1);
  });

  it('is 0 for help and for the version', async () => {
    expect(await team.workplace.run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    for (const name of ['validate', 'plan', 'apply', 'export', 'schema', 'simulator', 'demo']) {
      const { code, stdout } = await team.workplace.run([name, '-h']);
      expect(stdout).toContain(`Usage: rollcall ${name}`);
      expect(stdout).toContain('--api-url');
      expect(code).toBe(0);
    }
  });
});
