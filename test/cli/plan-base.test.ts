import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectGolden, withoutDigests } from '../guards/golden.js';
import { changesFile, startTeam } from './command-line.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const isPlan = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

/** Uninvites Tom, removes w, gives Bob a name and power, and lets itself do more than before. */
const nextFile = `guards: {max_removals: 90%}
settings: {offboarding: {wipe_devices: true}}
${changesFile
  .replace(/ {2}- \{email: tom.*\n/, '  - {email: w@acme.com, status: removed}\n')
  .replace('surname: Baumeister,', 'surname: Baumeister, given_name: Robert, role: billing_admin,')}`;

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('base.yaml', changesFile);
  team.workplace.write('team.yaml', nextFile);
});
afterEach(() => team.close());

async function planJson(...argv: readonly string[]) {
  const { stdout } = await team.workplace.run(['plan', '--format', 'json', ...argv]);
  return JSON.parse(stdout);
}

describe('plan --base', () => {
  it('shows apart what this change causes, what was different already, and what is no longer asked for', async () => {
    const { stdout, code } = await team.workplace.run(['plan', '--base', 'base.yaml']);
    expectGolden('plan-base.txt', withoutDigests(stdout));
    expect(code).toBe(0);
  });

  it('tells the same in JSON, which fits the published schema', async () => {
    const plan = await planJson('--base', 'base.yaml');
    expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
    expect(plan.changes.map(({ address, cause, drift }: Record<string, unknown>) => [address, cause, drift])).toEqual([
      ['member.bob@acme.com', 'both', ['/surname']],
      ['member.eve@acme.com', 'change', undefined],
      ['member.w@acme.com', 'change', undefined],
    ]);
    expect(plan.base.withdrawn.map(({ address, action }: Record<string, unknown>) => `${action} ${address}`)).toEqual([
      'update group.Engineering',
      'create member.tom@acme.com',
    ]);
    expect(plan.findings.filter(({ guard }: { guard: string }) => guard === 'relaxes-guard')).toHaveLength(2);
  });

  it('does not touch the digest, so that a plan is the same reviewed with it or without', async () => {
    const [withBase, without] = [await planJson('--base', 'base.yaml'), await planJson()];
    expect(withBase.digest).toBe(without.digest);
    expect(without).toMatchObject({ base: null, changes: [{ cause: null }, { cause: null }, { cause: null }] });
  });

  it('tells of all that it causes nothing when the file is the same', async () => {
    const { stdout } = await team.workplace.run(['plan', '-f', 'base.yaml', '--base', 'base.yaml']);
    expect(stdout).toContain('Caused by this change of the file:\n  Nothing: every change below was due before it');
    expect(stdout).toContain('eve@acme.com (suspended, due before this change)');
    expect(stdout).not.toContain('relaxes-guard');
  });

  it('tells what is no longer asked for even where nothing is left to do', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: ada@acme.com}]\n');
    const { stdout } = await team.workplace.run(['plan', '--base', 'base.yaml']);
    expect(stdout).toContain('No changes.');
    expect(stdout).toContain('member.eve@acme.com: suspended');
    expect(stdout).toContain('member.bob@acme.com: surname "Builder" -> "Baumeister"');
  });

  it('reads the file before from standard input, as git show prints it', async () => {
    const { stdout } = await team.workplace.run(['plan', '--base', '-'], { stdin: changesFile });
    expect(stdout).toContain('Already different before it:\n  <stdin> leads to these too.');
    const both = await team.workplace.run(['plan', '-f', '-', '--base', '-'], { stdin: changesFile });
    expect(both.stderr).toBe(
      'Error: --file - and --base - both ask for standard input. Name a file for one of them.\n',
    );
  });

  it('goes on without causes, and says so, where the file before has mistakes', async () => {
    team.workplace.write('base.yaml', 'version: 1\nmembers:\n  - {email: 7}\n  - {emial: x@acme.com}\n');
    const { stdout, code } = await team.workplace.run(['plan', '--base', 'base.yaml']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'base-unusable: the file before, base.yaml, leads to no plan, so it is not told which changes this one causes. base.yaml:3:13:',
    );
    expect(stdout).not.toContain('Caused by this change');
    expect(code).toBe(0);
  });

  it('goes on without causes, but tells what is permitted, where the file before is for another team', async () => {
    team.workplace.write('base.yaml', `team: {id: dbtid:other}\n${changesFile}`);
    const { stdout } = await team.workplace.run(['plan', '--base', 'base.yaml']);
    expect(stdout).toContain('base-unusable');
    expect(stdout.replace(/\s+/g, ' ')).toContain('the file is no longer pinned to a team');
  });

  it('ends where there is no such file', async () => {
    const { stderr, code } = await team.workplace.run(['plan', '--base', 'missing.yaml']);
    expect(stderr).toContain('missing.yaml does not exist.');
    expect(code).toBe(1);
    expect(team.simulator.log).toEqual([]);
  });

  it('saves the causes with the plan, which is applied like any other', async () => {
    await team.workplace.run(['plan', '--base', 'base.yaml', '--out', 'plan.json']);
    expect(JSON.parse(team.workplace.read('plan.json')).changes[0]).toMatchObject({
      cause: 'both',
      drift: ['/surname'],
    });
    const { code } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(code).toBe(0);
  });

  describe('with --who', () => {
    const suspend = () =>
      team.simulator.perform(
        'members/set_profile_v2',
        { user: { '.tag': 'email', email: 'bob@acme.com' }, new_surname: 'Byhand' },
        'grace@acme.com',
      );

    it('names whoever made what was different already, and asks the log for nothing else', async () => {
      suspend();
      const { stdout } = await team.workplace.run(['plan', '--base', 'base.yaml', '--who']);
      expect(stdout).toMatch(/# surname: by grace@acme\.com, \d{4}-\d\d-\d\d \d\d:\d\d UTC, in the admin console/);
      const asked = team.simulator.log.filter(({ route }) => route === 'team_log/get_events');
      expect(asked.map(({ body }) => (body as { category: unknown }).category)).toEqual(['members']);
      const markdown = await team.workplace.run(['plan', '--base', 'base.yaml', '--who', '--format', 'markdown']);
      expect(markdown.stdout).toMatch(/^! member\.bob@acme\.com: surname .* {2}\(surname: by grace@acme\.com/m);
      const plan = await planJson('--base', 'base.yaml', '--who');
      expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
      expect(plan.base.origins).toMatchObject([
        { address: 'member.bob@acme.com', attribute: 'surname', member: null, cause: { tag: 'logged' } },
      ]);
    });

    it('goes on without names, and says why, where the log may not be read', async () => {
      const token = team.simulator.mint({ scopes: ['team_info.read', 'members.read', 'groups.read'] });
      const { stdout, code } = await team.workplace.run(['plan', '--base', 'base.yaml', '--who'], {
        env: { DROPBOX_ACCESS_TOKEN: token },
      });
      expect(code).toBe(0);
      expect(stdout.replace(/\s+/g, ' ')).toMatch(/Note: who-unknown: .*events\.read/);
    });

    it('wants a file before', async () => {
      const { stderr, code } = await team.workplace.run(['plan', '--who']);
      expect([code, stderr]).toEqual([1, expect.stringContaining('Add --base')]);
    });
  });
});
