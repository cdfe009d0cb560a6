import { mkdirSync, writeFileSync } from 'node:fs';
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
  writeFileSync(workplace.path('people.csv'), csv);
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

  it('finds people by external id, and takes another address beside it for theirs', async () => {
    expect((await importing('external_id,surname\nE1,Lovelace\n')).team).toContain('    surname: Lovelace\n');
    const { code, stdout, team } = await importing('email,external_id,surname\naugusta@acme.com,E1,King\n');
    expect(code).toBe(0);
    expect(stdout).toBe('line 2: updated augusta@acme.com: email: ada@acme.com -> augusta@acme.com, surname: King\n');
    expect(team).toContain('  - email: augusta@acme.com # since 2019\n    external_id: E1\n    surname: King\n');
    const taken = await importing('email,external_id\nbob@acme.com,E1\n');
    expect(taken.stdout).toContain(
      "augusta@acme.com cannot become bob@acme.com: bob@acme.com is another person's at team.yaml:9:5, who keeps it.",
    );
    expect((await importing('external_id,surname\nE7,Nobody\n')).stdout).toContain(
      'line 2: refused E7: nobody in team.yaml has the external id E7, and the row has no address to add one.',
    );
  });

  it('changes addresses wherever the file names them, and keeps the former one of who has no external id', async () => {
    const csv = 'current_email,new_email\nbob@acme.com,rob@acme.com\nADA@acme.com,ada.king@acme.com\n';
    const { stdout, team } = await importing(csv);
    expect(stdout).toBe(
      'line 2: updated rob@acme.com: email: bob@acme.com -> rob@acme.com\nline 3: updated ada.king@acme.com: email: ada@acme.com -> ada.king@acme.com\n',
    );
    expect(team).toBe(
      file
        .replace(
          '{email: bob@acme.com, surname: Builder}',
          '{email: rob@acme.com, surname: Builder, previous_emails: [bob@acme.com]}',
        )
        .replace('members: [bob@acme.com]', 'members: [rob@acme.com]')
        .replace('ada@acme.com #', 'ada.king@acme.com #'),
    );
    const again = await importing(csv);
    expect(again.stderr).toContain('Rows: 0 added, 0 updated, 2 unchanged, 0 refused.');
    expect(again.team).toBe(team);
  });

  it('lets two people with external ids change places, and refuses what cannot be', async () => {
    workplace.write('team.yaml', file.replace('surname: Builder', 'external_id: E2'));
    const swap = 'current_email,new_email\nbob@acme.com,ada@acme.com\nada@acme.com,bob@acme.com\n';
    const { team } = await importing(swap);
    expect(team).toContain('  - email: bob@acme.com # since 2019\n    external_id: E1\n');
    expect(team).toContain('{email: ada@acme.com, external_id: E2} # on one line');
    const { stdout, code } = await importing(
      'current_email,new_email\nnobody@acme.com,x@acme.com\nbob@acme.com,y@acme.com\nada@acme.com,y@acme.com\n',
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      'refused nobody@acme.com: nobody in team.yaml has the address nobody@acme.com, so it cannot be changed.',
    );
    expect(stdout).toContain('line 4: refused ada@acme.com: line 3 gives y@acme.com to bob@acme.com already.');
  });

  it('says how people leave, and takes them out of every list', async () => {
    const { stdout, team } = await importing(
      'team_member_identifier,team_member,dest_team_member,transfer_admin,wipe_data\nemail,bob@acme.com,ada@acme.com,ada@acme.com,false\n',
      '--set',
      'status=removed',
    );
    expect(stdout).toBe(
      'line 2: updated bob@acme.com: transfer_files_to: ada@acme.com, transfer_admin: ada@acme.com, status: removed\n',
    );
    const leaving = 'offboarding: {transfer_files_to: ada@acme.com, transfer_admin: ada@acme.com}';
    expect(team).toContain(`{email: bob@acme.com, surname: Builder, status: removed, ${leaving}} # on one line`);
    expect(team).toContain('    members: []\n');
  });

  it('names people by the id that a template of Dropbox says', async () => {
    const csv = 'team_member_identifier,team_member\nexternal_id,E1\n';
    expect((await importing(csv, '--set', 'status=suspended')).stdout).toContain('updated ada@acme.com');
    const { stdout } = await importing('team_member_identifier,team_member\nteam_member_id,dbmid:1\n');
    expect(stdout).toContain('people are named by email or external_id here, and not by team_member_id.');
  });

  it('takes groups from rows that name no people', async () => {
    const { stdout, team } = await importing(
      'group_name,group_external_id,management\nSales; EMEA,G1,User managed\nengineering,G2,\n',
    );
    expect(stdout).toBe(
      'line 2: added Sales; EMEA: external_id: G1, management: user_managed\nline 3: updated engineering: external_id: G2\n',
    );
    expect(team).toBe(
      file.replace(
        '  - name: Engineering\n    members: [bob@acme.com]\n  - {name: Sales}\n',
        `  - name: Engineering
    external_id: G2
    members: [bob@acme.com]
  - {name: Sales}
  - name: 'Sales; EMEA'
    external_id: G1
    management: user_managed
    membership: additive
`,
      ),
    );
    expect((await importing('group_name,group_external_id\nSales,G2\n')).stdout).toContain(
      'refused Sales: external_id G2 is the group Engineering in team.yaml.',
    );
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
      'line 3: refused not an address: email "not an address": not an address that Dropbox accepts.',
    );
    expect(stdout).toContain('the group "Enginering" is not declared in team.yaml. Did you mean Engineering?');
    expect(stderr).toContain('Nothing was written.');
    const dated = await importing('email,until\ntom@acme.com,31.12.2026\n');
    expect(dated.stdout).toContain('until "31.12.2026": not a day of the calendar. Write it as 2026-12-31.');
    const part = await importing(csv, '--skip-refused');
    expect(part.code).toBe(4);
    expect(part.team).toContain('  - email: tom@acme.com\n    role: team_admin\n    groups: [Sales]\n');
  });

  it('refuses a row whose cells a separator without quotes has moved', async () => {
    const { code, stdout, team } = await importing('email,surname,given_name\nbob@acme.com,Builder, Jr.,Bob\n');
    expect(code).toBe(1);
    expect(stdout).toBe(
      'line 2: refused bob@acme.com: "Bob" is in no column of the first row. Put quotes around the cell that holds a separator.\n',
    );
    expect(team).toBe(file);
  });

  it('writes nothing when the merged file would not be valid', async () => {
    const { code, stderr, team } = await importing('email,secondary_emails\nbob@acme.com,ada@acme.com\n');
    expect({ code, team }).toEqual({ code: 1, team: file });
    expect(stderr).toContain('ada@acme.com');
    expect(stderr).toContain('Nothing was written.');
  });

  it('reads rows from standard input, too', async () => {
    const { code, stdout } = await workplace.run(['import', 'csv', '-'], { stdin: 'email\ntom@acme.com\n' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'line 2: added tom@acme.com\n' });
    expect((await workplace.run(['import', 'csv'])).stderr).toContain('No CSV file is named.');
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
    [['--map', 'Nobody=email'], 'people.csv: there is no column "Nobody"'],
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
    ['name,town\nTom,Rome\n', 'No column of people.csv is known to hold addresses, external ids or names of groups.'],
    ['email\n"tom@acme.com\n', 'people.csv cannot be read as CSV'],
  ])('says what is wrong with the file %j', async (csv, words) => {
    const { code, stderr } = await importing(csv);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it.each([
    [
      'two columns of one kind',
      'email,mail\na@acme.com,b@acme.com\n',
      'the columns 1 ("email") and 2 ("mail") both hold email.',
    ],
    ['a column twice', 'email,surname,surname\na@acme.com,A,B\n', 'the columns 2 ("surname") and 3 ("surname") both'],
  ])('refuses %s, and says how to choose', async (_, csv, words) => {
    const { code, stderr } = await importing(csv);
    expect({ code, told: stderr.includes(words) }).toEqual({ code: 1, told: true });
    expect((await importing('email,mail\na@acme.com,b@acme.com\n', '--map', '2=email')).team).toContain('b@acme.com');
  });

  it('reads what a spreadsheet calls Unicode text, and says which line of a file is in no Unicode', async () => {
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('email\tsurname\r\ntom@acme.com\tMüller\r\n', 'utf16le'),
    ]);
    expect((await importing(utf16)).team).toContain('    surname: Müller\n');
    const { code, stderr } = await importing(
      Buffer.from('email,surname\nzoe@acme.com,Z\ntim@acme.com,M\xfcller\n', 'latin1'),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('people.csv:3: this line is not UTF-8.');
    expect(stderr).toContain('Save it again as "CSV UTF-8"');
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
