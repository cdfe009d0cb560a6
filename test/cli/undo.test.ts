import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;
let now: number;

beforeEach(async () => {
  now = Date.parse('2026-11-22T12:00:00Z');
  team = await startTeam({ clock: () => now });
});
afterEach(() => team.close());

const clock = { now: () => now, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
const rollcall = (...argv: string[]) => team.workplace.run(argv, { clock });
const exported = async () => (await rollcall('export')).stdout;

/** Applies a file, with its report. */
async function apply(file: string): Promise<void> {
  team.workplace.write('team.yaml', file);
  const { code, stdout, stderr } = await rollcall('apply', '--auto-approve', '--report', 'report.json');
  expect(code, stdout + stderr).toBe(0);
  expect(stderr).toContain('Wrote the report to report.json. To take the run back: rollcall undo report.json');
}

const people = `version: 1
guards: {max_removals: 50%, max_group_deletions: 100%}
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: grace@acme.com, role: team_admin}
`;

describe('undo', () => {
  it('gives everybody back what they were, and says what it cannot', async () => {
    const before = await exported();
    await apply(changesFile);
    const { code, stdout, stderr } = await rollcall('undo', 'report.json', '--auto-approve');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('Plan: 1 to change, 1 to unsuspend, 1 to remove.');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Note: tom@acme.com: the invitation is cancelled, but a mail that was sent cannot be called back.',
    );
    expect(stderr).toContain('Unless team.yaml is reverted, the next apply does again what is undone now.');
    expect(await exported()).toBe(before);
  });

  it('shows nobody in full with --privacy masked, from the plan to what is left to do', async () => {
    await apply(changesFile);
    const masked = ['undo', 'report.json', '--privacy', 'masked'];
    const told = [
      await rollcall(...masked, '--dry-run', '--yaml-diff'),
      await rollcall(...masked, '--edit', '--auto-approve'),
      await rollcall(...masked, '--edit', '--auto-approve'),
    ];
    expect(told.map(({ code }) => code)).toEqual([0, 0, 0]);
    const text = told.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(text).toContain('t…m@acme.com');
    expect(text).not.toMatch(/[a-z.]{2,}@acme\.com/);
  });

  it('shows the plan and changes nothing with --dry-run, or where nobody can be asked', async () => {
    await apply(changesFile);
    const after = await exported();
    expect((await rollcall('undo', 'report.json', '--dry-run')).code).toBe(0);
    const asked = await rollcall('undo', 'report.json');
    expect({ code: asked.code, told: asked.stderr.includes('Add --auto-approve') }).toEqual({ code: 1, told: true });
    expect(asked.stdout).toContain('member.eve@acme.com will be unsuspended');
    expect(await exported()).toBe(after);
  });

  it('saves a plan that apply carries out, and not when the team has changed since', async () => {
    const before = await exported();
    await apply(changesFile);
    const saved = await rollcall('undo', 'report.json', '--out', 'undo.json');
    expect(saved.stderr).toContain('To carry it out: rollcall apply undo.json');
    team.simulator.perform('members/set_profile_v2', {
      user: { '.tag': 'email', email: 'bob@acme.com' },
      new_surname: 'Brown',
    });
    expect((await rollcall('apply', 'undo.json', '--auto-approve')).code).toBe(5);
    const anew = await rollcall('undo', 'report.json', '--out', 'undo.json');
    expect(anew.stdout.replace(/\s+/g, ' ')).toContain(
      'bob@acme.com: the surname was changed again since that run, and stays as it is.',
    );
    expect((await rollcall('apply', 'undo.json', '--auto-approve')).code).toBe(0);
    expect(await exported()).toBe(before.replace('surname: Builder', 'surname: Brown'));
  });

  it('recovers people with their roles and groups while that is possible', async () => {
    const before = await exported();
    await apply(`${people}  - {email: bob@acme.com, status: removed}\n  - {email: eve@acme.com, status: removed}\n`);
    const { code, stdout } = await rollcall('undo', 'report.json', '--auto-approve');
    expect(code).toBe(0);
    expect(stdout).toContain('member.bob@acme.com will be recovered');
    expect(await exported()).toBe(before);
  });

  it('invites anew who cannot be recovered any more, and says so', async () => {
    await apply(`${people}  - {email: bob@acme.com, status: removed}\n`);
    now += 8 * 86_400_000;
    const { stdout } = await rollcall('undo', 'report.json', '--auto-approve');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Warning: bob@acme.com can no longer be recovered, and is invited anew: with an empty account, and only once accepted.',
    );
    expect(stdout).toContain('member.bob@acme.com will be added (invited)');
    const bob = team.simulator.team.snapshot().members?.findLast(({ email }) => email === 'bob@acme.com');
    expect(bob).toMatchObject({ status: 'invited', surname: 'Builder', external_id: 'E3' });
  });

  it('says where files went, and that devices were wiped', async () => {
    const offboarding = '{transfer_files_to: grace@acme.com, transfer_admin: ada@acme.com, wipe_devices: true}';
    await apply(`${people}  - {email: bob@acme.com, status: removed, offboarding: ${offboarding}}\n`);
    const { stdout } = await rollcall('undo', 'report.json', '--dry-run');
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('bob@acme.com: linked devices were told to delete their Dropbox files');
    expect(words).toContain('bob@acme.com: the files went to grace@acme.com, and stay there.');
    expect(words).toContain('bob@acme.com can no longer be recovered, and is invited anew');
  });

  it('creates deleted groups anew with their people, and deletes those that the run created', async () => {
    const before = await exported();
    await apply(
      `${people}settings: {unmanaged_groups: delete}\ngroups:\n  - {name: Ops, members: [ada@acme.com], management: user_managed}\n`,
    );
    const { code, stdout } = await rollcall('undo', 'report.json', '--auto-approve');
    expect(code, stdout).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'The group Sales is created anew: it has another id, and what was shared with the old one is not shared with it.',
    );
    expect(stdout).toContain('(created by the run that is undone)');
    expect(await exported()).toBe(before);
  });

  it('is held to the guards of the team file', async () => {
    await apply(`${people}  - {email: tom@acme.com}\n`);
    team.workplace.write('team.yaml', `${people.replace('{max', '{protected_members: [tom@acme.com], max')}`);
    const { code, stdout } = await rollcall('undo', 'report.json', '--auto-approve');
    expect({ code, told: stdout.includes('tom@acme.com is protected') }).toEqual({ code: 3, told: true });
    expect(stdout).not.toContain('in report.json.');
  });

  it('edits the team file on demand, comments kept, so that nothing is planned again', async () => {
    const file = changesFile.replace('  - {email: eve', '  # on leave\n  - {email: eve');
    await apply(file);
    expect((await rollcall('undo', 'report.json', '--auto-approve', '--edit')).stderr).toContain('Wrote team.yaml.');
    const edited = team.workplace.read('team.yaml');
    expect(edited).toContain('  # on leave\n  - {email: eve@acme.com, status: active}\n');
    expect(edited).toContain('surname: Builder');
    expect(edited).not.toContain('tom@acme.com');
    expect((await rollcall('plan', '--detailed-exitcode')).code).toBe(0);
    const again = await rollcall('undo', 'report.json', '--edit');
    expect(again.stdout).toContain('Nothing to undo: of what report.json tells, the team has nothing any more.');
    expect(again.stderr).toContain('team.yaml asks for nothing of what is undone.');
    expect(team.workplace.read('team.yaml')).toBe(edited);
  });

  it('leaves alone what the run failed to do, and somebody did by hand since', async () => {
    team.simulator.addFault({ kind: 'error', error: 'other', route: 'members/add_v2', times: 9 });
    team.workplace.write('team.yaml', changesFile);
    expect((await rollcall('apply', '--auto-approve', '--report', 'report.json')).code).toBe(4);
    team.simulator.perform('members/add_v2', { new_members: [{ member_email: 'tom@acme.com' }] });
    const { code, stdout } = await rollcall('undo', 'report.json', '--auto-approve');
    expect({ code, isTom: stdout.includes('tom@acme.com') }).toEqual({ code: 0, isTom: false });
  });

  it('is undone in its turn', async () => {
    await apply(changesFile);
    const after = await exported();
    await rollcall('undo', 'report.json', '--auto-approve', '--report', 'undone.json');
    expect((await rollcall('undo', 'undone.json', '--auto-approve')).code).toBe(0);
    expect(await exported()).toBe(after);
  });

  it('refuses what is no report, and the report of another team', async () => {
    await apply(changesFile);
    await rollcall('plan', '--out', 'plan.json');
    const plan = await rollcall('undo', 'plan.json');
    expect(plan.code).toBe(1);
    expect(plan.stderr).toContain('the report plan.json is a saved plan');
    team.workplace.write('other.yaml', `team: {id: 'dbtid:other'}\n${changesFile}`);
    const other = await rollcall('undo', 'report.json', '-f', 'other.yaml');
    expect(other.stderr).toContain('the report is of the Dropbox team Acme Inc (dbtid:AAHacme)');
    expect((await rollcall('undo', 'nothing.json')).stderr).toContain('nothing.json cannot be read');
    const early = await rollcall('undo', 'report.json', '--dry-run', '--edit');
    expect(early.stderr).toContain('--edit comes after the undo is carried out.');
  });
});
