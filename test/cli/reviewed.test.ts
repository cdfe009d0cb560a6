import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSummarySchema } from '../../src/model/run-summary.js';
import { sealPlan } from '../../src/plan/saved-plan.js';
import { changesFile, startTeam } from './command-line.js';

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
});
afterEach(() => team.close());

/** The file before anything changed, with the lines of pull requests put in. */
function fileWith(...lines: readonly string[]): string {
  return `version: 1
members:
  - {email: ada@acme.com, role: team_admin}
  - {email: grace@acme.com, role: team_admin}
${lines.map((line) => `  - ${line}\n`).join('')}`;
}

const BOB = '{email: bob@acme.com, surname: Baumeister}';
const TOM = '{email: tom@acme.com, given_name: Tom, surname: Tester}';
const EVE_GOES = '{email: eve@acme.com, status: removed}';

async function plan(name: string, text: string): Promise<void> {
  team.workplace.write('team.yaml', text);
  const { code } = await team.workplace.run(['plan', '--out', name]);
  expect(code).toBe(0);
}

function apply(...argv: readonly string[]) {
  return team.workplace.run(['apply', '--auto-approve', '--run-folder', 'run', ...argv]);
}

function summary() {
  return runSummarySchema.parse(JSON.parse(team.workplace.read('run/run.json')));
}

function report() {
  return JSON.parse(team.workplace.read('run/report.json')) as {
    operations: { id: string; result: string; skipped_because: { tag: string } | null }[];
  };
}

const surnameOf = (email: string) => team.simulator.team.member(email)?.surname;
const statusOf = (email: string) => team.simulator.team.member(email)?.status;

describe('an apply of a file whose plans were reviewed', () => {
  it('does what both of two merged pull requests were reviewed for', async () => {
    await plan('one.json', fileWith(BOB));
    await plan('two.json', fileWith(TOM));
    team.workplace.write('team.yaml', fileWith(BOB, TOM));
    const { code } = await apply('--reviewed', 'one.json', '--reviewed', 'two.json');
    expect(code).toBe(0);
    expect(surnameOf('bob@acme.com')).toBe('Baumeister');
    expect(statusOf('tom@acme.com')).toBe('invited');
    expect(summary()).toMatchObject({ command: 'apply', outcome: 'applied', failureReason: null, exitCode: 0 });
  });

  it('leaves out what was in neither, names it, and does the rest', async () => {
    await plan('one.json', fileWith(BOB));
    team.workplace.write('team.yaml', fileWith(BOB, EVE_GOES));
    const { code, stdout, stderr } = await apply('--reviewed', 'one.json');
    expect(code).toBe(4);
    expect(stderr).toContain('Of 3 operations, 1 will be carried out.');
    expect(stderr).toContain('remove eve@acme.com');
    expect(stdout).toContain('left out');
    expect(statusOf('eve@acme.com')).toBe('active');
    expect(surnameOf('bob@acme.com')).toBe('Baumeister');
    expect(summary()).toMatchObject({ outcome: 'applied-in-part', failureReason: 'partial', counts: { failed: 2 } });
    const causes = report().operations.map(({ id, skipped_because }) => [id, skipped_because?.tag ?? null]);
    expect(Object.fromEntries(causes)).toEqual({
      'member.bob@acme.com/surname': null,
      'member.eve@acme.com/suspend': 'unreviewed',
      'member.eve@acme.com/remove': 'unreviewed',
    });
  });

  it('does nothing of it with strict', async () => {
    await plan('one.json', fileWith(BOB));
    team.workplace.write('team.yaml', fileWith(BOB, TOM));
    const { code, stderr } = await apply('--reviewed', 'one.json', '--reviewed-mode', 'strict');
    expect(code).toBe(5);
    expect(stderr).toContain('not all of it was reviewed. Nothing was changed. Not reviewed:\n  invite tom@acme.com');
    expect(surnameOf('bob@acme.com')).toBe('Builder');
    expect(summary()).toMatchObject({ outcome: 'not-applied', failureReason: 'stale', exitCode: 5 });
    const comment = team.workplace.read('run/comment.md');
    expect(comment).toContain('## ⛔ Not applied: not all of what would be done was reviewed');
    expect(comment).toContain('! create member.tom@acme.com');
  });

  it('tells a conflict, and not that nobody reviewed it, where all of it starts from other values', async () => {
    await plan('one.json', fileWith(BOB));
    team.workplace.write('by-hand.yaml', fileWith('{email: bob@acme.com, surname: Byhand}'));
    await team.workplace.run(['apply', '-f', 'by-hand.yaml', '--auto-approve']);
    expect((await apply('--reviewed', 'one.json')).code).toBe(5);
    expect(summary()).toMatchObject({ outcome: 'not-applied', failureReason: 'conflict' });
    expect(team.workplace.read('run/comment.md')).toContain('the team has changed since the plan was reviewed');
  });

  it('leaves out what was reviewed from another value, as a conflict', async () => {
    await plan('one.json', fileWith(BOB, TOM));
    team.workplace.write('by-hand.yaml', fileWith('{email: bob@acme.com, surname: Byhand}'));
    await team.workplace.run(['apply', '-f', 'by-hand.yaml', '--auto-approve']);
    const { code, stderr } = await apply('--reviewed', 'one.json');
    expect(code).toBe(4);
    expect(stderr).toContain('(reviewed from another value, or to another)');
    expect(surnameOf('bob@acme.com')).toBe('Byhand');
    expect(statusOf('tom@acme.com')).toBe('invited');
    expect(summary()).toMatchObject({ outcome: 'applied-in-part', failureReason: 'conflict' });
  });

  it('does less where a part is done already, and lists that part', async () => {
    await plan('one.json', fileWith(BOB, TOM));
    team.workplace.write('by-hand.yaml', fileWith(BOB));
    await team.workplace.run(['apply', '-f', 'by-hand.yaml', '--auto-approve']);
    const { code, stdout } = await apply('--reviewed', 'one.json');
    expect(code).toBe(0);
    expect(stdout).toContain('Reviewed, and done already before this run:\n  - set the surname of bob@acme.com');
    expect(team.workplace.read('run/comment.md')).toContain('set the surname of bob@acme.com');
    const again = await apply('--reviewed', 'one.json');
    expect(again.code).toBe(0);
    expect(summary()).toMatchObject({ outcome: 'nothing', exitCode: 0 });
  });

  it('tells what was reviewed and a later merge took back', async () => {
    await plan('one.json', fileWith(BOB));
    await plan('two.json', fileWith(TOM));
    const { code, stdout } = await apply('--reviewed', 'one.json', '--reviewed', 'two.json');
    expect(code).toBe(0);
    expect(stdout).toContain('Reviewed, and not asked for by the file any more:\n  - set the surname of bob@acme.com');
    expect(surnameOf('bob@acme.com')).toBe('Builder');
  });

  it('does nothing where no plan was reviewed, and says what to do', async () => {
    team.workplace.write('team.yaml', fileWith(BOB));
    const { code, stdout, stderr } = await apply('--reviewed-mode', 'only');
    expect(code).toBe(5);
    expect(stdout).toContain('Baumeister');
    expect(stderr).toContain('nobody reviewed what would be done. Nothing was changed.');
    expect(stderr).toContain('rollcall apply --reviewed FILE');
    expect(surnameOf('bob@acme.com')).toBe('Builder');
    expect(summary()).toMatchObject({ outcome: 'not-applied', failureReason: 'stale' });
    expect(team.workplace.read('run/comment.md')).toContain('nobody reviewed what would be done');
  });

  it('has nothing to complain of where nothing is to be done', async () => {
    team.workplace.write('team.yaml', fileWith());
    expect((await apply('--reviewed-mode', 'strict')).code).toBe(0);
  });

  it('takes no permission from a plan that was edited, or is another team’s, and goes on with the others', async () => {
    await plan('one.json', fileWith(BOB));
    await plan('two.json', fileWith(TOM));
    team.workplace.write('edited.json', team.workplace.read('one.json').replaceAll('Baumeister', 'Baumeisterin'));
    // Whoever can write a plan can seal it.
    const other = JSON.parse(team.workplace.read('two.json').replaceAll('dbtid:AAHacme', 'dbtid:AAHother'));
    team.workplace.write('other.json', JSON.stringify(sealPlan(other)));
    team.workplace.write('team.yaml', fileWith('{email: bob@acme.com, surname: Baumeisterin}', TOM));
    const argv = ['--reviewed', 'edited.json', '--reviewed', 'other.json'];
    const refused = await apply(...argv);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('edited.json was changed after it was saved');
    expect(refused.stderr).toContain('It permits nothing');
    expect(refused.stderr).toContain('the reviewed plan is for the Dropbox team Acme Inc (dbtid:AAHother)');
    const { code } = await apply(...argv, '--reviewed', 'two.json');
    expect(code).toBe(4);
    expect(surnameOf('bob@acme.com')).toBe('Builder');
    expect(statusOf('tom@acme.com')).toBe('invited');
  });

  it('lets guards refuse the whole file, whatever was reviewed', async () => {
    await plan('one.json', fileWith(BOB));
    team.workplace.write('team.yaml', `guards: {max_removals: 0}\n${fileWith(BOB, EVE_GOES)}`);
    const { code } = await apply('--reviewed', 'one.json');
    expect(code).toBe(3);
    expect(surnameOf('bob@acme.com')).toBe('Builder');
    expect(summary()).toMatchObject({ outcome: 'refused', failureReason: 'guard', exitCode: 3 });
  });

  it('finishes a run that half failed, with the same reviewed plan', async () => {
    await plan('one.json', changesFile);
    team.simulator.addFault({ kind: 'error', route: 'members/suspend', error: 'suspend_last_admin' });
    expect((await apply('--reviewed', 'one.json')).code).toBe(4);
    expect(summary()).toMatchObject({ outcome: 'applied-in-part', failureReason: 'partial', counts: { failed: 1 } });
    const again = await apply('--reviewed', 'one.json');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('done already before this run') });
    expect(statusOf('eve@acme.com')).toBe('suspended');
  });

  it('brings back people in line as the reviewed file says, and no further', async () => {
    team.workplace.write('team.yaml', fileWith(EVE_GOES));
    await team.workplace.run(['apply', '--auto-approve']);
    const back = '{email: eve@acme.com, status: active, surname: Adams}';
    await plan('one.json', `${fileWith(back)}groups:\n  - {name: Sales}\n`);
    const { code } = await apply('--reviewed', 'one.json');
    expect(code).toBe(0);
    expect(statusOf('eve@acme.com')).toBe('active');
    expect((await team.workplace.run(['plan', '--detailed-exitcode'])).code).toBe(0);
  });

  it('will not take a plan file and reviewed plans at once', async () => {
    await plan('one.json', fileWith(BOB));
    const { code, stderr } = await team.workplace.run(['apply', 'one.json', '--reviewed', 'one.json']);
    expect(code).toBe(1);
    expect(stderr).toContain('--reviewed and the plan file one.json exclude each other');
  });

  it('says so where a reviewed plan cannot be read at all', async () => {
    team.workplace.write('team.yaml', fileWith(BOB));
    const { code, stderr } = await apply('--reviewed', 'missing.json');
    expect(code).toBe(1);
    expect(stderr).toContain('The plan file missing.json cannot be read: there is no such file or folder.');
    expect(summary()).toMatchObject({ outcome: 'not-applied', failureReason: 'error' });
  });
});

describe('an apply with a run folder', () => {
  it('hides people in all that others read, the log included', async () => {
    team.workplace.write('team.yaml', changesFile);
    const applied = await apply('--privacy', 'masked');
    expect(applied).toMatchObject({ code: 0 });
    const { stdout, stderr } = applied;
    const read = ['comment.md', 'summary.md', 'annotations.json', 'report.json', 'run.json'];
    for (const text of [stdout, stderr, ...read.map((name) => team.workplace.read(`run/${name}`))]) {
      expect(text).not.toMatch(/eve@|tom@|bob@|Baumeister/);
    }
  });

  it.each([
    ['nobody approves', ['apply', '--run-folder', 'run'], 1, 'not-applied', 'error'],
    ['the file is invalid', ['apply', '--run-folder', 'run', '-f', 'broken.yaml'], 1, 'invalid', 'invalid'],
    [
      'the digest is another',
      ['apply', '--run-folder', 'run', '--expect', `${'0'.repeat(64)}`],
      5,
      'not-applied',
      'stale',
    ],
    ['there is no such guard', ['apply', '--run-folder', 'run', '--override-guard', 'x'], 1, 'invalid', 'invalid'],
  ])('writes it where %s', async (_, argv, exitCode, outcome, failureReason) => {
    team.workplace.write('team.yaml', changesFile);
    team.workplace.write('broken.yaml', 'version: 2\n');
    expect((await team.workplace.run(argv)).code).toBe(exitCode);
    expect(summary()).toMatchObject({ command: 'apply', outcome, failureReason, exitCode });
    expect(team.simulator.team.member('tom@acme.com')).toBeUndefined();
  });

  it('writes it where the team cannot be read', async () => {
    team.workplace.write('team.yaml', changesFile);
    team.simulator.addFault({ kind: 'status', route: 'groups/list', status: 500, times: 50 });
    expect((await apply()).code).toBe(1);
    expect(summary()).toMatchObject({ outcome: 'unread', failureReason: 'incomplete' });
  });
});
