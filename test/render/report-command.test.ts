import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyReportJsonSchema } from '../../src/model/apply-report.js';
import { changesFile, startTeam } from '../cli/command-line.js';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8'));

let team: Awaited<ReturnType<typeof startTeam>>;

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

const report = (...rest: readonly string[]) => team.workplace.run(['report', 'apply', 'report.json', ...rest]);

describe('report apply', () => {
  it('tells what an apply did from the file that it wrote, in every format', async () => {
    const applied = await team.workplace.run(['apply', '--auto-approve', '--report', 'report.json']);
    expect(applied.code).toBe(0);
    const told = applied.stdout.slice(applied.stdout.indexOf('Applied.')).replace(/ It took.*/s, '');
    expect((await report()).stdout).toContain(told);
    expect((await report('--format', 'markdown')).stdout).toMatch(/^## ✅ Applied (\d+) of \1 on /);
    expect((await report('--format', 'html')).stdout).toMatch(/^<!doctype html>\n.*✅ Applied .*<\/html>\n$/s);
    expect((await report('--format', 'json')).stdout).toBe(team.workplace.read('report.json'));
  });

  it('keeps the report in the format that the published schema tells', async () => {
    expect(schema).toEqual(applyReportJsonSchema());
    expect(JSON.parse((await team.workplace.run(['schema', '--report'])).stdout)).toEqual(schema);
    const ajv = new Ajv2020({ allErrors: true, strict: true });
    addFormats.default(ajv);
    const isReport = ajv.compile(schema);
    await team.workplace.run(['apply', '--auto-approve', '--report', 'report.json']);
    expect(isReport(JSON.parse(team.workplace.read('report.json'))) || isReport.errors).toBe(true);
  });

  it('hides people in every format', async () => {
    await team.workplace.run(['apply', '--auto-approve', '--report', 'report.json']);
    for (const format of ['text', 'markdown', 'html', 'json']) {
      const { code, stdout } = await report('--format', format, '--privacy', 'masked');
      expect(code).toBe(0);
      expect(stdout.replace(/[a-z]?…[a-z]?@acme\.com/g, ''), format).not.toMatch(/[a-z0-9.]+@acme\.com|Baumeister/);
    }
  });

  it.each([
    ['a plan', '{"format_version": 1, "desired": {}}', 'is a saved plan'],
    ['half a file', '{"format_version": 1, ', 'is not whole JSON: it was cut short or edited'],
    ['something else', '[]', 'is not whole JSON'],
    [
      'a report that was edited',
      '{"format_version": 1, "operations": [], "counts": 7}',
      'is not the report of an apply at',
    ],
  ])('says what is wrong with %s in its place', async (_, text, found) => {
    team.workplace.write('report.json', text);
    const { code, stdout, stderr } = await report();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`the report report.json ${found}`);
    expect(stderr).toContain('Name the file that rollcall apply --report FILE wrote.');
  });

  it.each([
    [['apply'], 'report apply needs a report.'],
    [
      ['apply', 'report.json', '--format', 'csv'],
      'report apply has no format csv. Choose one of text, markdown, html, json.',
    ],
    [['members', '--format', 'html'], 'report members has no format html. Choose one of table, csv, json.'],
    [['members', 'report.json'], 'report members reads no file.'],
    [['apply', 'report.json', '--live', 'live.json'], 'report apply tells of a run, and --live names a team.'],
  ])('says what does not go together: report %j', async (args, message) => {
    team.workplace.write('report.json', '{}');
    const { code, stderr } = await team.workplace.run(['report', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe('undo', () => {
  it('takes no report that hides people, and says which one it needs', async () => {
    await team.workplace.run([
      'apply',
      '--auto-approve',
      '--report',
      'whole.json',
      '--run-folder',
      'run',
      '--privacy',
      'masked',
    ]);
    const { code, stderr } = await team.workplace.run(['undo', 'run/report.json', '--dry-run']);
    expect(code).toBe(1);
    expect(stderr).toContain('the report run/report.json hides people (--privacy masked)');
    expect((await team.workplace.run(['undo', 'whole.json', '--dry-run'])).code).toBe(0);
  });
});

describe('--privacy', () => {
  it.each([
    ['a graph', ['graph', '--privacy', 'masked']],
    ['the team log', ['log', '--privacy', 'masked', '--format', 'json']],
  ])('hides people in %s', async (_, run) => {
    await team.workplace.run(['apply', '--auto-approve']);
    team.workplace.write('team.yaml', changesFile.replace('Baumeister', 'Mason'));
    const { code, stdout } = await team.workplace.run(run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/…/);
    expect(stdout.replace(/[a-z]?…[a-z]?@acme\.com/g, '')).not.toMatch(/[a-z0-9.]+@acme\.com/);
  });

  it('hides people in a list of the team', async () => {
    const { stdout } = await team.workplace.run(['report', 'members', '--format', 'csv', '--privacy', 'masked']);
    expect(stdout).toMatch(/…/);
    expect(stdout.replace(/[a-z]?…[a-z]?@acme\.com/g, '')).not.toMatch(/[a-z0-9.]+@acme\.com|Tester/);
  });
});
