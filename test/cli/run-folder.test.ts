import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealed } from '../../src/app/sealed-plan.js';
import { runSummarySchema } from '../../src/model/run-summary.js';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

function filesOf(folder: string): readonly string[] {
  return readdirSync(team.workplace.path(folder)).sort();
}

function summaryOf(folder = 'run') {
  return runSummarySchema.parse(JSON.parse(team.workplace.read(`${folder}/run.json`)));
}

const PLAIN = ['annotations.json', 'comment.md', 'plan.json', 'run.json', 'summary.md'];

describe('a plan with --run-folder', () => {
  it('hands over the verdict, what people read, and the plan that apply can do', async () => {
    const argv = ['plan', '--run-folder', 'run', '--commit', HEAD, '--base-commit', BASE, '--pull-request', '7'];
    const { code, stderr } = await team.workplace.run(argv);
    expect(code).toBe(0);
    expect(stderr).toContain('Wrote the run folder run.');
    expect(filesOf('run')).toEqual(PLAIN);
    expect(summaryOf()).toMatchObject({
      command: 'plan',
      team: 'team',
      outcome: 'changes',
      exitCode: 0,
      failureReason: null,
      isComplete: true,
      counts: { changes: 4, adds: 1, removes: 0, destructive: 1, gains: 0 },
      head: HEAD,
      base: BASE,
      pullRequest: 7,
    });
    expect(team.workplace.read('run/comment.md')).toContain('1 person loses access');
    const apply = await team.workplace.run(['apply', 'run/plan.json', '--auto-approve']);
    expect(apply.code).toBe(0);
  });

  it('leaves no draft beside it, and replaces that of an earlier run', async () => {
    await team.workplace.run(['plan', '--run-folder', 'run']);
    team.workplace.write('team.yaml', 'version: 1\nmembers: []\n');
    await team.workplace.run(['plan', '--run-folder', 'run']);
    expect(summaryOf().outcome).toBe('nothing');
    expect(filesOf('.').filter((name) => name.includes('run'))).toEqual(['run']);
  });

  it('refuses a folder that holds anything else, before it asks Dropbox anything', async () => {
    mkdirSync(team.workplace.path('run'));
    team.workplace.write('run/thesis.txt', 'years of work');
    const { code, stderr } = await team.workplace.run(['plan', '--run-folder', 'run']);
    expect(code).toBe(1);
    expect(stderr).toContain('thesis.txt');
    expect(team.workplace.read('run/thesis.txt')).toBe('years of work');
    expect(team.simulator.log).toEqual([]);
  });

  it('tells of mistakes in the file, on their lines', async () => {
    team.workplace.write('team.yaml', 'version: 1\nmembers:\n  - {email: nobody}\n');
    const { code } = await team.workplace.run(['plan', '--run-folder', 'run']);
    expect(code).toBe(1);
    expect(summaryOf()).toMatchObject({ outcome: 'invalid', failureReason: 'invalid', exitCode: 1, digest: null });
    expect(JSON.parse(team.workplace.read('run/annotations.json'))).toEqual([
      expect.objectContaining({ path: 'team.yaml', line: 3, level: 'error' }),
    ]);
    expect(filesOf('run')).not.toContain('plan.json');
  });

  it('never says "no change" of a team that was not read wholly', async () => {
    team.simulator.addFault({ kind: 'status', route: 'members/list_v2', status: 500, times: 50 });
    const { code } = await team.workplace.run(['plan', '--run-folder', 'run']);
    expect(code).toBe(1);
    expect(summaryOf()).toMatchObject({ outcome: 'unread', failureReason: 'incomplete', exitCode: 1 });
    expect(team.workplace.read('run/comment.md')).not.toMatch(/no change/i);
  });

  it.each([
    ['wrong', { DROPBOX_ACCESS_TOKEN: 'sl.wrong' }],
    ['missing', { DROPBOX_ACCESS_TOKEN: '' }],
  ])('tells that the token is %s, without the token', async (_, env) => {
    await team.workplace.run(['plan', '--run-folder', 'run'], { env });
    expect(summaryOf()).toMatchObject({ outcome: 'unread', failureReason: 'auth' });
    expect(team.workplace.read('run/comment.md')).not.toContain('sl.wrong');
  });

  it('tells that a guard refuses', async () => {
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${changesFile}`);
    const { code } = await team.workplace.run(['plan', '--run-folder', 'run']);
    expect(code).toBe(3);
    expect(summaryOf()).toMatchObject({ outcome: 'refused', failureReason: 'guard', exitCode: 3 });
  });

  it('hides people in what others read, and not in the plan that apply needs', async () => {
    await team.workplace.run(['plan', '--run-folder', 'run', '--privacy', 'masked']);
    for (const name of ['comment.md', 'summary.md', 'annotations.json']) {
      expect(team.workplace.read(`run/${name}`)).not.toContain('eve@acme.com');
    }
    expect(team.workplace.read('run/plan.json')).toContain('eve@acme.com');
  });

  it('finds the commits and the pull request in the event of a GitHub job', async () => {
    team.workplace.write(
      'event.json',
      JSON.stringify({ pull_request: { number: 12, head: { sha: HEAD }, base: { sha: BASE } } }),
    );
    const env = { GITHUB_EVENT_PATH: team.workplace.path('event.json'), GITHUB_SHA: 'c'.repeat(40) };
    await team.workplace.run(['plan', '--run-folder', 'run'], { env });
    expect(summaryOf()).toMatchObject({ head: HEAD, base: BASE, pullRequest: 12 });
  });
});

describe('a run folder that cannot be written', () => {
  it('is told before anything is done, where that shows', async () => {
    team.workplace.write('file', '');
    const { code, stderr } = await team.workplace.run(['plan', '--run-folder', 'file/run']);
    expect(code).toBe(1);
    expect(stderr).toContain('The run folder file/run cannot be written: a part of the path is not a folder.');
    expect(team.simulator.log).toEqual([]);
  });

  it('hides nothing of the run, where it shows only at the end', async () => {
    // Nobody can make a folder of this name.
    const { code, stdout, stderr } = await team.workplace.run(['plan', '--run-folder', 'x'.repeat(255)]);
    expect(stdout).toContain('Plan: 1 to add');
    expect(stderr).toContain('The run is over; only its folder is missing.');
    expect(code).toBe(1);
  });
});

describe('a plan that is sealed', () => {
  it('can be read by whoever holds the key, and by nobody else', async () => {
    const identity = await generateX25519Identity();
    const env = { ROLLCALL_PLAN_RECIPIENT: await identityToRecipient(identity) };
    await team.workplace.run(['plan', '--run-folder', 'run', '--out', 'saved.age'], { env });
    expect(filesOf('run')).toEqual(['annotations.json', 'comment.md', 'plan.json.age', 'run.json', 'summary.md']);
    for (const path of ['run/plan.json.age', 'saved.age']) {
      expect(team.workplace.read(path)).not.toContain('eve@acme.com');
    }
    const closed = await team.workplace.run(['apply', 'saved.age', '--auto-approve']);
    expect(closed.stderr).toContain('ROLLCALL_PLAN_KEY, which opens it, is not set');
    const other = { ROLLCALL_PLAN_KEY: await generateX25519Identity() };
    const wrong = await team.workplace.run(['apply', 'saved.age', '--auto-approve'], { env: other });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('ROLLCALL_PLAN_KEY does not open');
    expect(wrong.stderr).not.toContain(other.ROLLCALL_PLAN_KEY);
    expect(team.simulator.team.member('tom@acme.com')).toBeUndefined();
    // As age-keygen writes it.
    const key = { ROLLCALL_PLAN_KEY: `# created: 2026-11-22\n${identity}\n` };
    const opened = await team.workplace.run(['apply', 'saved.age', '--auto-approve'], { env: key });
    expect(opened.code).toBe(0);
  });

  it('opens with either key, while an old one is being replaced', async () => {
    const [old, other] = [await generateX25519Identity(), await generateX25519Identity()];
    const argv = ['plan', '--out', 'saved.age', '--seal-to', await identityToRecipient(old)];
    await team.workplace.run(argv);
    const env = { ROLLCALL_PLAN_KEY: `${other}\n${old}` };
    expect((await team.workplace.run(['apply', 'saved.age', '--auto-approve'], { env })).code).toBe(0);
  });

  it('opens for none of the changed bytes', async () => {
    const identity = await generateX25519Identity();
    const { sealText } = await import('../../src/app/sealed-plan.js');
    const sealed = await sealText('a plan', await identityToRecipient(identity));
    expect(await openSealed(sealed, [identity])).toBe('a plan');
    for (const index of [30, sealed.length - 30, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(await openSealed(changed, [identity])).toBeNull();
    }
  });

  it('is not sealed to a secret key, which is never repeated', async () => {
    const identity = await generateX25519Identity();
    const { code, stderr } = await team.workplace.run(['plan', '--seal-to', identity]);
    expect(code).toBe(1);
    expect(stderr).toContain('--seal-to holds a secret key');
    expect(stderr).not.toContain(identity);
  });

  it.each(['age1short', 'age2qqq', 'ssh-ed25519 AAAA'])('is not sealed to %s', async (recipient) => {
    const { code, stderr } = await team.workplace.run(['plan', '--seal-to', recipient]);
    expect(code).toBe(1);
    expect(stderr).toContain('--seal-to is not a recipient of age');
    expect(team.simulator.log).toEqual([]);
  });

  it('is the only plan that a public repository is handed', async () => {
    team.workplace.write('event.json', JSON.stringify({ repository: { private: false, visibility: 'public' } }));
    const env = { GITHUB_EVENT_PATH: team.workplace.path('event.json') };
    const argv = ['plan', '--run-folder', 'run', '--privacy', 'masked'];
    const { stderr } = await team.workplace.run(argv, { env });
    expect(stderr).toContain('the repository is public, and the plan is not sealed');
    expect(filesOf('run')).toEqual(PLAIN.filter((name) => name !== 'plan.json'));
    const recipient = await identityToRecipient(await generateX25519Identity());
    await team.workplace.run([...argv, '--seal-to', recipient], { env });
    expect(filesOf('run')).toContain('plan.json.age');
  });
});

describe('a validate with --run-folder', () => {
  it('tells that the file is valid, or what is wrong with it', async () => {
    expect((await team.workplace.run(['validate', '--run-folder', 'run'])).code).toBe(0);
    expect(summaryOf()).toMatchObject({ command: 'validate', outcome: 'valid' });
    team.workplace.write('team.yaml', 'version: 1\nmembers: 3\n');
    expect((await team.workplace.run(['validate', '--run-folder', 'run'])).code).toBe(1);
    expect(summaryOf()).toMatchObject({ command: 'validate', outcome: 'invalid', exitCode: 1 });
  });

  it('writes no folder for a command line that it does not understand', async () => {
    await team.workplace.run(['validate', '--run-folder', 'run', '--commit', 'main']);
    expect(existsSync(team.workplace.path('run'))).toBe(false);
  });
});
