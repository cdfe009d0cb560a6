import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from '../../cli/command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

const key = { ROLLCALL_PRIVACY_KEY: 'a key that nobody guesses' };
const WHOLE = /[a-z0-9.]+@acme\.com/;

describe('plan --format markdown', () => {
  it('prints what belongs on a pull request, with a link to the run, and nothing else', async () => {
    const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r', GITHUB_RUN_ID: '7' };
    const { code, stdout, stderr } = await team.workplace.run(['plan', '--format', 'markdown'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## 🔴 1 person loses access, 1 joins/);
    expect(stdout).toContain('| `eve@acme.com` | access, by suspension<br>');
    expect(stdout).toContain('[run](https://github.com/o/r/actions/runs/7)');
    expect(stderr).not.toContain('Error');
  });

  it('exits as plan does: 2 with --detailed-exitcode, 3 when a guard refuses', async () => {
    const pending = await team.workplace.run(['plan', '--format', 'markdown', '--detailed-exitcode']);
    expect(pending.code).toBe(2);
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${changesFile}`);
    const refused = await team.workplace.run(['plan', '--format', 'markdown']);
    expect(refused.code).toBe(3);
    expect(refused.stdout).toMatch(/^## ⛔ Cannot be merged: 1 person would lose access/);
  });

  it('tells causes with --base', async () => {
    team.workplace.write('base.yaml', changesFile.replace(/ {2}- \{email: eve.*\n/, ''));
    const { stdout } = await team.workplace.run(['plan', '--format', 'markdown', '--base', 'base.yaml']);
    expect(stdout).toContain('**1** by this change of the file');
    expect(stdout).toContain('**Not from this change, and applied with it (due before it too): 3.**');
  });

  it('fails, and says why, when not everybody who loses access can be shown', async () => {
    const name = (index: number) => `person.with.a.long.name.${index}@subsidiary.of.acme.example`;
    const many = Array.from({ length: 400 }, (_, index) => ({ email: name(index), given_name: 'P', surname: 'Q' }));
    const large = await startTeam({
      seed: {
        team: { id: 'dbtid:AAHlarge', name: 'Large', licences: 500 },
        acting_admin: 'ada@acme.com',
        members: [{ email: 'ada@acme.com', given_name: 'Ada', surname: 'L', role: 'Team' }, ...many],
        groups: [],
      },
    });
    const gone = many.map(({ email }) => `  - {email: ${email}, status: removed}\n`).join('');
    large.workplace.write(
      'team.yaml',
      `version: 1\nguards: {max_removals: 100%}\nmembers:\n  - {email: ada@acme.com, role: team_admin}\n${gone}`,
    );
    const { code, stdout, stderr } = await large.workplace.run(['plan', '--format', 'markdown']);
    expect(code).toBe(1);
    expect(stderr).toContain('Error: too many people lose access or gain power for the size of a comment.');
    expect(stdout).toContain('400 people lose access');
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(58_000);
    await large.close();
  });
});

describe('plan --format html', () => {
  it('prints one page', async () => {
    const { code, stdout } = await team.workplace.run(['plan', '--format', 'html']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>\n/);
    expect(stdout).toMatch(/<\/html>\n$/);
    expect(stdout).toContain('<code>eve@acme.com</code>');
  });

  it('is no place for a diff of YAML, and says so', async () => {
    const { code, stderr } = await team.workplace.run(['plan', '--format', 'html', '--yaml-diff']);
    expect(code).toBe(1);
    expect(stderr).toContain('--yaml-diff and --format html exclude each other.');
  });
});

describe('plan --privacy', () => {
  it.each(['text', 'json', 'markdown', 'html'])('hides people in %s, on both outputs', async (format) => {
    for (const mode of ['masked', 'hash']) {
      const run = ['plan', '--format', format, '--privacy', mode, '--verbose'];
      const { code, stdout, stderr } = await team.workplace.run(run, { env: key });
      expect(code).toBe(0);
      const text = `${stdout}${stderr}`.replace(/[a-z]?…[a-z]?@acme\.com/g, '');
      expect(text).not.toMatch(WHOLE);
      expect(text).not.toMatch(/Baumeister|Tester|nobody guesses/);
      expect(stdout).toMatch(mode === 'masked' ? /e…e@acme\.com/ : /person-[0-9a-f]{16}/);
    }
  });

  it('hides people in a diff of YAML, too', async () => {
    const { stdout } = await team.workplace.run(['plan', '--yaml-diff', '--privacy', 'masked']);
    expect(stdout.replace(/[a-z]?…[a-z]?@acme\.com/g, '')).not.toMatch(WHOLE);
  });

  it('hides people in what is wrong with the file, without its lines', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers:\n  - {email: ada@acme.com, colour: red}\n');
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await team.workplace.run(['plan', '--format', format, '--privacy', 'masked']);
      expect(code).toBe(1);
      expect(stderr).toContain('colour');
      expect(`${stdout}${stderr}`.replace(/[a-z]?…[a-z]?@acme\.com/g, '')).not.toMatch(WHOLE);
    }
  });

  it('leaves the saved plan whole, says so, and apply takes it', async () => {
    const { stderr } = await team.workplace.run(['plan', '--privacy', 'masked', '--out', 'plan.json']);
    expect(stderr).toContain('The saved plan holds everything in full: apply needs it.');
    expect(team.workplace.read('plan.json')).toContain('eve@acme.com');
    const { code } = await team.workplace.run(['apply', 'plan.json', '--auto-approve']);
    expect(code).toBe(0);
  });

  it.each([
    ['its event tells', { GITHUB_EVENT_PATH: 'event.json' }],
    ['its workflow tells', { GITHUB_REPOSITORY_VISIBILITY: 'public' }],
  ])('refuses to print people in full where everybody can read it: a public repository, as %s', async (_, said) => {
    team.workplace.write('event.json', JSON.stringify({ repository: { private: false, visibility: 'public' } }));
    const path = team.workplace.path('event.json');
    const env = { ...said, ...('GITHUB_EVENT_PATH' in said && { GITHUB_EVENT_PATH: path }), GITHUB_REPOSITORY: 'o/r' };
    for (const run of [['plan'], ['plan', '--privacy', 'full']]) {
      const { code, stdout, stderr } = await team.workplace.run(run, { env });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        'Error: the repository o/r is public, and --privacy full shows everybody who is on the team. ' +
          'Choose --privacy masked, or --privacy hash with a key in ROLLCALL_PRIVACY_KEY; or make the repository private.\n',
      );
    }
    expect(team.simulator.log).toEqual([]);
    expect((await team.workplace.run(['plan', '--privacy', 'masked'], { env })).code).toBe(0);
  });

  it('prints people in full in a private repository', async () => {
    team.workplace.write('event.json', JSON.stringify({ repository: { private: true, visibility: 'private' } }));
    const env = { GITHUB_EVENT_PATH: team.workplace.path('event.json'), GITHUB_REPOSITORY: 'o/r' };
    const { code, stdout } = await team.workplace.run(['plan'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('eve@acme.com');
  });

  it.each([
    ['is not set', ''],
    ['has fewer than 16 characters', 'short'],
  ])('refuses to hash with a key that %s, before the team is read', async (found, value) => {
    const { code, stdout, stderr } = await team.workplace.run(['plan', '--privacy', 'hash'], {
      env: { ROLLCALL_PRIVACY_KEY: value },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`ROLLCALL_PRIVACY_KEY ${found}`);
    expect(team.simulator.log).toEqual([]);
  });
});
