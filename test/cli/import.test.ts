import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
  workplace.write('team.yaml', file);
});
afterEach(() => workplace.remove());

const file = `# The team of Acme
version: 1
members: # everybody
  # the founder
  - email: ada@acme.com # since 2019
    external_id: E1
    groups: [Sales]
  - {email: bob@acme.com, surname: Builder} # on one line
groups:
  - name: Engineering
    members: [bob@acme.com]
  - {name: Sales}
`;

async function importing(csv: string | Buffer, ...options: readonly string[]) {
  workplace.write('people.csv', csv.toString());
  const result = await workplace.run(['import', 'csv', 'people.csv', ...options]);
  return { ...result, team: workplace.read('team.yaml') };
}

describe('import csv', () => {
  it('merges rows into the file, tells of each, and keeps comments, order and everything else', async () => {
    const { code, stdout, stderr, team } = await importing(
      'email,first_name,last_name,group_name\nBob@acme.com,Bob,,Sales\ntom@acme.com,Tom,Tester,Engineering\nada@acme.com,,,Sales\n',
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      'line 2: updated bob@acme.com: given_name: Bob, + Sales\nline 3: added tom@acme.com: given_name: Tom, surname: Tester, groups: Engineering\n',
    );
    expect(stderr).toBe('Rows: 1 added, 1 updated, 1 unchanged, 0 refused.\nWrote team.yaml. Next: rollcall plan.\n');
    expect(team).toBe(
      file.replace(
        '  - {email: bob@acme.com, surname: Builder} # on one line\n',
        `  - {email: bob@acme.com, given_name: Bob, surname: Builder, groups: [Sales]} # on one line
  - email: tom@acme.com
    given_name: Tom
    surname: Tester
    groups: [Engineering]
`,
      ),
    );
    expect((await workplace.run(['validate'])).code).toBe(0);
  });

  it('changes nothing the second time', async () => {
    const csv = 'email,given_name,groups\ntom@acme.com,Tom,Engineering; Sales\n';
    const first = await importing(csv);
    const second = await importing(csv);
    expect(second.team).toBe(first.team);
    expect(second.stderr).toContain('Nothing to write.');
  });

  it.each([
    ['a byte order mark and semicolons', '\ufeffEmail Address;First Name\r\n"tom@acme.com" ; Tom \r\n\r\n'],
    ['tabs', 'E-mail\tgiven name\ntom@acme.com\tTom\n'],
    ['quotes around everything', '"email","given_name"\n"tom@acme.com","Tom"\n'],
    ['empty rows and columns too many', 'email,given_name\n,\ntom@acme.com,Tom,,,\n'],
  ])('reads %s', async (_, csv) => {
    const { code, team } = await importing(csv);
    expect(code).toBe(0);
    expect(team).toContain('  - email: tom@acme.com\n    given_name: Tom\n');
  });

  it('takes back what a report guarded against being a formula', async () => {
    expect((await importing("email,surname\ntom@acme.com,'=Tester\n")).team).toContain("    surname: '=Tester'\n");
  });

  it('takes a list of addresses without a header, and columns by number', async () => {
    expect((await importing('tom@acme.com\nzoe@acme.com\n')).team).toContain('- email: zoe@acme.com');
    const { team } = await importing('Tim,tim@acme.com\n', '--map', '2=email', '--map', '1=given_name');
    expect(team).toContain('  - email: tim@acme.com\n    given_name: Tim\n');
  });

  it('takes columns by the names that somebody gives them', async () => {
    const { team } = await importing(
      'Work mail,Nr\ntom@acme.com,E9\n',
      '--map',
      'Work mail=email',
      '--map',
      'nr=external_id',
    );
    expect(team).toContain('  - email: tom@acme.com\n    external_id: E9\n');
  });

  it('sets one thing for all rows, and clears with null', async () => {
    const { team, stdout } = await importing(
      'email\nada@acme.com\nbob@acme.com\n',
      '--set',
      'status=suspended',
      '--set',
      'external_id=null',
    );
    expect(stdout).toContain('line 2: updated ada@acme.com: status: suspended, external_id: null');
    expect(team).toContain('    external_id: null\n    status: suspended\n');
    expect(team).toContain('{email: bob@acme.com, external_id: null, surname: Builder, status: suspended}');
  });

  it('finds people by external id, and never makes somebody else of them', async () => {
    expect((await importing('external_id,surname\nE1,Lovelace\n')).team).toContain('    surname: Lovelace\n');
    const { code, stdout } = await importing('email,external_id\naugusta@acme.com,E1\n');
    expect(code).toBe(1);
    expect(stdout).toContain('line 2: refused augusta@acme.com: external_id E1 is ada@acme.com in team.yaml.');
    expect((await importing('external_id,surname\nE7,Nobody\n')).stdout).toContain('the row has no address to add');
  });

  it('gathers the groups of several rows about one person', async () => {
    const { team } = await importing(
      'group_name,email\nEngineering,ada@acme.com\nSales,ada@acme.com\nSales,tom@acme.com\nengineering,tom@acme.com\n',
    );
    expect(team).toContain('    groups: [Sales, Engineering]\n  - {email: bob');
    expect(team).toContain('  - email: tom@acme.com\n    groups: [Sales, Engineering]\n');
  });

  it('keeps the groups that somebody has by default', async () => {
    const withDefaults = file.replace('members: #', 'defaults: {member: {groups: [Sales]}}\nmembers: #');
    workplace.write('team.yaml', `${withDefaults}  - {name: Support}\n`);
    expect((await importing('email,groups\nbob@acme.com,Sales\n')).stderr).toContain('1 unchanged');
    const { team } = await importing('email,groups\nbob@acme.com,Support\n');
    expect(team).toContain('groups: [Sales, Support]} # on');
  });

  it('writes nothing when one row is refused, unless told to leave it out', async () => {
    const csv = 'email,role,groups\ntom@acme.com,Team admin,Sales\nnot an address,,\nzoe@acme.com,,Enginering\n';
    const { code, stdout, stderr, team } = await importing(csv);
    expect({ code, team }).toEqual({ code: 1, team: file });
    expect(stdout).toContain(
      'line 3: refused not an address: email "not an address": not an address that Dropbox accepts',
    );
    expect(stdout).toContain('the group "Enginering" is not declared. Did you mean Engineering?');
    expect(stderr).toContain('Nothing was written.');
    const part = await importing(csv, '--skip-refused');
    expect(part.code).toBe(4);
    expect(part.team).toContain('  - email: tom@acme.com\n    role: team_admin\n    groups: [Sales]\n');
  });

  it('writes nothing when the merged file would not be valid', async () => {
    const { code, stderr, team } = await importing('email\nbob@acme.com\n', '--set', 'status=removed');
    expect({ code, team }).toEqual({ code: 1, team: file });
    expect(stderr).toContain('Remove the address from the group.');
    expect(stderr).toContain('Nothing was written.');
  });

  it('writes nothing with --dry-run', async () => {
    const { code, stdout, team } = await importing('email\ntom@acme.com\n', '--dry-run');
    expect({ code, team }).toEqual({ code: 0, team: file });
    expect(stdout).toContain('line 2: added tom@acme.com');
  });

  it('edits the included file that somebody is in', async () => {
    mkdirSync(workplace.path('people'));
    workplace.write('people/a.yaml', 'members:\n  - email: eve@acme.com # in sales\n');
    workplace.write('team.yaml', file.replace('version: 1', 'version: 1\ninclude: [people/*.yaml]'));
    const { stderr } = await importing('email,surname\neve@acme.com,Moneypenny\n');
    expect(stderr).toContain('Wrote people/a.yaml.');
    expect(workplace.read('people/a.yaml')).toBe(
      'members:\n  - email: eve@acme.com # in sales\n    surname: Moneypenny\n',
    );
  });

  it.each([
    [['--map', 'Nobody=email'], 'people.csv has no column "Nobody"'],
    [['--map', 'email=emial'], 'Did you mean email?'],
    [['--set', 'statsu=active'], 'Did you mean status?'],
    [['--set', 'status'], '--set "status" is not ATTRIBUTE=VALUE.'],
  ])('says what is wrong with %s', async (options, words) => {
    const { code, stderr, team } = await importing('email\ntom@acme.com\n', ...options);
    expect({ code, team }).toEqual({ code: 1, team: file });
    expect(stderr).toContain(words);
  });

  it.each([
    ['', 'people.csv holds no rows.'],
    ['name,town\nTom,Rome\n', 'No column of people.csv is known to hold addresses.'],
    ['email\n"tom@acme.com\n', 'people.csv cannot be read as CSV'],
  ])('says what is wrong with the file %j', async (csv, words) => {
    const { code, stderr } = await importing(csv);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it('names the columns that it passes over', async () => {
    const { stderr } = await importing('email,Town\ntom@acme.com,Rome\n');
    expect(stderr).toContain('passed over the columns Town.');
  });

  it('keeps every comment of a file through 5,000 rows', async () => {
    const people = Array.from(
      { length: 2500 },
      (_, index) => `  # person ${index}\n  - email: p${index}@acme.com # number ${index}\n`,
    );
    workplace.write('team.yaml', `version: 1\nmembers:\n${people.join('')}groups: [] # none\n`);
    const rows = Array.from({ length: 5000 }, (_, index) => `p${index}@acme.com,P,Number ${index}`);
    const { code, team, stderr } = await importing(`email,first name,surname\n${rows.join('\n')}\n`);
    expect(stderr).toContain('Rows: 2500 added, 2500 updated, 0 unchanged, 0 refused.');
    expect(code).toBe(0);
    expect(team.match(/# (person|number) \d+/g)?.length).toBe(5000);
    expect(team.match(/surname: Number \d+/g)?.length).toBe(5000);
  });
});
