import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const isPlan = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

describe('plan --format json', () => {
  it('prints one document, which fits the published schema', async () => {
    const { stdout, code } = await team.workplace.run(['plan', '--format', 'json']);
    const plan = JSON.parse(stdout);
    expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
    expect(plan.summary).toMatchObject({ add: 1, change: 1, suspend: 1, membership_add: 1 });
    expect(code).toBe(0);
  });

  it('prints one document when a guard refuses, with the finding in it', async () => {
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${changesFile}`);
    const { stdout, code } = await team.workplace.run(['plan', '--format', 'json']);
    const plan = JSON.parse(stdout);
    expect(isPlan(plan)).toBe(true);
    expect(plan.findings[0]).toMatchObject({ guard: 'max_removals', severity: 'error' });
    expect(code).toBe(3);
  });

  it.each([
    ['the file has mistakes', 'version: 1\nmembers: [{email: 7}]\n', {}, 'wrong-type'],
    ['the file is missing', null, {}, 'file-not-found'],
    ['the token is wrong', changesFile, { DROPBOX_ACCESS_TOKEN: 'sl.wrong-token' }, 'team'],
    ['there is no token', changesFile, { DROPBOX_ACCESS_TOKEN: '' }, 'command'],
    ['the team is another', `team: {id: dbtid:other}\n${changesFile}`, {}, 'other-team'],
  ])('prints one document, with what is wrong, when %s', async (_, file, env, code) => {
    if (file !== null) team.workplace.write('other.yaml', file);
    const result = await team.workplace.run(['plan', '-f', 'other.yaml', '--format', 'json'], { env });
    const document = JSON.parse(result.stdout);
    expect(document).toMatchObject({ valid: false, diagnostics: [{ code, severity: 'error' }] });
    expect(result.code).toBe(1);
  });

  it('keeps progress and notes off standard output', async () => {
    const { stdout, stderr } = await team.workplace.run([
      'plan',
      '--format',
      'json',
      '--verbose',
      '--out',
      'plan.json',
    ]);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toContain('team/members/list_v2: 200');
    expect(stderr).toContain('Saved the plan to plan.json.');
  });
});

describe('plan --out', () => {
  it('saves a plan that fits the published schema, with a seal', async () => {
    await team.workplace.run(['plan', '--out', 'plan.json']);
    const plan = JSON.parse(team.workplace.read('plan.json'));
    expect(isPlan(plan), JSON.stringify(isPlan.errors)).toBe(true);
    expect(plan.seal).toMatch(/^sha256:/);
  });

  it('says so before it reads the team when the file cannot be written', async () => {
    const { code, stderr } = await team.workplace.run(['plan', '--out', 'missing/plan.json']);
    expect(stderr).toContain('missing/plan.json cannot be written: there is no such file or folder.');
    expect(code).toBe(1);
    expect(team.simulator.log).toEqual([]);
  });
});

describe('plan --live', () => {
  it('plans against a saved team as against the team itself, without a token', async () => {
    await team.workplace.run(['export', '--snapshot', '--out', 'live.json']);
    const online = await team.workplace.run(['plan']);
    const offline = await team.workplace.run(['plan', '--live', 'live.json'], {
      env: { DROPBOX_ACCESS_TOKEN: '', DROPBOX_API_URL: 'http://127.0.0.1:9' },
    });
    expect(offline).toMatchObject({ code: 0, stdout: online.stdout });
  });

  it.each([
    ['{"format_version": 1', 'is not JSON, or was cut short'],
    ['{"format_version": 2}', 'has format_version 2; this Rollcall reads 1'],
    ['{"format_version": 1}', 'is not a snapshot'],
  ])('refuses %s', async (text, message) => {
    team.workplace.write('live.json', text);
    const { code, stderr } = await team.workplace.run(['plan', '--live', 'live.json']);
    expect(stderr).toContain(message);
    expect(code).toBe(1);
  });
});

describe('a plan', () => {
  it('reads until: against the time that it is given', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers:\n  - {email: bob@acme.com, until: 2030-06-30}\n');
    const before = await team.workplace.run(['plan', '--now', '2030-06-30']);
    expect(before.stdout).toContain('No changes.');
    const after = await team.workplace.run(['plan', '--now', '2030-07-01T00:00:00Z']);
    expect(after.stdout).toContain('until 2030-06-30 has passed');
  });

  it('shows problems of the file with their lines, all at once', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers:\n  - {email: a@b.co, rol: x}\n  - {email: a@b.co}\n');
    const { stderr } = await team.workplace.run(['plan']);
    expect(stderr).toContain('team.yaml:3:21 error:');
    expect(stderr).toContain('team.yaml:4:');
  });

  it('takes its options before and after the command', async () => {
    team.workplace.write('other.yaml', 'version: 1\nmembers: []\n');
    for (const argv of [
      ['-f', 'other.yaml', 'plan'],
      ['plan', '-f', 'other.yaml'],
    ]) {
      expect((await team.workplace.run(argv)).stdout).toContain('The team matches other.yaml.');
    }
  });

  it('reads the team file from standard input', async () => {
    const { stdout } = await team.workplace.run(['plan', '-f', '-'], { stdin: changesFile });
    expect(stdout).toContain('Plan: 1 to add');
  });

  it('colours a terminal, and not a pipe', async () => {
    const sequence = '\u001b[';
    expect((await team.workplace.run(['plan'])).stdout).not.toContain(sequence);
    expect((await team.workplace.run(['plan'], { isTty: true })).stdout).toContain(sequence);
    const silenced = await team.workplace.run(['plan'], { isTty: true, env: { NO_COLOR: '1' } });
    expect(silenced.stdout).not.toContain(sequence);
    expect((await team.workplace.run(['plan', '--color', 'always'])).stdout).toContain(sequence);
  });
});

describe('the schema command', () => {
  it('prints the plan schema that is published with the package', async () => {
    const { stdout } = await team.workplace.run(['schema', '--plan']);
    expect(JSON.parse(stdout)).toEqual(schema);
  });

  it('prints the schema of the team file', async () => {
    const { stdout } = await team.workplace.run(['schema']);
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Rollcall team file' });
  });
});
