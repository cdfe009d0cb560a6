import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
  await team.workplace.run(['apply', '--auto-approve']);
});
afterEach(() => team.close());

describe('log', () => {
  it('tells who did what to whom, the newest first', async () => {
    const { code, stdout, stderr } = await team.workplace.run(['log']);
    expect(code).toBe(0);
    const [header = '', ...rows] = stdout.trimEnd().split('\n');
    expect(header).toMatch(/^time +actor +via +event +members +groups +from +to$/);
    expect(stdout).toMatch(/api +member_change_status +eve@acme\.com +active +suspended/);
    expect(stdout).toMatch(/group_add_member +tom@acme\.com +Engineering/);
    const times = rows.map((row) => row.split(' ')[0]);
    expect(times).toEqual([...times].sort().reverse());
    expect(stderr).toContain(`${rows.length} events.`);
  });

  it('writes JSON and CSV', async () => {
    const { stdout } = await team.workplace.run(['log', '--format', 'json']);
    const { format_version, rows } = JSON.parse(stdout) as { format_version: number; rows: object[] };
    expect(format_version).toBe(1);
    expect(rows).toContainEqual(
      expect.objectContaining({ event: 'member_change_status', members: ['eve@acme.com'], to: 'suspended' }),
    );
    const csv = (await team.workplace.run(['log', '--format', 'csv'])).stdout.trimEnd().split('\n');
    expect(csv[0]).toBe('time,actor,via,event,members,groups,from,to');
    expect(csv.length).toBe(rows.length + 1);
  });

  it('leaves out what others did, and what was before', async () => {
    const all = (await team.workplace.run(['log', '--format', 'csv'])).stdout.split('\n').length;
    const nobody = await team.workplace.run(['log', '--actor', 'somebody@else.org', '--format', 'csv']);
    expect(nobody.stdout).toBe('time,actor,via,event,members,groups,from,to\n');
    expect(nobody.stderr).toContain('0 events.');
    const actor =
      ((await team.workplace.run(['log', '--format', 'csv'])).stdout.split('\n')[1] ?? '').split(',')[1] ?? '';
    expect(actor).not.toBe('');
    const own = await team.workplace.run(['log', '--actor', actor.toUpperCase(), '--format', 'csv']);
    expect(own.stdout.split('\n').length).toBe(all);
    const later = await team.workplace.run(['log', '--since', '2100-01-01']);
    expect(later.stderr).toContain('0 events.');
    expect((await team.workplace.run(['log', '--since', '12h', '--format', 'csv'])).stdout.split('\n').length).toBe(
      all,
    );
  });

  it('keeps to the 80 columns of a terminal', async () => {
    const { stdout } = await team.workplace.run(['log', '--color', 'never'], { isTty: true });
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('names the scope that a token lacks', async () => {
    const env = { DROPBOX_ACCESS_TOKEN: team.simulator.mint({ scopes: ['team_info.read', 'members.read'] }) };
    const { code, stderr } = await team.workplace.run(['log'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain('events.read');
  });

  it('says how to write a time', async () => {
    const { code, stderr } = await team.workplace.run(['log', '--since', 'yesterday']);
    expect(code).toBe(1);
    expect(stderr).toContain('7d or 12h');
  });
});
