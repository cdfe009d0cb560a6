import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { runChecks } from '../../src/app/doctor/check.js';
import { rollcallWorkflowChecks } from '../../src/app/doctor/rollcall-workflow-checks.js';
import { workflowChecks } from '../../src/app/doctor/workflow-checks.js';
import { parseWorkflowFile, type WorkflowFile } from '../../src/app/doctor/workflow-file.js';
import type { CheckResult } from '../../src/model/check-result.js';
import { readText } from '../docs/document.js';
import { copied, findWorkflowsInPages, own, readReleased, readWorkflow } from './workflow-files.js';

function parseWorkflow(name: string, text: string): WorkflowFile {
  const parsed = parseWorkflowFile(`.github/workflows/${name}`, text);
  if (!parsed.ok) throw new Error(`${name} is not YAML`);
  return parsed.value;
}

function judge(files: ReadonlyMap<string, string>): readonly CheckResult[] {
  const parsed = [...files].map(([name, text]) => parseWorkflow(name, text));
  return [...runChecks(rollcallWorkflowChecks, { value: parsed }), ...runChecks(workflowChecks, { value: parsed })];
}

const notOk = (results: readonly CheckResult[]) => results.filter(({ status }) => status !== 'ok');

describe('the workflow files that users copy', () => {
  it('keep every rule', () => {
    expect(notOk(judge(readReleased()))).toEqual([]);
  });

  it('are pinned to a placeholder until a release fills it in', () => {
    const results = judge(new Map(copied.map((name) => [name, readWorkflow(name)])));
    expect(notOk(results).map(({ id, summary }) => [id, summary])).toEqual([
      ['workflow-pins', `OWNER/rollcall@${'0'.repeat(40)} is a placeholder.`],
    ]);
  });
});

describe.each(own)('%s', (name) => {
  it('keeps the rules for any workflow', () => {
    expect(notOk(runChecks(workflowChecks, { value: [parseWorkflow(name, readWorkflow(name))] }))).toEqual([]);
  });
});

describe.each(findWorkflowsInPages())('%s', (name, text) => {
  it('keeps the rules, too', () => {
    expect(notOk(judge(new Map([[name, text]])))).toEqual([]);
  });
});

/** Ways to break a file. */
const breaks = readBreaks();

function readBreaks() {
  const each = z.strictObject({
    rule: z.string(),
    file: z.enum(copied),
    right: z.string(),
    wrong: z.string(),
    said: z.string(),
  });
  return z.array(each).parse(parseYaml(readText('test/workflows/broken-rules.yaml')));
}

describe('a rule', () => {
  it.each(breaks)('$rule is told when it is broken in $file: $said', ({ rule, file, right, wrong, said }) => {
    const files = new Map(readReleased());
    const text = files.get(file) ?? '';
    expect(text).toContain(right);
    files.set(file, text.replace(right, wrong));
    const found = notOk(judge(files));
    expect(found.map((result) => result.id)).toEqual([rule]);
    expect(found[0]?.findings.map((finding) => finding.found)).toContainEqual(expect.stringContaining(said));
  });

  it('is there for each check, so that none of them can never fail', () => {
    const tested = new Set(breaks.map(({ rule }) => rule));
    const checks = [...rollcallWorkflowChecks, ...workflowChecks].map(({ id }) => id);
    expect(checks.filter((id) => !tested.has(id))).toEqual([]);
  });

  it('says where it is broken', () => {
    const files = new Map(readReleased());
    files.set('rollcall-apply.yml', (files.get('rollcall-apply.yml') ?? '').replace('      queue: max\n', ''));
    const [found] = notOk(judge(files));
    const line = (files.get('rollcall-apply.yml') ?? '').split('\n').findIndex((text) => text.includes('group:')) + 1;
    expect(found?.findings[0]?.position).toEqual({
      file: '.github/workflows/rollcall-apply.yml',
      line,
      column: 7,
    });
  });
});
