import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(workplace.path(name)), { recursive: true });
    workplace.write(name, text);
  }
}

const emea = `version: 1
team: {id: dbtid:AAHemea, name: Acme EMEA}
include: [emea/*.yaml]
groups: [{name: Sales}]
`;
const apac = 'version: 1\nteam: {id: dbtid:AAHapac, name: Acme APAC}\nmembers: [{email: mei@acme.com}]\n';
const fleet = {
  'teams/emea.yaml': emea,
  'teams/emea/people.yaml': 'members: [{email: ada@acme.com, groups: [Sales]}, {email: bob@acme.com}]\ngroups: []\n',
  'teams/apac.yml': apac,
};

describe('teams', () => {
  it('lists the team files, and not what they include', async () => {
    write(fleet);
    const { stdout, stderr, code } = await workplace.run(['teams']);
    expect(stdout.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      ['slug', 'file', 'members', 'groups', 'team'],
      ['teams-apac', 'teams/apac.yml', '1', '0', 'Acme APAC'],
      ['teams-emea', 'teams/emea.yaml', '2', '1', 'Acme EMEA'],
      [''],
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('makes a matrix of one line, with the environments that hold the tokens of each team', async () => {
    write({ ...fleet, 'team.yaml': 'version: 1\nmembers: []\n' });
    const { stdout } = await workplace.run(['teams', '--format', 'github-matrix']);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toEqual({
      include: [
        {
          team: 'team',
          config: 'team.yaml',
          plan_environment: 'dropbox-plan',
          apply_environment: 'dropbox-apply',
        },
        ...['apac.yml', 'emea.yaml'].map((name) => ({
          team: `teams-${name.slice(0, 4)}`,
          config: `teams/${name}`,
          plan_environment: `dropbox-plan-teams-${name.slice(0, 4)}`,
          apply_environment: `dropbox-apply-teams-${name.slice(0, 4)}`,
        })),
      ],
    });
  });

  it('calls a team the same wherever the search begins', async () => {
    write(fleet);
    const { stdout } = await workplace.run(['teams', 'teams', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      teams: [
        { slug: 'teams-apac', file: 'teams/apac.yml', team: { id: 'dbtid:AAHapac' }, members: 1, groups: 0 },
        { slug: 'teams-emea', file: 'teams/emea.yaml', team: { id: 'dbtid:AAHemea' }, members: 2, groups: 1 },
      ],
    });
  });

  it('takes a single file at its word', async () => {
    write({ 'dropbox/acme.yaml': 'version: 1\n' });
    const { stdout } = await workplace.run(['teams', 'dropbox/acme.yaml', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ teams: [{ slug: 'dropbox-acme', file: 'dropbox/acme.yaml' }] });
  });

  it('still lists a file with errors in it, so that its pull request is told of them', async () => {
    write({ ...fleet, 'teams/apac.yml': apac.replace('[{email', '[{{email'), 'teams/emea.yaml': `${emea}guard: {}\n` });
    const { stdout, code } = await workplace.run(['teams', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      teams: [
        { slug: 'teams-apac', valid: false, members: null },
        { slug: 'teams-emea', valid: false, members: null },
      ],
    });
    expect(code).toBe(0);
  });

  it('leaves out YAML of other tools, packages and hidden folders', async () => {
    write({
      ...fleet,
      'compose.yaml': 'version: "3.8"\ninclude: [other.yaml]\nservices: {}\n',
      'mkdocs.yml': 'settings: {}\nnav: []\n',
      'list.yaml': '- version: 1\n',
      'node_modules/rollcall/examples/team.yaml': apac,
      '.github/team.yaml': apac,
    });
    const { stdout } = await workplace.run(['teams', '--format', 'json']);
    expect(JSON.parse(stdout).teams.map(({ slug }: { slug: string }) => slug)).toEqual(['teams-apac', 'teams-emea']);
  });

  it('refuses two files of one Dropbox team, and says which', async () => {
    write({ ...fleet, 'teams/apac.yml': apac.replace('AAHapac', 'AAHemea') });
    const { stdout, stderr, code } = await workplace.run(['teams', '--format', 'github-matrix']);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'teams/emea.yaml:2:7 error: teams/apac.yml and teams/emea.yaml are both for the Dropbox team dbtid:AAHemea.',
    );
    expect(code).toBe(1);
  });

  it('refuses two files that GitHub could not tell apart', async () => {
    write({ 'teams/emea.yaml': 'version: 1\nmembers: []\n', 'teams-emea.yaml': 'version: 1\nmembers: []\n' });
    const { stderr, code } = await workplace.run(['teams']);
    expect(stderr).toContain('teams-emea.yaml and teams/emea.yaml would both be called teams-emea in GitHub.');
    expect(code).toBe(1);
  });

  it('tells of a file of members that nothing includes', async () => {
    write({ ...fleet, 'people/all.yaml': 'members: []\ngroups: []\n' });
    const { stderr, code } = await workplace.run(['teams']);
    expect(stderr).toContain('people/all.yaml:1:1 warning: people/all.yaml holds members and groups');
    expect(code).toBe(0);
  });

  it('never makes an empty matrix, which GitHub would refuse without saying why', async () => {
    write({ 'readme.yaml': 'title: nothing\n' });
    for (const path of ['.', 'teams']) {
      const { stdout, stderr, code } = await workplace.run(['teams', path, '--format', 'github-matrix']);
      expect(stdout).toBe('');
      expect(stderr).toContain(path === '.' ? '. holds no team file.' : 'teams does not exist.');
      expect(code).toBe(1);
    }
  });

  it('refuses a matrix of more jobs than GitHub makes', async () => {
    write(
      Object.fromEntries(
        Array.from({ length: 257 }, (_, index) => [`teams/t${index}.yaml`, 'version: 1\nmembers: []\n']),
      ),
    );
    const { stderr, code } = await workplace.run(['teams', '--format', 'github-matrix']);
    expect(stderr).toContain('There are 257 team files, and GitHub makes at most 256 jobs of a matrix.');
    expect(code).toBe(1);
  });

  it('shows a hidden character in the name of a file instead of obeying it', async () => {
    write({ 'teams/a\u202eb.yaml': apac });
    const { stdout } = await workplace.run(['teams', '--format', 'github-matrix']);
    expect(stdout).not.toContain('\u202e');
    expect(JSON.parse(stdout).include[0].config).toBe('teams/a\u202eb.yaml');
  });
});
