import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { modes, parseInputs } from '../../src/action/inputs.js';
import { rollcallSteps } from '../../src/app/doctor/rollcall-jobs.js';
import { parseWorkflowFile } from '../../src/app/doctor/workflow-file.js';
import { findCodeSpans, findTableRows, readText } from '../docs/document.js';
import { copied, readWorkflow } from './workflow-files.js';

const action = z
  .object({ inputs: z.record(z.string(), z.unknown()), outputs: z.record(z.string(), z.unknown()) })
  .parse(parse(readText('action.yml')));
const inputs = Object.keys(action.inputs);
const outputs = Object.keys(action.outputs);

const files = copied.map((name) => {
  const parsed = parseWorkflowFile(name, readWorkflow(name));
  if (!parsed.ok) throw new Error(`${name} is not YAML`);
  return parsed.value;
});
const steps = rollcallSteps(files).map(({ file, job, step }) => ({ name: `${file.path}, ${job.id}`, step }));

/** What expressions stand for when a job runs. */
const values: Readonly<Record<string, string>> = {
  'matrix.config': 'teams/emea.yaml',
  'vars.ROLLCALL_TEAMS': '',
  'vars.ROLLCALL_PRIVACY': 'masked',
  'github.event.pull_request.number || github.event.inputs.pr': '12',
  'github.event.pull_request.head.sha || github.event.inputs.sha': '1'.repeat(40),
  'needs.plan.result': 'success',
  'needs.apply.result': 'failure',
  'needs.drift.result': 'cancelled',
};
const fillIn = (text: string) =>
  text.replace(/\$\{\{ (.+?) \}\}/g, (_, expression: string) => values[expression] ?? '?');

describe.each(steps)('the step of $name', ({ step }) => {
  it('gives the Action inputs that it has', () => {
    expect([...step.inputs.keys()].filter((name) => !inputs.includes(name))).toEqual([]);
  });

  it('gives it nothing that it would refuse', () => {
    const filled = new Map([...step.inputs].map(([name, text]) => [name, fillIn(text)]));
    const parsed = parseInputs((name) => filled.get(name) ?? '');
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });
});

describe('the workflow files', () => {
  it('use every mode of the Action', () => {
    expect(new Set(steps.map(({ step }) => step.inputs.get('mode')))).toEqual(new Set(modes));
  });

  it('use outputs of the Action that it has', () => {
    const used = copied.flatMap((name) => [...readWorkflow(name).matchAll(/steps\.\w+\.outputs\.([\w-]+)/g)]);
    expect(used.length).toBeGreaterThan(5);
    expect(used.map(([, output = '']) => output).filter((output) => !outputs.includes(output))).toEqual([]);
  });
});

describe('docs/pull-requests.md', () => {
  const page = 'docs/pull-requests.md';

  it('lists every input of the Action, and no other', () => {
    const rows = findTableRows(page, /^`(?!dropbox-)[a-z-]+`(, `[a-z-]+`)?$/).filter(({ length }) => length === 4);
    const listed = rows.flatMap(([names = '']) => [...names.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name));
    expect(listed.sort()).toEqual([...inputs].sort());
  });

  it('names every output of the Action', () => {
    const spans = new Set(findCodeSpans(page));
    expect(outputs.filter((name) => !spans.has(name))).toEqual([]);
  });

  it('says of every variable and secret of the workflow files in which environment it lies', () => {
    const used = copied.flatMap((name) => [...readWorkflow(name).matchAll(/\$\{\{ (vars|secrets)\.(\w+) \}\}/g)]);
    const wanted = new Set(used.map(([, kind, name]) => `${kind === 'vars' ? 'variable' : 'secret'} ${name}`));
    const told = findTableRows(page, /^(`dropbox-(plan|apply)`|both, where needed|none: the repository's)$/).map(
      ([, kind = '', name = '']) => `${kind} ${name.replaceAll('`', '')}`,
    );
    expect(wanted.size).toBeGreaterThan(5);
    expect(new Set(told)).toEqual(wanted);
  });
});
