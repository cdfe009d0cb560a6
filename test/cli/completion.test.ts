import { execFileSync, spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let workplace: Workplace;

beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

/** What a shell prints when it runs something in the workplace. */
const runIn = (shell: string, ...args: readonly string[]) =>
  execFileSync(shell, [...args], { cwd: workplace.folder, encoding: 'utf8' });

const isInstalled = (shell: string) => spawnSync(shell, ['--version']).status === 0;

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await workplace.run(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  workplace.write(`rollcall.${shell}`, stdout);
  return stdout;
}

/** The commands that the help names. */
async function commands(): Promise<readonly string[]> {
  const { stdout } = await workplace.run(['--help']);
  const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<|\s)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help' && name !== 'rollcall');
}

/** What bash offers for a line whose last word is being typed. */
async function offeredByBash(line: string): Promise<readonly string[]> {
  await scriptFor('bash');
  const words = line.split(' ');
  const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
  const script = `set -u; source rollcall.bash; ${set}; _rollcall; printf '%s\\n' "\${COMPREPLY[@]-}"`;
  return runIn('bash', '-c', script).trim().split('\n');
}

describe('completion in bash', () => {
  it('offers every command', async () => {
    expect([...(await offeredByBash('rollcall '))].sort()).toEqual([...(await commands())].sort());
    expect(await offeredByBash('rollcall pl')).toEqual(['plan']);
  });

  it('offers the options of the command and those of all commands', async () => {
    expect(await offeredByBash('rollcall plan --de')).toEqual(['--detailed-exitcode']);
    expect(await offeredByBash('rollcall -f x.yaml fmt --c')).toEqual(['--check', '--color']);
    expect(await offeredByBash('rollcall --fi')).toEqual(['--file']);
  });

  it('offers the values that an option or a command takes', async () => {
    expect(await offeredByBash('rollcall report --format ')).toEqual([
      'table',
      'csv',
      'json',
      'text',
      'markdown',
      'html',
    ]);
    expect(await offeredByBash('rollcall validate --format s')).toEqual(['sarif']);
    expect(await offeredByBash('rollcall plan --color n')).toEqual(['never']);
    expect(await offeredByBash('rollcall report in')).toEqual(['invitations', 'inactive']);
    expect(await offeredByBash('rollcall plan --override-guard min')).toEqual(['min_team_admins']);
    expect(await offeredByBash('rollcall explain team_lic')).toEqual(['team_license_limit']);
  });

  it('leaves files to bash where anything may stand', async () => {
    expect(await offeredByBash('rollcall plan --out p')).toEqual(['']);
    expect(await offeredByBash('rollcall apply p')).toEqual(['']);
    expect(await scriptFor('bash')).toContain('complete -o default -F _rollcall rollcall');
  });
});

describe('completion in other shells', () => {
  it.runIf(isInstalled('fish'))('offers in fish what bash offers', async () => {
    await scriptFor('fish');
    const ask = (line: string) => {
      const script = `source rollcall.fish; complete -C '${line}'`;
      const text = runIn('fish', '--no-config', '-c', script);
      return text
        .trim()
        .split('\n')
        .map((one) => one.split('\t')[0]);
    };
    expect(ask('rollcall pl')).toEqual(['plan']);
    const formats = ['csv', 'html', 'json', 'markdown', 'table', 'text'];
    expect(ask('rollcall report --format ').sort()).toEqual(formats);
    expect(ask('rollcall report in').sort()).toEqual(['inactive', 'invitations']);
    expect(ask('rollcall plan --det')).toEqual(['--detailed-exitcode']);
  });

  it.runIf(isInstalled('zsh'))('is a script that zsh can read', async () => {
    await scriptFor('zsh');
    expect(runIn('zsh', '-n', 'rollcall.zsh')).toBe('');
  });

  it.each(['zsh', 'fish'])('names in %s every command and every option there is', async (shell) => {
    const script = await scriptFor(shell);
    for (const name of await commands()) {
      expect(script).toMatch(new RegExp(shell === 'zsh' ? `^ +'${name}:` : ` -a ${name} -d `, 'm'));
      const { stdout } = await workplace.run([name, '--help']);
      for (const [, long = ''] of stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)) {
        expect(script).toContain(shell === 'zsh' ? `--${long}[` : ` -l ${long} `);
      }
    }
  });

  it('is refused for a shell that is not known, with those that are', async () => {
    const { code, stderr } = await workplace.run(['completion', 'tcsh']);
    expect(code).toBe(1);
    expect(stderr).toContain('bash, zsh, fish');
  });
});
