import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const untidy = 'include: [people/*.yaml]\nversion: 1 # one\nmembers: []\n';
const tidy = 'version: 1 # one\ninclude: [people/*.yaml]\nmembers: []\n';
const untidyPeople = 'members:\n- {role: member_only, email: ada@acme.com} # the founder\n';
const tidyPeople = 'members:\n  - {email: ada@acme.com, role: member_only} # the founder\n';

function writeUntidy(): void {
  mkdirSync(workplace.path('people'));
  workplace.write('team.yaml', untidy);
  workplace.write('people/a.yaml', untidyPeople);
  workplace.write('people/b.yaml', 'members: []\n');
}

describe('fmt', () => {
  it('formats the team file and what it includes, and names what it changed', async () => {
    writeUntidy();
    expect(await workplace.run(['fmt'])).toEqual({ code: 0, stdout: 'team.yaml\npeople/a.yaml\n', stderr: '' });
    expect(workplace.read('team.yaml')).toBe(tidy);
    expect(workplace.read('people/a.yaml')).toBe(tidyPeople);
    expect(await workplace.run(['fmt'])).toEqual({ code: 0, stdout: '', stderr: 'Nothing to format.\n' });
  });

  it('with --check names the files, changes nothing, and fails', async () => {
    writeUntidy();
    const { code, stdout, stderr } = await workplace.run(['fmt', '--check']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'team.yaml\npeople/a.yaml\n' });
    expect(stderr).toBe('2 files are not formatted. Run rollcall fmt.\n');
    expect(workplace.read('team.yaml')).toBe(untidy);
    await workplace.run(['fmt']);
    expect(await workplace.run(['fmt', '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('reads standard input and writes standard output', async () => {
    const stdin = 'members: [] # none\nversion: 1\n';
    const { code, stdout } = await workplace.run(['fmt', '-f', '-'], { stdin });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'version: 1\nmembers: [] # none\n' });
    expect((await workplace.run(['fmt', '-f', '-', '--check'], { stdin })).code).toBe(1);
  });

  it('formats a file that validate would complain about', async () => {
    workplace.write('team.yaml', 'membrs: []\nversion: 1\n');
    expect((await workplace.run(['fmt'])).code).toBe(0);
    expect(workplace.read('team.yaml')).toBe('version: 1\nmembrs: []\n');
  });

  it('changes no file when one of them is no YAML', async () => {
    writeUntidy();
    workplace.write('people/b.yaml', 'members: [\n');
    const { code, stderr } = await workplace.run(['fmt']);
    expect(code).toBe(1);
    expect(stderr).toContain('people/b.yaml');
    expect(workplace.read('team.yaml')).toBe(untidy);
    expect(workplace.read('people/a.yaml')).toBe(untidyPeople);
  });

  it('changes no file when one that it includes is not there', async () => {
    workplace.write('team.yaml', untidy);
    const { code, stderr } = await workplace.run(['fmt']);
    expect(code).toBe(1);
    expect(stderr).toContain('matches no file');
    expect(workplace.read('team.yaml')).toBe(untidy);
  });

  it('says so when there is no team file', async () => {
    const { code, stderr } = await workplace.run(['fmt']);
    expect(code).toBe(1);
    expect(stderr).toContain('team.yaml does not exist.');
  });

  it('leaves the permissions of a file as they were', async () => {
    workplace.write('team.yaml', 'members: []\nversion: 1\n');
    chmodSync(workplace.path('team.yaml'), 0o640);
    await workplace.run(['fmt']);
    expect(statSync(workplace.path('team.yaml')).mode & 0o777).toBe(0o640);
  });
});
