import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriftedTeam, teamFile } from './drifted-team.js';

let team: DriftedTeam;

beforeEach(async () => {
  team = await DriftedTeam.start();
});
afterEach(() => team.close());

describe('drift --adopt', () => {
  it('writes what the team is into the file, comments and order kept, so that nothing is left to plan', async () => {
    team.driftByHand();
    const { code, stderr } = await team.drift('--adopt');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Wrote team.yaml. Next: rollcall plan')]);
    expect(team.workplace.read('team.yaml')).toBe(`version: 1
members:
  # The founders.
  - {email: ada@acme.com, role: team_admin, groups: [Engineering]}
  - {email: grace@acme.com, role: team_admin}
  - email: bob@acme.com # the builder
    role: support_admin
  - {email: eve@acme.com, status: active}
groups:
  - name: Engineering
`);
    expect((await team.run('plan')).stdout).toContain('No changes.');
    expect((await team.drift()).code).toBe(0);
  });

  it('takes only the people and groups that are named, and tells of those of whom nothing differs', async () => {
    team.driftByHand();
    const unknown = await team.drift('--adopt', 'eve@acme.com', 'nobody@acme.com');
    expect(unknown.stderr).toContain('Nothing differs about nobody@acme.com.');
    expect([unknown.code, team.workplace.read('team.yaml')]).toEqual([1, teamFile]);
    expect((await team.drift('--adopt', 'EVE@acme.com')).code).toBe(0);
    expect(team.workplace.read('team.yaml')).toBe(teamFile.replace('status: suspended', 'status: active'));
    expect((await team.driftJson()).differences.map(({ address }: { address: string }) => address)).not.toContain(
      'member.eve@acme.com',
    );
  });

  it('takes people and groups in whom no file names, when they are named', async () => {
    expect((await team.drift('--adopt', 'w@acme.com', 'Sales')).code).toBe(0);
    const text = team.workplace.read('team.yaml');
    expect(text).toContain('- email: w@acme.com');
    expect(text).toContain('- name: Sales');
    expect((await team.run('plan')).stdout).toContain('No changes.');
  });

  it('shows nobody with --privacy, and writes everybody into the file', async () => {
    team.driftByHand();
    const { stdout, stderr, code } = await team.drift('--adopt', '--privacy', 'masked');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).not.toMatch(/@acme\.com/);
    expect(team.workplace.read('team.yaml')).toContain('{email: eve@acme.com, status: active}');
  });

  it('gives the same as a patch that git applies', async () => {
    team.driftByHand();
    const { stdout } = await team.drift('--format', 'patch');
    const { status, stderr } = spawnSync('git', ['apply', '-'], {
      cwd: team.workplace.folder,
      input: stdout,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect((await team.run('plan')).stdout).toContain('No changes.');
  });

  it('edits the files that are included, each where it says what differs', async () => {
    team.workplace.write('people.yaml', teamFile.replace('version: 1\n', ''));
    team.workplace.write('team.yaml', 'version: 1\ninclude: [people.yaml]\n');
    team.driftByHand();
    expect((await team.drift('--adopt')).code).toBe(0);
    expect(team.workplace.read('team.yaml')).toBe('version: 1\ninclude: [people.yaml]\n');
    expect(team.workplace.read('people.yaml')).toContain('{email: eve@acme.com, status: active}');
    expect((await team.run('plan')).stdout).toContain('No changes.');
  });

  it('leaves to people what a file cannot say without changing what holds for everybody', async () => {
    team.workplace.write(
      'team.yaml',
      teamFile.replace('members:', 'defaults: {member: {groups: [Gone]}}\nmembers:').concat('  - name: Gone\n'),
    );
    const { code, stderr } = await team.drift('--adopt');
    expect(code).toBe(2);
    expect(stderr).toContain('Left as they differ, for a person to decide: group.Gone');
  });

  it('writes into no standard input, and in one format', async () => {
    const piped = await team.workplace.run(['drift', '-f', '-', '--adopt'], { stdin: teamFile });
    expect(piped.stderr).toContain('Standard input cannot be written into.');
    expect((await team.drift('--adopt', '--format', 'json')).code).toBe(1);
    expect(readdirSync(team.workplace.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the other answer to drift', () => {
  it('is an apply, after which the team is what the file says', async () => {
    team.driftByHand();
    const { code } = await team.run('apply', '--auto-approve', '--override-guard', 'max_removals');
    expect(code).toBe(0);
    expect((await team.drift()).code).toBe(0);
    expect(team.simulator.team.member('bob@acme.com')?.role ?? 'member_only').toBe('member_only');
    expect(team.simulator.team.member('eve@acme.com')?.status).toBe('suspended');
  });
});
