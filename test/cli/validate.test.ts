import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
  workplace.write('good.yaml', 'version: 1\nmembers:\n  - {email: ada@acme.com}\n');
  workplace.write('bad.yaml', 'version: 1\nmembers:\n  - {email: ada@acme.com, space_quota_gb: 1}\n');
});
afterEach(() => workplace.remove());

describe('validate', () => {
  it('needs no token and no network', async () => {
    const { code, stdout } = await workplace.run(['validate', '-f', 'good.yaml']);
    expect(stdout).toBe('good.yaml is valid. Members: 1. Groups: 0.\n');
    expect(code).toBe(0);
  });

  it('underlines what is wrong, and says what to do', async () => {
    const { code, stdout } = await workplace.run(['validate', '-f', 'bad.yaml']);
    expect(stdout).toContain('bad.yaml:3:43 error: member ada@acme.com: space quota 1 GB is below');
    expect(stdout).toContain('^');
    expect(code).toBe(1);
  });

  it('prints JSON for tools', async () => {
    const { stdout } = await workplace.run(['validate', '-f', 'bad.yaml', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, diagnostics: [{ file: 'bad.yaml', line: 3 }] });
    const good = await workplace.run(['validate', '-f', 'good.yaml', '--format', 'json']);
    expect(JSON.parse(good.stdout)).toMatchObject({ valid: true, diagnostics: [] });
  });

  it('prints annotations for GitHub', async () => {
    const { stdout } = await workplace.run(['validate', '-f', 'bad.yaml', '--format', 'github']);
    expect(stdout).toMatch(/^::error file=bad\.yaml,line=3,col=43,/);
  });

  it('prints SARIF for code scanning', async () => {
    const { stdout } = await workplace.run(['validate', '-f', 'bad.yaml', '--format', 'sarif']);
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0', runs: [{ results: [{ level: 'error' }] }] });
  });

  it('reads standard input, and does not wait for a person to type a file', async () => {
    const piped = await workplace.run(['validate', '-f', '-'], { stdin: 'version: 1\nmembers: []\n' });
    expect(piped.code).toBe(0);
    const typed = await workplace.run(['validate', '-f', '-'], { types: '' });
    expect(typed.stderr).toContain('Standard input is a terminal.');
    expect(typed.code).toBe(1);
  });
});
