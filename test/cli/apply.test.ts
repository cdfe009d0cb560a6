import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

/** Whether the team is as it was: nobody was asked to change anything. */
function isUntouched(): boolean {
  return team.simulator.team.member('tom@acme.com') === undefined;
}

describe('an apply', () => {
  it('changes the team, so that the next plan is empty', async () => {
    const apply = await team.workplace.run(['apply', '--auto-approve']);
    expect(apply.stdout).toContain('Plan: 1 to add, 1 to change, 1 to suspend.');
    expect(apply.stdout).toContain('Applied.');
    const plan = await team.workplace.run(['plan', '--detailed-exitcode']);
    expect(plan.stdout).toContain('No changes.');
    expect(plan.code).toBe(0);
  });

  it('tells how far it is on standard error, and nothing there with --quiet', async () => {
    const loud = await team.workplace.run(['apply', '--auto-approve']);
    expect(loud.stderr).toContain('Applying 4 operations…');
    const other = await startTeam();
    try {
      other.workplace.write('team.yaml', changesFile);
      const quiet = await other.workplace.run(['apply', '--auto-approve', '--quiet']);
      expect(quiet.stderr).toBe('');
      expect(quiet.stdout).toContain('Applied.');
    } finally {
      await other.close();
    }
  });

  it('tells problems with --quiet all the same', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: nobody}]\n');
    const { code, stderr } = await team.workplace.run(['apply', '--auto-approve', '-q']);
    expect(stderr).toContain('team.yaml:2:');
    expect(code).toBe(1);
  });

  it('does not ask when there is nothing to do', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: []\n');
    const argv = ['apply', '--report', 'report.json'];
    const { code, stdout, stderr } = await team.workplace.run(argv, { types: 'yes\n' });
    expect(stdout).toContain('No changes.');
    expect(stderr).not.toContain('Do you want');
    expect(code).toBe(0);
    expect(JSON.parse(team.workplace.read('report.json'))).toMatchObject({ operations: [], interrupted: false });
  });

  it('goes on after a typed yes', async () => {
    const { code, stderr } = await team.workplace.run(['apply'], { types: 'yes\n' });
    expect(stderr).toContain('Do you want to carry this out on the Dropbox team Acme Inc?');
    expect(code).toBe(0);
    expect(team.simulator.team.member('tom@acme.com')?.status).toBe('invited');
  });

  it.each([
    ['no', 'no\n'],
    ['y', 'y\n'],
    ['an empty line', '\n'],
    ['YES', 'YES\n'],
    ['the end of input', null],
  ])('stops after %s', async (_, types) => {
    const { code, stderr } = await team.workplace.run(['apply'], { types });
    expect(stderr).toContain('Apply cancelled. Nothing was changed.');
    expect(code).toBe(1);
    expect(isUntouched()).toBe(true);
  });

  it('takes an interrupt at the question for a no', async () => {
    const asks = (stderr: string) => stderr.includes('Only "yes"');
    const { code, stderr } = await team.workplace.run(['apply'], { types: '', interruptWhen: asks });
    expect(stderr).toContain('Apply cancelled. Nothing was changed.');
    expect(code).toBe(1);
    expect(isUntouched()).toBe(true);
  });

  it('shows the plan and says what to do where nobody can be asked', async () => {
    const { code, stdout, stderr } = await team.workplace.run(['apply']);
    expect(stdout).toContain('Plan: 1 to add');
    expect(stderr).toContain('--auto-approve');
    expect(code).toBe(1);
    expect(isUntouched()).toBe(true);
  });

  it('ends at once when it is interrupted while it reads the team', async () => {
    team.simulator.addFault({ kind: 'delay', route: 'members/list_v2', ms: 300 });
    const reads = (stderr: string) => stderr.includes('groups/list: 200');
    const { code, stderr } = await team.workplace.run(['apply', '--auto-approve', '--verbose'], {
      interruptWhen: reads,
    });
    expect(stderr).toContain('Interrupted. Nothing was changed.');
    expect(code).toBe(130);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(isUntouched()).toBe(true);
  });

  it('finishes the calls in flight when it is interrupted, and reports the rest as not started', async () => {
    team.simulator.addFault({ kind: 'delay', route: 'members/add_v2', ms: 100 });
    const { code, stdout, stderr } = await team.workplace.run(['apply', '--auto-approve', '--parallelism', '1'], {
      interruptWhen: (text) => text.includes('Applying'),
    });
    expect(stderr).toContain('finishing the calls in flight');
    expect(stdout).toContain('Interrupted:');
    expect(stdout).toContain('Not started');
    expect(code).toBe(130);
    const again = await team.workplace.run(['apply', '--auto-approve']);
    expect(again.code).toBe(0);
    expect((await team.workplace.run(['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  it('writes a report that names every operation and the guards that were overridden', async () => {
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${changesFile}`);
    const argv = ['apply', '--auto-approve', '--report', 'report.json'];
    expect((await team.workplace.run(argv)).code).toBe(3);
    const { code, stdout } = await team.workplace.run([...argv, '--override-guard', 'max_removals']);
    expect(stdout).toContain('Overridden for this run: max_removals');
    expect(stdout).toContain('Guards overridden for this run: max_removals.');
    expect(code).toBe(0);
    const report = JSON.parse(team.workplace.read('report.json'));
    expect(report).toMatchObject({ format_version: 1, overridden_guards: ['max_removals'], counts: { failed: 0 } });
    expect(report.operations).toHaveLength(report.counts.succeeded + report.counts.already_done);
  });

  it('does not begin when its report could not be written', async () => {
    const { code, stderr } = await team.workplace.run(['apply', '--auto-approve', '--report', 'missing/report.json']);
    expect(stderr).toContain('missing/report.json cannot be written');
    expect(code).toBe(1);
    expect(team.simulator.log).toEqual([]);
  });

  it('tells each failure at once, and at the end what to do', async () => {
    team.simulator.addFault({ kind: 'error', route: 'members/suspend', error: 'suspend_last_admin' });
    const { stdout, stderr } = await team.workplace.run(['apply', '--auto-approve']);
    expect(stderr).toMatch(/Failed: suspend eve@acme\.com: .+ \(suspend_last_admin\)/);
    expect(stdout).toContain('rollcall apply again');
  });

  it('reads a team file from standard input', async () => {
    const { code } = await team.workplace.run(['apply', '-f', '-', '--auto-approve'], { stdin: changesFile });
    expect(code).toBe(0);
    expect(isUntouched()).toBe(false);
  });

  it('goes on when its digest is the expected one', async () => {
    const plan = JSON.parse((await team.workplace.run(['plan', '--format', 'json'])).stdout);
    const { code } = await team.workplace.run(['apply', '--auto-approve', '--expect', plan.digest]);
    expect(code).toBe(0);
  });

  it('shows changes as a diff of YAML when asked to', async () => {
    const { stdout } = await team.workplace.run(['apply', '--yaml-diff', '--color', 'never'], { types: 'no\n' });
    expect(stdout).toContain('-surname: Builder\n+surname: Baumeister');
  });
});

describe('applying a saved plan', () => {
  beforeEach(async () => {
    expect((await team.workplace.run(['plan', '--out', 'plan.json'])).code).toBe(0);
  });

  it('does what was reviewed, without the team file', async () => {
    team.workplace.write('team.yaml', 'not: a team file');
    const { code, stdout } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(stdout).toContain('Applied.');
    expect(code).toBe(0);
  });

  it('goes on with less, when a part was done by hand', async () => {
    const [eve] = [team.simulator.team.member('eve@acme.com')];
    const user = { '.tag': 'team_member_id', team_member_id: eve?.team_member_id };
    team.simulator.perform('members/suspend', { user, wipe_data: false });
    const { code, stdout } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(stdout).toContain('Plan: 1 to add, 1 to change.');
    expect(code).toBe(0);
  });

  it('has nothing to do the second time', async () => {
    await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    const { code, stdout } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(stdout).toContain('No changes.');
    expect(code).toBe(0);
  });

  it('refuses when something new would be done, and shows both plans', async () => {
    const bob = team.simulator.team.member('bob@acme.com');
    const user = { '.tag': 'team_member_id', team_member_id: bob?.team_member_id };
    team.simulator.perform('members/set_profile_v2', { user, new_surname: 'Bauer' });
    const { code, stdout, stderr } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(stdout).toContain('The plan that was reviewed:');
    expect(stdout).toContain('"Builder" -> "Baumeister"');
    expect(stdout).toContain('The plan now:');
    expect(stdout).toContain('"Bauer" -> "Baumeister"');
    expect(stderr).toContain('update member.bob@acme.com');
    expect(code).toBe(5);
    expect(isUntouched()).toBe(true);
  });

  it('refuses a plan file that was edited', async () => {
    const plan = team.workplace.read('plan.json');
    team.workplace.write('plan.json', plan.replace('Baumeister', 'Evil'));
    const { code, stderr } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(stderr).toContain('was changed after it was saved');
    expect(code).toBe(1);
    expect(isUntouched()).toBe(true);
  });

  it('refuses to be given a team file as well', async () => {
    const { code, stderr } = await team.workplace.run(['apply', 'plan.json', '-f', 'team.yaml', '--auto-approve']);
    expect(stderr).toContain('exclude each other');
    expect(code).toBe(1);
  });
});

describe('recovering somebody', () => {
  it('takes back, in the same run, what the file does not grant', async () => {
    const { simulator, workplace } = team;
    const bob = simulator.team.member('bob@acme.com');
    const user = { '.tag': 'team_member_id', team_member_id: bob?.team_member_id };
    simulator.perform('members/remove', { user, wipe_data: false, keep_account: false });
    workplace.write(
      'team.yaml',
      'version: 1\nmembers:\n  - {email: bob@acme.com, surname: Baumeister}\n  - {email: ada@acme.com}\n' +
        'groups:\n  - {name: Engineering, members: [ada@acme.com]}\n',
    );
    const { code, stdout, stderr } = await workplace.run(['apply', '--auto-approve']);
    expect(stdout).toContain('Applied.');
    expect(stderr).toContain('Bringing recovered people in line');
    expect(code).toBe(0);
    expect(simulator.team.member('bob@acme.com')).toMatchObject({ status: 'active', surname: 'Baumeister' });
    expect(simulator.team.group('Engineering')?.members).toEqual([{ email: 'ada@acme.com', access: 'member' }]);
    expect((await workplace.run(['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  it('says so, with exit code 4, when the team cannot be read a second time', async () => {
    const { simulator, workplace } = team;
    const bob = simulator.team.member('bob@acme.com');
    const user = { '.tag': 'team_member_id', team_member_id: bob?.team_member_id };
    simulator.perform('members/remove', { user, wipe_data: false, keep_account: false });
    workplace.write('team.yaml', 'version: 1\nmembers:\n  - {email: bob@acme.com}\n');
    simulator.addFault({ kind: 'status', status: 403, body: 'no', route: 'members/list_v2', after: 1 });
    const { code, stderr } = await workplace.run(['apply', '--auto-approve']);
    expect(stderr).toContain('Warning: recovered, but not yet brought in line: bob@acme.com');
    expect(code).toBe(4);
  });
});
