import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStep } from './bundled-action.js';
import { fileWith, WorkflowStage } from './workflow-stage.js';

function workspace(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-workspace-'));
  writeFileSync(join(folder, 'team.yaml'), text);
  return folder;
}

describe('a step without credentials', { timeout: 60_000 }, () => {
  it('tells all that is wrong with its inputs, and does nothing', async () => {
    const { code, log, outputs } = await runStep({ inputs: { mode: 'aply', privacy: 'none' }, env: {} });
    expect(code).toBe(1);
    expect(log).toContain('::error::Input mode is "aply": it is one of: teams, validate');
    expect(log).toContain('Input privacy is "none"');
    expect(outputs).toEqual({ 'failure-reason': 'invalid' });
  });

  it('validates, with what is wrong on its line and in the summary of the job', async () => {
    const folder = workspace('version: 1\nmembers:\n  - {email: nobody}\n');
    const { code, log, outputs, summary } = await runStep({
      inputs: { mode: 'validate' },
      env: { GITHUB_WORKSPACE: folder },
    });
    expect(code).toBe(1);
    expect(log).toMatch(/^::error title=rollcall [\w-]+,file=team\.yaml,line=3::/m);
    expect(log).toMatch(/^::error::rollcall validate ended with exit code 1: the team file has mistakes\./m);
    expect(outputs).toMatchObject({ outcome: 'invalid', 'failure-reason': 'invalid', 'exit-code': '1' });
    expect(summary).toContain('team.yaml:3');
  });

  it('lists the teams of a repository as a matrix of jobs', async () => {
    const folder = workspace(fileWith());
    const { code, outputs } = await runStep({ inputs: { mode: 'teams' }, env: { GITHUB_WORKSPACE: folder } });
    expect(code).toBe(0);
    expect(JSON.parse(outputs.matrix ?? '')).toMatchObject({ include: [{ team: 'team', config: 'team.yaml' }] });
  });
});

describe('the log of a step', { timeout: 60_000 }, () => {
  let stage: WorkflowStage;
  beforeEach(async () => {
    stage = await WorkflowStage.start();
  });
  afterEach(() => stage.close());

  it('lets no name of the file or the team be a command to the runner', async () => {
    const name = '::set-output name=changed::false';
    stage.propose(1, 'evil', `${fileWith()}groups:\n  - {name: "${name}"}\n`);
    const { log, outputs } = await stage.plan(1);
    const word = /^::stop-commands::([\w-]+)$/m.exec(log)?.[1] ?? 'none';
    const [, quiet = '', after = ''] = log.split(new RegExp(`^::(?:stop-commands::)?${word}(?:::)?$`, 'm'));
    expect(quiet).toContain(name);
    // In an annotation it may stand, where no line begins with it.
    expect(after.split('\n').filter((line) => line.startsWith(name))).toEqual([]);
    expect(outputs.changed).toBe('true');
  });

  it('has every secret hidden before anything else is said', async () => {
    const secrets = { ROLLCALL_PLAN_KEY: stage.identity, ROLLCALL_PRIVACY_KEY: 'a-long-random-text-of-ours' };
    stage.propose(1, 'bob', fileWith());
    const { log } = await stage.plan(1, { env: secrets });
    const before = log.slice(0, log.indexOf('::stop-commands::'));
    const all = [...Object.values(secrets), stage.simulator.token, 'ghs_plan'];
    for (const secret of all.flatMap((one) => [one, Buffer.from(one).toString('base64')])) {
      expect(before).toContain(`::add-mask::${secret}\n`);
      expect(log.split(secret)).toHaveLength(2);
    }
  });
});
