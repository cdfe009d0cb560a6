import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readReleased } from '../workflows/workflow-files.js';
import { startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  write({
    'team.yaml': 'version: 1\nteam: {id: dbtid:AAHacme}\nmembers: [{email: ada@acme.com}]\n',
    '.github/CODEOWNERS': '* @acme/it\n',
    ...Object.fromEntries([...readReleased()].map(([name, text]) => [`.github/workflows/${name}`, text])),
  });
});
afterEach(() => team.close());

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(team.workplace.path(name)), { recursive: true });
    team.workplace.write(name, text);
  }
}

const readOnly = ['team_info.read', 'members.read', 'groups.read', 'events.read'];

interface Checked {
  readonly id: string;
  readonly status: string;
  readonly summary: string;
}

async function runDoctor(argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { stdout, code } = await team.workplace.run(['doctor', '--format', 'json', ...argv], { env });
  const { checks, counts } = JSON.parse(stdout) as {
    readonly checks: readonly Checked[];
    readonly counts: Readonly<Record<string, number>>;
  };
  return { code, checks, counts, of: (id: string) => checks.find((check) => check.id === id) };
}

describe('doctor', () => {
  it('finds nothing wrong with the files of a release', async () => {
    const { code, checks } = await runDoctor(['--offline']);
    const bad = checks.filter(({ id, status }) => !/^(token|github)-/.test(id) && status !== 'ok');
    expect(bad).toEqual([]);
    expect(code).toBe(0);
  });

  it('says of everything else that it was not looked at, and makes no call', async () => {
    const { checks } = await runDoctor(['--offline']);
    const rest = checks.filter(({ id }) => /^(token|github)-/.test(id));
    expect(rest.length).toBeGreaterThan(8);
    expect(new Set(rest.map(({ status, summary }) => `${status}: ${summary}`))).toEqual(
      new Set(['unseen: Not looked at, because of --offline.']),
    );
    expect(team.simulator.log).toEqual([]);
  });

  it('takes what it cannot see for no problem, and says what it would need', async () => {
    const { code, of } = await runDoctor([], { DROPBOX_ACCESS_TOKEN: '' });
    expect(of('token-accepted')).toMatchObject({
      status: 'unseen',
      summary: expect.stringMatching(/^There is no Dropbox token\./),
    });
    expect(of('github-environments')).toMatchObject({
      status: 'unseen',
      summary: expect.stringMatching(/^No GitHub repository is named\./),
    });
    expect(code).toBe(0);
  });

  it('names the workflows that are missing, and does not call the others well', async () => {
    for (const name of readReleased().keys()) write({ [`.github/workflows/${name}`]: 'on: push\njobs: {}\n' });
    const { code, of } = await runDoctor(['--offline']);
    expect(of('workflow-files')).toMatchObject({
      status: 'problem',
      summary: 'No workflow in .github/workflows/ uses Rollcall to show plans in pull requests.',
    });
    expect(of('workflow-pins')).toMatchObject({
      status: 'unseen',
      summary: 'There is no workflow that uses Rollcall.',
    });
    expect(code).toBe(1);
  });

  it('knows a workflow that calls the one of another repository', async () => {
    write({
      '.github/workflows/rollcall-apply.yml': `on: {push: {branches: [main]}}\npermissions: {}\njobs:\n  apply:\n    permissions: {contents: read}\n    uses: acme/shared/.github/workflows/rollcall-apply.yml@${'1'.repeat(40)} # v1.0.0\n    secrets: inherit\n`,
    });
    const { code, of } = await runDoctor(['--offline']);
    expect(of('workflow-files')).toMatchObject({ status: 'ok' });
    expect(of('workflow-pins')).toMatchObject({ status: 'ok' });
    expect(code).toBe(0);
  });

  it('tells a workflow file that is no YAML, with its line', async () => {
    write({ '.github/workflows/rollcall-plan.yml': 'on: [rollcall\n' });
    const { stdout, code } = await team.workplace.run(['doctor', '--offline']);
    expect(stdout).toMatch(/^problem: workflow-yaml\n {2}\.github\/workflows\/rollcall-plan\.yml:\d+:\d+\n/m);
    expect(code).toBe(1);
  });

  it('tells each error of a team file with its line', async () => {
    write({ 'team.yaml': 'version: 1\nmembers: [{email: ada@acme.com, rol: team_admin}]\n' });
    const { stdout, code } = await team.workplace.run(['doctor', '--offline']);
    expect(stdout).toMatch(/^problem: team-files\n {2}team\.yaml:2:33\n/m);
    expect(code).toBe(1);
  });

  it('tells what CODEOWNERS leaves without an owner', async () => {
    write({ '.github/CODEOWNERS': '*.yaml @acme/it\n/.github/ # nobody\n' });
    expect((await runDoctor(['--offline'])).of('code-owners')).toMatchObject({
      status: 'warning',
      summary: 'CODEOWNERS names nobody for .github/workflows/rollcall-apply.yml.',
    });
    for (const pattern of ['/.github/', '.github/workflows/*.yml', '/.github/**', '**/rollcall-apply.yml']) {
      write({ '.github/CODEOWNERS': `team.yaml @ada\n${pattern} @acme/it\n` });
      expect((await runDoctor(['--offline'])).of('code-owners'), pattern).toMatchObject({ status: 'ok' });
    }
    // Of the rules that fit, the last one holds; and /* does not reach into folders.
    for (const rules of ['team.yaml @ada\n/.github/* @acme/it\n', '* @acme/it\n/.github/\n']) {
      write({ '.github/CODEOWNERS': rules });
      expect((await runDoctor(['--offline'])).of('code-owners'), rules).toMatchObject({ status: 'warning' });
    }
  });
});

describe('doctor, as text', () => {
  it('says of every check how it is, then what to mend, and at the end how much that is', async () => {
    write({ '.github/CODEOWNERS': '# nobody yet\n' });
    const { stdout } = await team.workplace.run(['doctor', '--offline']);
    const { checks } = await runDoctor(['--offline']);
    const lines = stdout.slice(0, stdout.indexOf('\n\n')).split('\n');
    const table = lines.filter((line) => !line.startsWith(' '));
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
    expect(table.map((line) => line.split(/\s{2,}/).slice(0, 2))).toEqual(
      checks.map(({ id, status }) => [status === 'unseen' ? 'cannot see' : status, id]),
    );
    expect(stdout).toContain('\nwarning: code-owners\n  CODEOWNERS names nobody for ');
    expect(stdout).toMatch(/\nNo problem, 1 warning, \d+ ok, 12 not to be seen from here\.\n$/);
  });
});

describe('doctor, of a token', () => {
  it('agrees with one for planning that can only read', async () => {
    const token = team.simulator.mint({ scopes: readOnly });
    const { code, checks } = await runDoctor(['--token-for', 'plan'], { DROPBOX_ACCESS_TOKEN: token });
    expect(checks.filter(({ id, status }) => id.startsWith('token-') && status !== 'ok')).toEqual([]);
    expect(code).toBe(0);
  });

  it('refuses one for planning that can write, by asking and without writing', async () => {
    const { code, of } = await runDoctor(['--token-for', 'plan']);
    expect(of('token-writes')).toMatchObject({
      status: 'problem',
      summary: 'The Dropbox token is for planning, and can write: members.write, groups.write, members.delete.',
    });
    expect(code).toBe(1);
    const writes = team.simulator.log.filter(
      ({ route }) => !/(get|list|job_status|get_authenticated|roles)/.test(route),
    );
    expect(writes.map(({ route }) => route)).toEqual([]);
  });

  it('asks one for applying for every scope of a write', async () => {
    const token = team.simulator.mint({ scopes: [...readOnly, 'members.write'] });
    const { of } = await runDoctor(['--token-for', 'apply'], { DROPBOX_ACCESS_TOKEN: token });
    expect(of('token-writes')).toMatchObject({
      status: 'problem',
      summary: 'The Dropbox token is for applying, and lacks the scope groups.write.',
    });
    expect((await runDoctor(['--token-for', 'apply'])).of('token-writes')).toMatchObject({ status: 'ok' });
  });

  it('warns of one that can write, where nobody says what it is for', async () => {
    const { code, of } = await runDoctor();
    expect(of('token-writes')).toMatchObject({ status: 'warning' });
    expect(code).toBe(0);
  });

  it('tells which scopes for reading it lacks; that of the team log is only a pity', async () => {
    const without = (scope: string) => team.simulator.mint({ scopes: readOnly.filter((one) => one !== scope) });
    const noLog = await runDoctor([], { DROPBOX_ACCESS_TOKEN: without('events.read') });
    expect(noLog.of('token-reads')).toMatchObject({ status: 'warning' });
    const noGroups = await runDoctor([], { DROPBOX_ACCESS_TOKEN: without('groups.read') });
    expect(noGroups.of('token-reads')).toMatchObject({
      status: 'problem',
      summary: 'The Dropbox token lacks the scope groups.read.',
    });
  });

  it('calls a token that Dropbox does not accept a problem', async () => {
    const { code, of } = await runDoctor([], { DROPBOX_ACCESS_TOKEN: 'sl.no-such-token' });
    expect(of('token-accepted')).toMatchObject({ status: 'problem' });
    expect(of('token-writes')).toMatchObject({
      status: 'unseen',
      summary: 'Not looked at, because of what token-accepted says.',
    });
    expect(code).toBe(1);
  });

  it('tells when it is for a team of no file', async () => {
    write({ 'team.yaml': 'version: 1\nteam: {id: dbtid:AAHother}\nmembers: []\n' });
    expect((await runDoctor()).of('token-team')).toMatchObject({
      status: 'problem',
      summary: 'The token is for Acme Inc (dbtid:AAHacme), and no team file is.',
    });
    write({ 'team.yaml': 'version: 1\nmembers: []\n' });
    expect((await runDoctor()).of('token-team')).toMatchObject({ status: 'warning' });
  });
});
