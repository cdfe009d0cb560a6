import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
  workplace.write('team.yaml', file);
});
afterEach(() => workplace.remove());

const file = `version: 1
defaults: {member: {role: member_only}}
members:
  - email: ada@acme.com
    role: team_admin
    previous_emails: [ada.byron@acme.com]
  - {email: bob@acme.com, groups: [Engineering, Sales], until: 2026-06-30}
  - {email: eve@acme.com, status: suspended}
  - {email: joe@acme.com, status: removed}
groups:
  - name: Engineering
    members:
      - {email: ada@acme.com, access: owner, until: 2026-12-31}
  - {name: Sales, membership: additive}
  - {name: Guests, membership: unmanaged}
`;

const now = ['--now', '2026-11-22'];

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=Ada Lovelace', '-c', 'user.email=ada@acme.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['-C', workplace.folder, ...identity, ...args], { stdio: 'pipe' });
}

describe('why', () => {
  it('tells all that the file says of somebody, each with its line', async () => {
    const { code, stdout, stderr } = await workplace.run(['why', 'bob@acme.com', ...now]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`bob@acme.com is on the team.
  team.yaml:7:5
    - {email: bob@acme.com, groups: [Engineering, Sales], until: 2026-06-30}

The last day of bob@acme.com, 2026-06-30, has passed, so they count as
    suspended.
  team.yaml:7:57
    - {email: bob@acme.com, groups: [Engineering, Sales], until: 2026-06-30}

bob@acme.com has the role member_only.
  team.yaml:2:21
    defaults: {member: {role: member_only}}

bob@acme.com is in the group Engineering.
  team.yaml:7:36
    - {email: bob@acme.com, groups: [Engineering, Sales], until: 2026-06-30}

bob@acme.com is in the group Sales.
  team.yaml:7:49
    - {email: bob@acme.com, groups: [Engineering, Sales], until: 2026-06-30}
`);
  });

  it('tells the line that puts somebody into one group, by whatever address and case', async () => {
    const { stdout } = await workplace.run(['why', 'Ada.Byron@acme.com', 'engineering', ...now]);
    expect(stdout).toBe(`ada@acme.com is an owner of the group Engineering until 2026-12-31.
  team.yaml:13:9
    - {email: ada@acme.com, access: owner, until: 2026-12-31}
`);
  });

  it('names the line of a suspension, and of a removal without a role', async () => {
    const suspended = await workplace.run(['why', 'eve@acme.com']);
    expect(suspended.stdout).toMatch(/^eve@acme\.com is on the team, and suspended\.\n {2}team\.yaml:8:27\n/);
    const removed = await workplace.run(['why', 'joe@acme.com']);
    expect(removed.stdout).toMatch(/^joe@acme\.com is to leave the team\.\n {2}team\.yaml:9:27\n/);
    expect(removed.stdout).not.toContain('role');
  });

  it('tells how long somebody who leaves stays suspended first', async () => {
    workplace.write(
      'team.yaml',
      'version: 1\nmembers:\n  - {email: joe@acme.com, status: removed, offboarding: {grace_period: 14d}}\n',
    );
    const { stdout } = await workplace.run(['why', 'joe@acme.com']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'joe@acme.com is to leave the team: suspended first, and removed 14 days later (rollcall report lapses tells the day).',
    );
  });

  it('says what it means that no line gives a membership, for each kind of group', async () => {
    const said = async (group: string) => (await workplace.run(['why', 'eve@acme.com', group])).stdout;
    expect(await said('Engineering')).toContain('is taken out by an apply');
    expect((await said('Sales')).replaceAll(/\s+/g, ' ')).toContain('who was added in Dropbox stays');
    expect((await said('Guests')).replaceAll(/\s+/g, ' ')).toContain('leaves to Dropbox who is in the group Guests');
  });

  it.each([
    [['ade@acme.com'], 'No line of team.yaml names ade@acme.com. Did you mean ada@acme.com?'],
    [['ada@acme.com', 'Enginering'], 'No line of team.yaml names the group "Enginering". Did you mean Engineering?'],
    [['somebody.else@example.org'], 'rollcall report members lists the team as it is.'],
  ])('asks what was meant when nothing is called %s', async (args, words) => {
    const { code, stdout, stderr } = await workplace.run(['why', ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('tells since which commit each line is as it is, and which is not committed yet', async () => {
    git('init', '-q');
    git('add', 'team.yaml');
    git('commit', '-q', '-m', 'Begin the team file', '--date', '2026-03-04T12:00:00Z');
    workplace.write('team.yaml', file.replace('role: team_admin', 'role: billing_admin'));
    const { stdout } = await workplace.run(['why', 'ada@acme.com', ...now]);
    expect(stdout).toMatch(
      /^ada@acme\.com is on the team\.\n.+\n.+\n {2}since [0-9a-f]{12}, 2026-03-04, Ada Lovelace: Begin the team file\n/,
    );
    expect(stdout).toMatch(/has the role billing_admin\.\n.+\n {4}role: billing_admin\n {2}not committed yet\n/);
  });

  it('finds lines in included files, in a folder of a repository', async () => {
    mkdirSync(workplace.path('people'));
    workplace.write('people/a.yaml', 'members:\n  - email: ada@acme.com\n');
    workplace.write('team.yaml', 'version: 1\ninclude: [people/*.yaml]\ngroups: []\n');
    git('init', '-q');
    git('add', 'people');
    git('commit', '-q', '-m', 'Add Ada');
    const { stdout } = await workplace.run(['why', 'ada@acme.com']);
    expect(stdout).toMatch(
      / {2}people\/a\.yaml:2:5\n {4}- email: ada@acme\.com\n {2}since [0-9a-f]{12}, .*: Add Ada\n/,
    );
    expect(stdout).toContain('No line says which role ada@acme.com has');
  });

  it('reads a file from standard input', async () => {
    const { stdout } = await workplace.run(['why', 'ada@acme.com', 'Engineering', '-f', '-'], { stdin: file });
    expect(stdout).toContain('<stdin>:13:9');
  });

  it('shows what is wrong with the file first', async () => {
    workplace.write('team.yaml', 'version: 1\nmembers: [{email: ada@acme.com, rol: x}]\n');
    const { code, stderr } = await workplace.run(['why', 'ada@acme.com']);
    expect(code).toBe(1);
    expect(stderr).toContain('role');
  });
});
