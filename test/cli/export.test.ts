import { existsSync, mkdirSync, readdirSync } from 'node:fs';
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

describe('an export in several files', () => {
  const rollcall = (...argv: string[]) => team.workplace.run(argv);
  const exporting = (...options: string[]) => rollcall('export', '--out', 'team.yaml', ...options);
  const files = () => readdirSync(team.workplace.folder, { recursive: true }).map(String).sort();
  const isEmptyPlan = async () => (await rollcall('plan', '--detailed-exitcode')).code === 0;

  it('puts people together whose addresses begin alike, so many to a file, and changes nothing', async () => {
    const { code, stderr } = await exporting('--split-by', 'size:2');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Wrote team.yaml and 8 files in people/.');
    expect(team.workplace.read('team.yaml')).toContain('include: [people/*.yaml]\n');
    expect(team.workplace.read('team.yaml')).not.toContain('members:');
    expect(team.workplace.read('people/a.yaml')).toContain('  - email: ada@acme.com\n');
    expect(team.workplace.read('people/a.yaml')).toContain('    groups: [Engineering]\n');
    expect(await isEmptyPlan()).toBe(true);
  });

  it('names the folder of the parts as the team file was named', async () => {
    mkdirSync(team.workplace.path('teams'));
    const { code, stderr } = await rollcall('export', '--out', 'teams/team.yaml', '--split-by', 'size:500');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Wrote teams/team.yaml and ');
    expect(stderr).toContain(' in teams/people/.');
    expect(files()).toContain('teams/people');
    const again = await rollcall('export', '--out', 'teams/team.yaml', '--split-by', 'size:500');
    expect(again.stderr).toContain('teams/team.yaml');
  });

  it('changes one file when somebody comes', async () => {
    await exporting('--split-by', 'size:500');
    const before = new Map(files().map((name) => [name, name.endsWith('.yaml') ? team.workplace.read(name) : '']));
    team.simulator.perform('members/add_v2', { new_members: [{ member_email: 'bea@acme.com' }] });
    const id = { '.tag': 'group_id', group_id: team.simulator.team.snapshot().groups?.[1]?.group_id };
    const bea = { user: { '.tag': 'email', email: 'bea@acme.com' }, access_type: 'member' };
    team.simulator.perform('groups/members/add', { group: id, members: [bea] });
    expect((await exporting('--split-by', 'size:500', '--force')).code).toBe(0);
    const changed = files().filter((name) => name.endsWith('.yaml') && before.get(name) !== team.workplace.read(name));
    expect(changed).toEqual(['people/b.yaml']);
    expect(await isEmptyPlan()).toBe(true);
  });

  it('splits a file that has grown too big, and leaves no former part behind', async () => {
    await exporting('--split-by', 'size:500');
    team.simulator.perform('members/add_v2', { new_members: [{ member_email: 'bea@acme.com' }] });
    const { code, stderr } = await exporting('--split-by', 'size:1', '--force');
    expect(code, stderr).toBe(0);
    expect(files().filter((name) => name.startsWith('people/b'))).toEqual(['people/be.yaml', 'people/bo.yaml']);
    expect(files().filter((name) => /\.(tmp|old)/.test(name))).toEqual([]);
    expect(await isEmptyPlan()).toBe(true);
  });

  it('takes groups for departments', async () => {
    await exporting('--split-by', 'department');
    expect(files().filter((name) => name.startsWith('people/'))).toEqual([
      'people/engineering.yaml',
      'people/others.yaml',
      'people/sales.yaml',
    ]);
    expect(team.workplace.read('people/sales.yaml')).toContain('- email: eve@acme.com');
    expect(await isEmptyPlan()).toBe(true);
    await exporting('--split-by', 'department:sa', '--force');
    expect(files().filter((name) => name.startsWith('people/'))).toEqual(['people/others.yaml', 'people/sales.yaml']);
  });

  it('replaces nothing unless told to, and never what it did not write', async () => {
    mkdirSync(team.workplace.path('people'));
    team.workplace.write('people/own.yaml', 'members: []\n');
    const refused = await exporting('--split-by', 'size:5');
    expect({ code: refused.code, files: files() }).toEqual({ code: 1, files: ['people', 'people/own.yaml'] });
    expect(refused.stderr).toContain('people/ holds files already.');
    const forced = await exporting('--split-by', 'size:5', '--force');
    expect(forced.stderr).toContain('people/own.yaml was not written by an export.');
    expect(files()).toEqual(['people', 'people/own.yaml']);
  });

  it.each([
    [['export', '--split-by', 'size:5'], 'Say where: --out team.yaml'],
    [['export', '--split-by', 'town', '--out', 'team.yaml'], 'It is size:NUMBER, department'],
    [['export', '--split-by', 'size:5', '--snapshot', '--out', 'team.yaml'], 'A snapshot is one file.'],
  ])('refuses %j', async (argv, words) => {
    const { code, stderr } = await team.workplace.run(argv);
    expect({ code, isTold: stderr.includes(words) }).toEqual({ code: 1, isTold: true });
  });
});
