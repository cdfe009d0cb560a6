import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSummarySchema } from '../../src/model/run-summary.js';
import { driftJsonSchema } from '../../src/plan/drift-schema.js';
import type { Clock } from '../../src/provider.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { expectGolden } from '../guards/golden.js';
import { startTeam } from './command-line.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/drift.schema.json'), 'utf8'));
const isDrift = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

const NOW = Date.parse('2026-11-22T12:00:00Z');

const file = `version: 1
members:
  # The founders.
  - {email: ada@acme.com, role: team_admin, groups: [Engineering]}
  - {email: grace@acme.com, role: team_admin}
  - email: bob@acme.com # the builder
    role: member_only
    groups: [Engineering]
  - {email: eve@acme.com, status: suspended}
  - {email: tom@acme.com, given_name: Tom, groups: [Engineering]}
groups:
  - name: Engineering
`;

interface DifferenceJson {
  readonly address: string;
  readonly attribute: string | null;
  readonly member: string | null;
  readonly cause: { readonly by?: { readonly tag: string } };
}

let team: Awaited<ReturnType<typeof startTeam>>;
let now = NOW;

/** A clock that is set by hand, and in which nobody waits; while somebody would, something may be done. */
const clock = (meanwhile: () => void = () => undefined): Clock => ({
  now: () => now,
  sleep: async () => meanwhile(),
});

/** A team that was made equal to its file a week ago. */
async function start(options: SimulatorOptions = {}): Promise<void> {
  now = NOW - 7 * 86_400_000;
  team = await startTeam({ clock: () => now, ...options });
  team.workplace.write('team.yaml', file);
  const { code, stderr } = await run('apply', '--auto-approve');
  expect(code, stderr).toBe(0);
  now = NOW - 86_400_000;
}

const run = (...argv: readonly string[]) => team.workplace.run(argv, { clock: clock() });
const drift = (...argv: readonly string[]) => run('drift', ...argv);
const driftJson = async (...argv: readonly string[]) => JSON.parse((await drift('--format', 'json', ...argv)).stdout);

const user = (email: string) => ({ '.tag': 'email', email });
const group = (name: string) => ({ '.tag': 'group_id', group_id: team.simulator.team.group(name)?.group_id });
const at = 'grace@acme.com';

/** What three people do by hand: Bob leaves Engineering; Grace makes him an admin, frees Eve, removes Tom. */
function driftByHand(): void {
  const { simulator } = team;
  const bob = user('bob@acme.com');
  simulator.perform('groups/members/remove', { group: group('Engineering'), users: [bob] }, 'bob@acme.com');
  now += 3_600_000;
  simulator.perform('members/set_admin_permissions', { user: bob, new_role: 'support_admin' }, at);
  simulator.perform('members/unsuspend', { user: user('eve@acme.com') }, at);
  simulator.perform('members/remove', { user: user('tom@acme.com'), wipe_data: false }, at);
  now = NOW;
}

beforeEach(() => start());
afterEach(() => team.close());

describe('drift', () => {
  it('says that there is none, exits with 0, and does not ask the log', async () => {
    const { code, stdout } = await drift();
    expect(stdout).toContain('No drift. The team matches team.yaml.');
    expect(code).toBe(0);
    expect(team.simulator.log.filter(({ route }) => route.startsWith('team_log'))).toEqual([]);
  });

  it('tells who did what, when and by which way, people first, and what somebody chose for themselves', async () => {
    driftByHand();
    const { code, stdout } = await drift();
    expectGolden('drift.txt', stdout);
    expect(code).toBe(2);
    expect((await drift('--format', 'markdown')).stdout).toContain('## 🔴 Drift: 1 person has power that the file');
  });

  it('tells the same in JSON, which fits the published schema', async () => {
    expect(schema).toEqual(driftJsonSchema());
    expect(JSON.parse((await run('schema', '--drift')).stdout)).toEqual(schema);
    driftByHand();
    const found = await driftJson();
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
    driftByHand();
    const { digest } = await driftJson();
    now += 40 * 86_400_000;
    const later = await driftJson();
    expect(later.digest).toBe(digest);
    expect(later.differences[0].cause).toEqual({ tag: 'not-logged' });
    team.simulator.perform('members/suspend', { user: user('eve@acme.com'), wipe_data: false }, at);
    expect((await driftJson()).digest).not.toBe(digest);
  });

  it('goes on without names, and says why, where the token may not read the log', async () => {
    driftByHand();
    const token = team.simulator.mint({ scopes: ['team_info.read', 'members.read', 'groups.read'] });
    const { code, stdout } = await team.workplace.run(['drift'], {
      clock: clock(),
      env: { DROPBOX_ACCESS_TOKEN: token },
    });
    expect(code).toBe(2);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/Who did it is not known\. .*events\.read/);
    expect(stdout).toContain('by:   not known');
  });

  it('reads the log through empty pages, short ones and cursors that die', async () => {
    await team.close();
    const [events, next] = ['team_log/get_events', 'team_log/get_events/continue'];
    await start({
      pageSize: 2,
      faults: [
        { route: events, kind: 'empty_page', times: 2 },
        { route: next, kind: 'invalid_cursor', nth: 2 },
        { route: next, kind: 'short_page', entries: 1, after: 2, times: 3 },
        { route: next, kind: 'error', nth: 4, error: { '.tag': 'reset', reset: '2026-11-01T00:00:00Z' } },
      ],
    });
    driftByHand();
    const { stdout } = await drift();
    expect(stdout.match(/by: {3}grace@acme\.com/g)).toHaveLength(3);
    expect(stdout).not.toContain('not in the log');
    // Two searches, of members and of groups, and two that began anew.
    expect(team.simulator.log.filter(({ route }) => route === events)).toHaveLength(4);
  });

  it('takes what is gone at a second reading for an apply at work, and not for drift', async () => {
    const bob = user('bob@acme.com');
    const set = (role: string) =>
      team.simulator.perform('members/set_admin_permissions', { user: bob, new_role: role }, at);
    set('support_admin');
    const healed = await team.workplace.run(['drift'], { clock: clock(() => set('member_only')) });
    expect(healed.stdout).toContain('No drift.');
    expect(healed.code).toBe(0);
  });

  it('says so, and tells only what stays, where the team does not hold still', async () => {
    const { simulator } = team;
    simulator.perform('members/unsuspend', { user: user('eve@acme.com') }, at);
    let count = 0;
    const rename = () => {
      count += 1;
      simulator.perform(
        'groups/update',
        { group: group('Engineering'), new_group_external_id: `E${count}`, return_members: false },
        at,
      );
    };
    team.workplace.write('team.yaml', file.replace('name: Engineering', 'name: Engineering\n    external_id: grp'));
    const { stdout, code } = await team.workplace.run(['drift', '--format', 'json'], { clock: clock(rename) });
    const { settled, differences } = JSON.parse(stdout);
    expect([settled, code]).toEqual([false, 2]);
    expect(differences.map(({ address }: { address: string }) => address)).toEqual(['member.eve@acme.com']);
  });

  it('counts people and groups in no file only with --unmanaged, and then tells who let them in', async () => {
    team.simulator.perform('members/add_v2', { new_members: [{ member_email: 'new@acme.com' }] }, at);
    const { code, stdout } = await drift();
    expect([code, stdout]).toEqual([0, expect.stringContaining('Members in no file, left alone: new@acme.com')]);
    const counted = await drift('--unmanaged');
    expect(counted.code).toBe(2);
    expect(counted.stdout).toMatch(
      /~ new@acme\.com\n {6}team: on the team \("invited"\)\n {6}file: .*\n {6}by: {3}grace@acme\.com/,
    );
    expect(counted.stdout.replace(/\s+/g, ' ')).toContain(
      '6 differences are in no file, and an apply leaves that alone',
    );
    expect((await drift('--unmanaged', '--adopt')).code).toBe(0);
    expect((await drift('--unmanaged')).stdout).toContain('No drift.');
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('never names a member without an admin role who did it to somebody else', async () => {
    const { simulator } = team;
    team.workplace.write(
      'team.yaml',
      file.replace(
        'name: Engineering',
        'name: Engineering\n    management: user_managed\n    members: [{email: bob@acme.com, access: owner}]',
      ),
    );
    await run('apply', '--auto-approve');
    simulator.perform(
      'groups/members/remove',
      { group: group('Engineering'), users: [user('ada@acme.com')] },
      'bob@acme.com',
    );
    const { stdout } = await drift();
    expect(stdout).toContain('by:   a member without an admin role, ');
    expect(stdout).not.toContain('bob@acme.com,');
  });

  it('tells an apply of its own from what was done by hand', async () => {
    await team.close();
    await start({ apiActor: 'app' });
    team.workplace.write('team.yaml', file.replace('status: suspended', 'status: active'));
    const { stdout } = await drift();
    expect(stdout).toContain('by:   the app "Simulated app", 2026-11-15 12:00 UTC, through the API');
    expect(stdout.replace(/\s+/g, ' ')).toContain('it may be the file that has moved since');
  });

  it('calls what a day in the file asks for due, and nobody its cause', async () => {
    const lapsing = file.replace('role: member_only', 'role: member_only\n    until: 2026-11-20');
    team.workplace.write('team.yaml', lapsing);
    const { stdout } = await drift();
    expect(stdout).toContain('by:   nobody: a day that the file names has come');
    team.simulator.perform('members/suspend', { user: user('bob@acme.com'), wipe_data: false }, at);
    team.simulator.perform('members/unsuspend', { user: user('bob@acme.com') }, at);
    expect((await drift()).stdout).toContain('by:   grace@acme.com, 2026-11-21');
  });

  it('is told of a saved team without a token, and then names nobody', async () => {
    driftByHand();
    await run('export', '--snapshot', '--out', 'live.json');
    const { code, stdout } = await team.workplace.run(['drift', '--live', 'live.json'], {
      clock: clock(),
      env: { DROPBOX_ACCESS_TOKEN: '' },
    });
    expect(code).toBe(2);
    expect(stdout).toContain('by:   not known');
  });

  it('shows nobody in full with --privacy, and no patch that would', async () => {
    driftByHand();
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, code } = await drift('--format', format, '--privacy', 'masked');
      expect(stdout).not.toMatch(/\b(ada|grace|bob|eve|tom)@acme\.com|"Tom"/);
      expect(stdout).toContain('e…e@acme.com');
      expect(code).toBe(2);
    }
    const { stderr, code } = await drift('--format', 'patch', '--privacy', 'masked');
    expect(stderr).toContain('A patch that hid people could not be applied.');
    expect(code).toBe(1);
  });

  it('hands the issue over in a run folder, drifted or clean again', async () => {
    driftByHand();
    const found = await drift('--run-folder', 'run');
    expect([found.code, found.stderr]).toEqual([2, expect.stringContaining('Wrote the run folder run.')]);
    const summary = runSummarySchema.parse(JSON.parse(team.workplace.read('run/run.json')));
    expect(summary).toMatchObject({ command: 'drift', team: 'team', outcome: 'drift', exitCode: 2, isComplete: true });
    expect(summary.counts).toMatchObject({ changes: 5, roleChanges: 1 });
    expect(`sha256:${summary.digest}`).toBe((await driftJson()).digest);
    expect(team.workplace.read('run/comment.md')).toContain('## 🔴 Drift: 1 person has power');
    await run('apply', '--auto-approve', '--override-guard', 'max_removals');
    expect((await drift('--run-folder', 'run')).code).toBe(0);
    expect(JSON.parse(team.workplace.read('run/run.json'))).toMatchObject({ outcome: 'clean', exitCode: 0 });
    expect(team.workplace.read('run/comment.md')).toContain('## ✅ Clean again');
  });

  it('says in the run folder what is wrong with the file', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{emial: x@acme.com}]\n');
    expect((await drift('--run-folder', 'run')).code).toBe(1);
    expect(JSON.parse(team.workplace.read('run/run.json'))).toMatchObject({ outcome: 'invalid', command: 'drift' });
  });
});

describe('drift --adopt', () => {
  it('writes what the team is into the file, comments and order kept, so that nothing is left to plan', async () => {
    driftByHand();
    const { code, stderr } = await drift('--adopt');
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
    expect((await run('plan')).stdout).toContain('No changes.');
    expect((await drift()).code).toBe(0);
  });

  it('takes only the people and groups that are named, and tells of those of whom nothing differs', async () => {
    driftByHand();
    const unknown = await drift('--adopt', 'eve@acme.com', 'nobody@acme.com');
    expect(unknown.stderr).toContain('Nothing differs about nobody@acme.com.');
    expect([unknown.code, team.workplace.read('team.yaml')]).toEqual([1, file]);
    expect((await drift('--adopt', 'EVE@acme.com')).code).toBe(0);
    expect(team.workplace.read('team.yaml')).toBe(file.replace('status: suspended', 'status: active'));
    expect((await driftJson()).differences.map(({ address }: { address: string }) => address)).not.toContain(
      'member.eve@acme.com',
    );
  });

  it('takes people and groups in whom no file names, when they are named', async () => {
    expect((await drift('--adopt', 'w@acme.com', 'Sales')).code).toBe(0);
    const text = team.workplace.read('team.yaml');
    expect(text).toContain('- email: w@acme.com');
    expect(text).toContain('- name: Sales');
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('shows nobody with --privacy, and writes everybody into the file', async () => {
    driftByHand();
    const { stdout, stderr, code } = await drift('--adopt', '--privacy', 'masked');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).not.toMatch(/@acme\.com/);
    expect(team.workplace.read('team.yaml')).toContain('{email: eve@acme.com, status: active}');
  });

  it('gives the same as a patch that git applies', async () => {
    driftByHand();
    const { stdout } = await drift('--format', 'patch');
    const { status, stderr } = spawnSync('git', ['apply', '-'], {
      cwd: team.workplace.folder,
      input: stdout,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('edits the files that are included, each where it says what differs', async () => {
    team.workplace.write('people.yaml', file.replace('version: 1\n', ''));
    team.workplace.write('team.yaml', 'version: 1\ninclude: [people.yaml]\n');
    driftByHand();
    expect((await drift('--adopt')).code).toBe(0);
    expect(team.workplace.read('team.yaml')).toBe('version: 1\ninclude: [people.yaml]\n');
    expect(team.workplace.read('people.yaml')).toContain('{email: eve@acme.com, status: active}');
    expect((await run('plan')).stdout).toContain('No changes.');
  });

  it('leaves to people what a file cannot say without changing what holds for everybody', async () => {
    team.workplace.write(
      'team.yaml',
      file.replace('members:', 'defaults: {member: {groups: [Gone]}}\nmembers:').concat('  - name: Gone\n'),
    );
    const { code, stderr } = await drift('--adopt');
    expect(code).toBe(2);
    expect(stderr).toContain('Left as they differ, for a person to decide: group.Gone');
  });

  it('writes into no standard input, and in one format', async () => {
    const piped = await team.workplace.run(['drift', '-f', '-', '--adopt'], { stdin: file });
    expect(piped.stderr).toContain('Standard input cannot be written into.');
    expect((await drift('--adopt', '--format', 'json')).code).toBe(1);
    expect(readdirSync(team.workplace.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the other answer to drift', () => {
  it('is an apply, after which the team is what the file says', async () => {
    driftByHand();
    const { code } = await run('apply', '--auto-approve', '--override-guard', 'max_removals');
    expect(code).toBe(0);
    expect((await drift()).code).toBe(0);
    expect(team.simulator.team.member('bob@acme.com')?.role ?? 'member_only').toBe('member_only');
    expect(team.simulator.team.member('eve@acme.com')?.status).toBe('suspended');
  });
});
