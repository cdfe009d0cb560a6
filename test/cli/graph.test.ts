import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

describe('graph', () => {
  it('draws what a plan would do and why one thing waits for another, as Mermaid', async () => {
    const { code, stdout, stderr } = await team.workplace.run(['graph']);
    expect(code).toBe(0);
    expect(stderr).not.toContain('Note');
    expect(stdout).toMatch(/^flowchart LR\n/);
    expect(stdout).toMatch(/n\d+ -->\|"member before attributes"\| n\d+/);
    expect(stdout).toContain('somebody is on the team, and active, before anything else is changed about them');
  });

  it('draws as DOT, from a snapshot, without a token', async () => {
    await team.workplace.run(['export', '--snapshot', '--out', 'live.json']);
    const env = { DROPBOX_ACCESS_TOKEN: '' };
    const { code, stdout } = await team.workplace.run(['graph', '--format', 'dot', '--live', 'live.json'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digraph plan \{\n/);
    expect(stdout).toContain('label="suspend eve@acme.com"');
  });

  it('is nothing but a graph when there is nothing to do', async () => {
    await team.workplace.run(['export', '--out', 'same.yaml']);
    const { code, stdout } = await team.workplace.run(['graph', '-f', 'same.yaml']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'flowchart LR\n  nothing["No changes."]\n' });
  });

  it('shows nobody who is to be hidden, in the graph or in what is wrong with the file', async () => {
    const masked = await team.workplace.run(['graph', '--privacy', 'masked']);
    expect(masked.code).toBe(0);
    expect(masked.stdout).toContain('e…e@acme.com');
    expect(masked.stdout).not.toContain('eve@acme.com');
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: eve@acme.com}, {email: eve@acme.com}]\n');
    for (const argv of [['graph'], ['report', 'lapses']]) {
      const { code, stdout, stderr } = await team.workplace.run([...argv, '--privacy', 'masked']);
      expect(code, argv.join(' ')).toBe(1);
      expect(stderr).toContain('team.yaml:2');
      expect(stdout + stderr).not.toContain('eve@acme.com');
    }
  });

  it('draws a plan that a guard refuses, and says so', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers: [{email: ada@acme.com, status: suspended}]\n');
    const { code, stdout, stderr } = await team.workplace.run(['graph']);
    expect(code).toBe(0);
    expect(stdout).toContain('suspend ada@acme.com');
    expect(stderr).toContain('a guard refuses this plan');
  });

  it('tells what is wrong with the file, and draws nothing', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembrs: []\n');
    const { code, stdout, stderr } = await team.workplace.run(['graph']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('members');
  });

  it('tells which formats there are', async () => {
    const { code, stderr } = await team.workplace.run(['graph', '--format', 'svg']);
    expect(code).toBe(1);
    expect(stderr).toContain('mermaid, dot');
  });
});
