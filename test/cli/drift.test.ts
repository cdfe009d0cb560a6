import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSummarySchema } from '../../src/model/run-summary.js';
import { driftJsonSchema } from '../../src/plan/drift-schema.js';
import { expectGolden } from '../guards/golden.js';
import { admin, DriftedTeam, teamFile, user } from './drifted-team.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/drift.schema.json'), 'utf8'));
const isDrift = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

interface DifferenceJson {
  readonly address: string;
  readonly attribute: string | null;
  readonly member: string | null;
  readonly cause: { readonly by?: { readonly tag: string } };
}

let team: DriftedTeam;

beforeEach(async () => {
  team = await DriftedTeam.start();
});
afterEach(() => team.close());

describe('drift', () => {
  it('says that there is none, exits with 0, and does not ask the log', async () => {
    const { code, stdout } = await team.drift();
    expect(stdout).toContain('No drift. The team matches team.yaml.');
    expect(code).toBe(0);
    expect(team.simulator.log.filter(({ route }) => route.startsWith('team_log'))).toEqual([]);
  });

  it('tells who did what, when and by which way, people first, and what somebody chose for themselves', async () => {
    team.driftByHand();
    const { code, stdout } = await team.drift();
    expectGolden('drift.txt', stdout);
    expect(code).toBe(2);
    expect((await team.drift('--format', 'markdown')).stdout).toContain(
      '## 🔴 Drift: 1 person has power that the file',
    );
  });

  it('tells the same in JSON, which fits the published schema', async () => {
    expect(schema).toEqual(driftJsonSchema());
    expect(JSON.parse((await team.run('schema', '--drift')).stdout)).toEqual(schema);
    team.driftByHand();
    const found = await team.driftJson();
    expect(isDrift(found), JSON.stringify(isDrift.errors)).toBe(true);
    const told = (found.differences as DifferenceJson[]).map(({ address, attribute, member, cause }) => [
      ...[address, attribute, member, cause.by?.tag],
    ]);
    expect(told).toEqual([
      ['group.Engineering', 'members', 'bob@acme.com', 'themselves'],
      ['group.Engineering', 'members', 'tom@acme.com', 'admin'],
      ['member.bob@acme.com', 'role', null, 'admin'],
      ['member.eve@acme.com', 'status', null, 'admin'],
      ['member.tom@acme.com', null, null, 'admin'],
    ]);
  });

  it('has one fingerprint for the same differences, whenever and by whomever, and another for others', async () => {
    team.driftByHand();
    const { digest } = await team.driftJson();
    team.advanceDays(40);
    const later = await team.driftJson();
    expect(later.digest).toBe(digest);
    expect(later.differences[0].cause).toEqual({ tag: 'not-logged' });
    team.simulator.perform('members/suspend', { user: user('eve@acme.com'), wipe_data: false }, admin);
    expect((await team.driftJson()).digest).not.toBe(digest);
  });

  it('goes on without names, and says why, where the token may not read the log', async () => {
    team.driftByHand();
    const token = team.simulator.mint({ scopes: ['team_info.read', 'members.read', 'groups.read'] });
    const { code, stdout } = await team.workplace.run(['drift'], {
      clock: team.clock(),
      env: { DROPBOX_ACCESS_TOKEN: token },
    });
    expect(code).toBe(2);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Who did it is not known\. .*events\.read/);
    expect(stdout).toContain('by:   not known');
  });

  it('reads the log through empty pages, short ones and cursors that die', async () => {
    await team.close();
    const [events, next] = ['team_log/get_events', 'team_log/get_events/continue'];
    team = await DriftedTeam.start({
      pageSize: 2,
      faults: [
        { route: events, kind: 'empty_page', times: 2 },
        { route: next, kind: 'invalid_cursor', nth: 2 },
        { route: next, kind: 'short_page', entries: 1, after: 2, times: 3 },
        { route: next, kind: 'error', nth: 4, error: { '.tag': 'reset', reset: '2026-11-01T00:00:00Z' } },
      ],
    });
    team.driftByHand();
    const { stdout } = await team.drift();
    expect(stdout.match(/by: {3}grace@acme\.com/g)).toHaveLength(3);
    expect(stdout).not.toContain('not in the log');
    // Two searches, of members and of groups, and two that began anew.
    expect(team.simulator.log.filter(({ route }) => route === events)).toHaveLength(4);
  });

  it('takes what is gone at a second reading for an apply at work, and not for drift', async () => {
    const bob = user('bob@acme.com');
    const set = (role: string) =>
      team.simulator.perform('members/set_admin_permissions', { user: bob, new_role: role }, admin);
    set('support_admin');
    const healed = await team.workplace.run(['drift'], { clock: team.clock(() => set('member_only')) });
    expect(healed.stdout).toContain('No drift.');
    expect(healed.code).toBe(0);
  });

  it('says so, and tells only what stays, where the team does not hold still', async () => {
    const { simulator } = team;
    simulator.perform('members/unsuspend', { user: user('eve@acme.com') }, admin);
    let count = 0;
    const rename = () => {
      count += 1;
      simulator.perform(
        'groups/update',
        { group: team.group('Engineering'), new_group_external_id: `E${count}`, return_members: false },
        admin,
      );
    };
    team.workplace.write('team.yaml', teamFile.replace('name: Engineering', 'name: Engineering\n    external_id: grp'));
    const { stdout, code } = await team.workplace.run(['drift', '--format', 'json'], { clock: team.clock(rename) });
    const { settled, differences } = JSON.parse(stdout);
    expect([settled, code]).toEqual([false, 2]);
    expect(differences.map(({ address }: { address: string }) => address)).toEqual(['member.eve@acme.com']);
  });

  it('counts people and groups in no file only with --unmanaged, and then tells who let them in', async () => {
    team.simulator.perform('members/add_v2', { new_members: [{ member_email: 'new@acme.com' }] }, admin);
    const { code, stdout } = await team.drift();
    expect([code, stdout]).toEqual([0, expect.stringContaining('Members in no file, left alone: new@acme.com')]);
    const counted = await team.drift('--unmanaged');
    expect(counted.code).toBe(2);
    expect(counted.stdout).toMatch(
      /~ new@acme\.com\n {6}team: on the team \("invited"\)\n {6}file: .*\n {6}by: {3}grace@acme\.com/,
    );
    expect(counted.stdout.replace(/\s+/g, ' ')).toContain(
      '6 differences are in no file, and an apply leaves that alone',
    );
    expect(counted.stdout).toContain('Undo:  rollcall apply undoes none of it now.');
    expect((await team.drift('--unmanaged', '--adopt')).code).toBe(0);
    expect((await team.drift('--unmanaged')).stdout).toContain('No drift.');
    expect((await team.run('plan')).stdout).toContain('No changes.');
  });

  it('never names a member without an admin role who did it to somebody else', async () => {
    const { simulator } = team;
    team.workplace.write(
      'team.yaml',
      teamFile.replace(
        'name: Engineering',
        'name: Engineering\n    management: user_managed\n    members: [{email: bob@acme.com, access: owner}]',
      ),
    );
    await team.run('apply', '--auto-approve');
    simulator.perform(
      'groups/members/remove',
      { group: team.group('Engineering'), users: [user('ada@acme.com')] },
      'bob@acme.com',
    );
    const { stdout } = await team.drift();
    expect(stdout).toContain('by:   a member without an admin role, ');
    expect(stdout).not.toContain('bob@acme.com,');
  });

  it('tells an apply of its own from what was done by hand', async () => {
    await team.close();
    team = await DriftedTeam.start({ apiActor: 'app' });
    team.workplace.write('team.yaml', teamFile.replace('status: suspended', 'status: active'));
    const { stdout } = await team.drift();
    expect(stdout).toContain('by:   the app "Simulated app", 2026-11-15 12:00 UTC, through the API');
    expect(stdout.replace(/\s+/g, ' ')).toContain('it may be the file that has moved since');
  });

  it('calls what a day in the file asks for due, and nobody its cause', async () => {
    const lapsing = teamFile.replace('role: member_only', 'role: member_only\n    until: 2026-11-20');
    team.workplace.write('team.yaml', lapsing);
    const { stdout } = await team.drift();
    expect(stdout).toContain('by:   nobody: a day that the file names has come');
    team.simulator.perform('members/suspend', { user: user('bob@acme.com'), wipe_data: false }, admin);
    team.simulator.perform('members/unsuspend', { user: user('bob@acme.com') }, admin);
    expect((await team.drift()).stdout).toContain('by:   grace@acme.com, 2026-11-21');
  });

  it('is told of a saved team without a token, and then names nobody', async () => {
    team.driftByHand();
    await team.run('export', '--snapshot', '--out', 'live.json');
    const { code, stdout } = await team.workplace.run(['drift', '--live', 'live.json'], {
      clock: team.clock(),
      env: { DROPBOX_ACCESS_TOKEN: '' },
    });
    expect(code).toBe(2);
    expect(stdout).toContain('by:   not known');
  });

  it('shows nobody in full with --privacy, and no patch that would', async () => {
    team.driftByHand();
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, code } = await team.drift('--format', format, '--privacy', 'masked');
      expect(stdout).not.toMatch(/\b(ada|grace|bob|eve|tom)@acme\.com|"Tom"/);
      expect(stdout).toContain('e…e@acme.com');
      expect(code).toBe(2);
    }
    const { stderr, code } = await team.drift('--format', 'patch', '--privacy', 'masked');
    expect(stderr).toContain('A patch that hid people could not be applied.');
    expect(code).toBe(1);
  });

  it('hands the issue over in a run folder, drifted or clean again', async () => {
    team.driftByHand();
    const found = await team.drift('--run-folder', 'run');
    expect([found.code, found.stderr]).toEqual([2, expect.stringContaining('Wrote the run folder run.')]);
    const summary = runSummarySchema.parse(JSON.parse(team.workplace.read('run/run.json')));
    expect(summary).toMatchObject({ command: 'drift', team: 'team', outcome: 'drift', exitCode: 2, isComplete: true });
    expect(summary.counts).toMatchObject({ changes: 5, roleChanges: 1 });
    expect(`sha256:${summary.digest}`).toBe((await team.driftJson()).digest);
    expect(team.workplace.read('run/comment.md')).toContain('## 🔴 Drift: 1 person has power');
    await team.run('apply', '--auto-approve', '--override-guard', 'max_removals');
    expect((await team.drift('--run-folder', 'run')).code).toBe(0);
    expect(JSON.parse(team.workplace.read('run/run.json'))).toMatchObject({ outcome: 'clean', exitCode: 0 });
    expect(team.workplace.read('run/comment.md')).toContain('## ✅ Clean again');
  });

  it('says in the run folder what is wrong with the file', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{emial: x@acme.com}]\n');
    expect((await team.drift('--run-folder', 'run')).code).toBe(1);
    expect(JSON.parse(team.workplace.read('run/run.json'))).toMatchObject({ outcome: 'invalid', command: 'drift' });
  });
});
