import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commandLineOf, type Found } from '../../src/action/command-lines.js';
import { inputNames, modes, parseInputs } from '../../src/action/inputs.js';
import { outputNames } from '../../src/action/outputs.js';

const action = parse(readFileSync('action.yml', 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly description: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: unknown;
};

function inputs(given: Readonly<Record<string, string>>) {
  return parseInputs((name) => given[name] ?? '');
}

const found: Found = { runFolder: '/tmp/run', base: null, reviewed: [], pullRequests: [], commit: null };

function argvOf(given: Readonly<Record<string, string>>, more: Partial<Found> = {}): readonly string[] {
  const parsed = inputs(given);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return commandLineOf(parsed.value, { ...found, ...more });
}

describe('action.yml', () => {
  it('has the inputs that are read, and the outputs that are set', () => {
    expect(Object.keys(action.inputs).sort()).toEqual([...inputNames].sort());
    expect(Object.keys(action.outputs).sort()).toEqual([...outputNames].sort());
  });

  it('gives every input a default that is understood', () => {
    const defaults = Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']),
    );
    for (const mode of modes) expect(inputs({ ...defaults, mode, 'report-dir': 'run' }).ok).toBe(true);
  });

  it('names every mode', () => {
    for (const mode of modes) expect(action.inputs.mode?.description).toContain(mode);
  });

  it('runs the committed bundle on Node 24', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'action/index.mjs' });
  });
});

describe('an input', () => {
  it.each([
    [
      {},
      'Input mode is missing: it is one of: teams, validate, plan, report, apply, report-apply, drift, report-drift.',
    ],
    [{ mode: 'aply' }, 'Input mode is "aply": it is one of: teams, validate,'],
    [{ mode: 'plan', 'read-only-token': 'yes' }, 'Input read-only-token is "yes": write true or false.'],
    [{ mode: 'plan', 'read-only-token': 'TRUE' }, 'Input read-only-token is "TRUE": write true or false.'],
    [{ mode: 'apply', reviewed: 'maybe' }, 'Input reviewed is "maybe": it is one of: only, strict, off.'],
    [{ mode: 'plan', privacy: 'none' }, 'Input privacy is "none": it is one of: full, masked, hash.'],
    [{ mode: 'plan', 'pull-request': '1; rm' }, 'Input pull-request is "1; rm": write the number of a pull request.'],
    [{ mode: 'plan', 'expected-head': 'main' }, 'Input expected-head is "main": write the full hash of a commit.'],
    [{ mode: 'apply', 'plan-workflow': '../x.yml' }, 'Input plan-workflow is "../x.yml": write the file name'],
    [{ mode: 'report' }, 'Input report-dir is missing: mode report reads the folder that the job before wrote.'],
    [{ mode: 'plan', 'pull-request': '7' }, 'Inputs pull-request and expected-head go together'],
  ])('%j is refused, and it is said what can be written', (given, message) => {
    const parsed = inputs(given);
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringContaining(message)]);
  });

  it('is refused together with all others that are wrong', () => {
    const parsed = inputs({ mode: 'x', privacy: 'y', reviewed: 'z' });
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(3);
  });
});

describe('the command line of a step', () => {
  const head = 'a'.repeat(40);

  it.each([
    [{ mode: 'teams' }, 'teams . --format github-matrix'],
    [{ mode: 'teams', config: 'teams' }, 'teams teams --format github-matrix'],
    [
      { mode: 'validate', config: './teams//a.yaml' },
      'validate --file teams/a.yaml --color never --run-folder /tmp/run',
    ],
    [{ mode: 'validate' }, 'validate --file team.yaml --color never --run-folder /tmp/run'],
    [
      { mode: 'drift', config: 'a.yaml', privacy: 'hash', 'read-only-token': 'true' },
      'drift --file a.yaml --color never --run-folder /tmp/run --privacy hash --read-only-token',
    ],
    [{ mode: 'apply', reviewed: 'off' }, 'apply --file team.yaml --color never --run-folder /tmp/run --auto-approve'],
    // The gate holds although nothing was found: then nothing is permitted.
    [
      { mode: 'apply' },
      'apply --file team.yaml --color never --run-folder /tmp/run --auto-approve --reviewed-mode only',
    ],
    [
      { mode: 'report-drift', 'report-dir': 'x', 'job-result': 'failure' },
      'comment /tmp/run --file team.yaml --color never --result failure --command drift --format json',
    ],
  ])('%j is what a person would type', (given, expected) => {
    expect(argvOf(given).join(' ')).toBe(expected);
  });

  it('holds what was found out before', () => {
    const plan = argvOf(
      { mode: 'plan', 'pull-request': '7', 'expected-head': head, privacy: 'masked' },
      { commit: head, base: { commit: 'b'.repeat(40), file: '../b/team.yaml' } },
    );
    expect(plan.join(' ')).toBe(
      `plan --file team.yaml --color never --run-folder /tmp/run --commit ${head} --pull-request 7 ` +
        `--base ../b/team.yaml --base-commit ${'b'.repeat(40)} --privacy masked`,
    );
    const apply = argvOf({ mode: 'apply', reviewed: 'strict' }, { reviewed: ['/tmp/one', '/tmp/two'] });
    expect(apply.join(' ')).toContain('--reviewed-mode strict --reviewed /tmp/one --reviewed /tmp/two');
    const report = argvOf({ mode: 'report-apply', 'report-dir': 'x' }, { pullRequests: [3, 4], commit: head });
    expect(report.join(' ')).toContain(`--commit ${head} --pull-request 3 --pull-request 4`);
  });
});
