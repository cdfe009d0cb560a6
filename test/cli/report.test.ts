import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
});
afterEach(() => team.close());

describe('report', () => {
  it('lists members as a table with all columns where no terminal limits it', async () => {
    const { code, stdout, stderr } = await team.workplace.run(['report', 'members']);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^team_member_id +email +status +role .* groups$/);
    expect(stdout).toMatch(/bob@acme\.com +active +member_only +Bob +Builder +E3 .*Engineering/);
    expect(stderr).toContain('8 rows.');
  });

  it('keeps to the 80 columns of a terminal, and says which columns it has no room for', async () => {
    const { stdout, stderr } = await team.workplace.run(['report', 'members', '--color', 'never'], { isTty: true });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^email/);
    expect(stderr).toContain('no room for team_member_id');
  });

  it('writes CSV that is nothing but CSV', async () => {
    const { stdout } = await team.workplace.run(['report', 'admins', '--format', 'csv']);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('team_member_id,email,role,status,given_name,surname,external_id,joined_on');
    expect(rows.map((row) => row.split(',').slice(1, 4).join(','))).toEqual([
      'ada@acme.com,team_admin,active',
      'grace@acme.com,team_admin,active',
    ]);
  });

  it('writes JSON with the team it is about', async () => {
    const { stdout } = await team.workplace.run(['report', 'groups', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      format_version: 1,
      report: 'groups',
      team: { name: 'Acme Inc' },
      rows: expect.arrayContaining([
        expect.objectContaining({ name: 'Engineering', members: ['ada@acme.com', 'bob@acme.com'] }),
        expect.objectContaining({ name: 'Sales', member_count: 1 }),
      ]),
    });
  });

  it('lists a saved team without a token', async () => {
    await team.workplace.run(['export', '--snapshot', '--out', 'live.json']);
    const env = { DROPBOX_ACCESS_TOKEN: '' };
    const saved = await team.workplace.run(['report', 'members', '--live', 'live.json', '--format', 'csv'], { env });
    const read = await team.workplace.run(['report', 'members', '--format', 'csv']);
    expect(saved).toEqual(read);
  });

  it('lists nobody rather than a part when the team cannot be read', async () => {
    team.simulator.addFault({ kind: 'status', status: 403, body: 'no', route: 'groups/list' });
    const { code, stdout, stderr } = await team.workplace.run(['report', 'members']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Error: ');
  });

  it('names the lists there are when another, or none, is asked for', async () => {
    const wrong = await team.workplace.run(['report', 'membrs']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('members, groups, admins, invitations, inactive');
    expect((await team.workplace.run(['report'])).stderr).toContain("Missing required argument 'list'");
  });
});

describe('report lapses', () => {
  const file = `version: 1
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: bob@acme.com, until: 2026-12-01}
  - {email: eve@acme.com, until: 2027-02-01}
  - {email: w@acme.com, status: suspended, until: 2026-12-01}
  - {email: x@acme.com, status: removed, offboarding: {grace_period: 14d}}
groups:
  - name: Sales
    membership: additive
    members: [{email: eve@acme.com, until: 2026-11-30}, {email: bob@acme.com, until: 2026-11-01}]
`;
  const now = '2026-11-22T12:00:00Z';

  it('lists last days and removals, soonest first, and the same for the same time', async () => {
    const team = await startTeam({ clock: () => Date.parse(now) });
    try {
      team.workplace.write('team.yaml', file);
      team.simulator.perform('members/suspend', { user: { '.tag': 'email', email: 'x@acme.com' } });
      const { stdout, code } = await team.workplace.run(['report', 'lapses', '--now', now]);
      expect(code).toBe(0);
      expect(stdout).toBe(
        `due               days  email         what              group  source
2026-12-01T00:00  8     eve@acme.com  leaves the group  Sales  team.yaml:11
2026-12-02T00:00  9     bob@acme.com  suspended                team.yaml:4
2026-12-06T12:00  14    x@acme.com    removed                  team.yaml:7
`,
      );
      const later = await team.workplace.run(['report', 'lapses', '--now', now, '--days', '90', '--format', 'json']);
      expect(JSON.parse(later.stdout)).toMatchObject({ report: 'lapses', days: 90, rows: { length: 4 } });
      const plan = await team.workplace.run(['plan', '--now', now]);
      const note =
        'Lapses in the next 30 days: bob@acme.com (until 2026-12-01), eve@acme.com in Sales (until 2026-11-30).';
      expect(plan.stdout.replace(/\s+/g, ' ')).toContain(`Note: ${note} (team.yaml:11)`);
      expect(plan.stdout.replace(/\s+/g, ' ')).toContain('removal due on 2026-12-06 12:00 UTC');
      const validated = await team.workplace.run(['validate', '--now', now]);
      expect(validated.stdout).toContain(note);
    } finally {
      await team.close();
    }
  });
});
