import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
});
afterEach(() => team.close());

describe('an export', () => {
  it('writes a team file that changes nothing', async () => {
    const { code, stderr } = await team.workplace.run(['export', '--out', 'team.yaml']);
    expect(stderr).toContain('Wrote team.yaml.');
    expect(code).toBe(0);
    const plan = await team.workplace.run(['plan', '--detailed-exitcode']);
    expect(plan.stdout).toContain('No changes.');
    expect(plan.code).toBe(0);
  });

  it('goes to standard output, and is nothing but the file', async () => {
    const { stdout } = await team.workplace.run(['export']);
    const plan = await team.workplace.run(['plan', '-f', '-'], { stdin: stdout });
    expect(plan.stdout).toContain('No changes.');
  });

  it('does not replace a file unless told to', async () => {
    team.workplace.write('team.yaml', 'precious');
    const refused = await team.workplace.run(['export', '--out', 'team.yaml']);
    expect(refused.stderr).toContain('team.yaml exists already.');
    expect(refused.code).toBe(1);
    expect(team.workplace.read('team.yaml')).toBe('precious');
    expect((await team.workplace.run(['export', '--out', 'team.yaml', '--force'])).code).toBe(0);
    expect(team.workplace.read('team.yaml')).toContain('ada@acme.com');
  });

  it('leaves no file behind when the team cannot be read', async () => {
    team.simulator.addFault({ kind: 'status', status: 403, body: 'no', route: 'groups/list' });
    const { code } = await team.workplace.run(['export', '--out', 'team.yaml']);
    expect(code).toBe(1);
    expect(existsSync(team.workplace.path('team.yaml'))).toBe(false);
  });

  it('writes equal snapshots of equal teams', async () => {
    const first = await team.workplace.run(['export', '--snapshot']);
    const second = await team.workplace.run(['export', '--snapshot']);
    expect(JSON.parse(first.stdout)).toMatchObject({ format_version: 1, team: { name: 'Acme Inc' } });
    expect(second.stdout).toBe(first.stdout);
  });
});
