import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildProgram } from './built-program.js';
import { changesFile, startTeam } from './command-line.js';

let program: BuiltProgram;
let team: Awaited<ReturnType<typeof startTeam>>;

beforeAll(() => {
  program = buildProgram();
}, 60_000);
afterAll(() => program.remove());

beforeEach(async () => {
  team = await startTeam();
  team.workplace.write('team.yaml', changesFile);
});
afterEach(() => team.close());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line as a process of its own. */
function start(argv: readonly string[], whileRunning?: (child: ChildProcess, stderr: string) => void): Promise<Ended> {
  const { url, token } = team.simulator;
  const child = spawn(process.execPath, [program.main, ...argv], {
    cwd: team.workplace.folder,
    env: {
      PATH: process.env.PATH,
      XDG_STATE_HOME: team.workplace.path('state'),
      DROPBOX_API_URL: url,
      DROPBOX_ACCESS_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    texts.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    texts.stderr += String(chunk);
    whileRunning?.(child, texts.stderr);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

/** Sends a signal each time standard error has said the next of some texts. */
function signalAfter(signal: NodeJS.Signals, texts: readonly string[]) {
  const left = [...texts];
  return (child: ChildProcess, stderr: string) => {
    if (left[0] === undefined || !stderr.includes(left[0])) return;
    left.shift();
    child.kill(signal);
  };
}

/** The packages that have code in the parts of the bundle that a command loads. */
async function packagesLoadedFor(argv: readonly string[]): Promise<readonly string[]> {
  const folder = team.workplace.path('coverage');
  const options = { cwd: team.workplace.folder, stdio: 'ignore', env: { NODE_V8_COVERAGE: folder } } as const;
  const child = spawn(process.execPath, [program.main, ...argv], options);
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  const [file = ''] = readdirSync(folder);
  const coverage = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
  const parts = coverage.result.filter(({ url }) => url.startsWith('file:'));
  expect(parts.length).toBeGreaterThan(1);
  // The bundle says above each module where it comes from.
  const origins = parts.flatMap(({ url }) => [
    ...readFileSync(new URL(url), 'utf8').matchAll(
      /^\s*\/\/ node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/\s]+)/gm,
    ),
  ]);
  return [...new Set(origins.map(([, name = '']) => name))].sort();
}

describe('the process', () => {
  it('ends with the exit code of the command', async () => {
    expect((await start(['plan', '--detailed-exitcode'])).code).toBe(2);
    expect(await start(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
    expect((await start([])).code).toBe(1);
  });

  it('loads no package to print its version but the one that reads arguments', async () => {
    expect(await packagesLoadedFor(['--version'])).toEqual(['commander']);
  });

  it('loads nothing to validate a file that reaches a network or compares a plan', async () => {
    const loaded = await packagesLoadedFor(['validate']);
    expect(loaded).toContain('zod');
    for (const late of [
      'undici',
      'diff',
      'fast-json-patch',
      'csv-parse',
      'oauth4webapi',
      'age-encryption',
      '@octokit/core',
    ])
      expect(loaded).not.toContain(late);
  });

  it('ends quietly when its reader leaves early', async () => {
    const members = Array.from({ length: 3_000 }, (_, index) => `  - {email: person${index}@acme.com}`);
    team.workplace.write('team.yaml', `version: 1\nmembers:\n${members.join('\n')}\n`);
    const { url, token } = team.simulator;
    const command = `"${process.execPath}" "${program.main}" plan | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const env = { PATH: process.env.PATH, DROPBOX_API_URL: url, DROPBOX_ACCESS_TOKEN: token };
    const child = spawn('bash', ['-c', command], {
      cwd: team.workplace.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += String(chunk);
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(stdout.split('\n').at(-2)).toMatch(/^[03]$/);
  });

  it.skipIf(!existsSync('/dev/full')).each([['--help'], ['validate'], ['plan']])(
    'says that the disk is full, and fails, where %s cannot write its output',
    async (command) => {
      const { url, token } = team.simulator;
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [program.main, '--quiet', command], {
        cwd: team.workplace.folder,
        env: { PATH: process.env.PATH, DROPBOX_API_URL: url, DROPBOX_ACCESS_TOKEN: token },
        stdio: ['ignore', full, 'pipe'],
      });
      closeSync(full);
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += String(chunk);
      });
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
      expect(stderr).toContain('Error: the output could not be written: the disk is full. Make room');
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)('finishes and reports what is in flight after %s', async (signal) => {
    team.simulator.addFault({ kind: 'delay', route: 'members/add_v2', ms: 500 });
    const { code, stdout } = await start(
      ['apply', '--auto-approve', '--parallelism', '1'],
      signalAfter(signal, ['Applying']),
    );
    expect(stdout).toContain('Interrupted:');
    expect(code).toBe(130);
  });

  it('ends at once after a second signal', async () => {
    team.simulator.addFault({ kind: 'hang', route: 'members/add_v2' });
    const { code, stdout } = await start(
      ['apply', '--auto-approve', '--parallelism', '1'],
      signalAfter('SIGINT', ['Applying', 'finishing the calls in flight']),
    );
    expect(stdout).not.toContain('Interrupted:');
    expect(code).toBe(130);
  });

  it('serves a simulated team until it is interrupted', async () => {
    const { code, stdout, stderr } = await start(['simulator'], signalAfter('SIGINT', ['Press Ctrl-C']));
    expect(stdout).toMatch(/^export DROPBOX_API_URL=http:\/\/127\.0\.0\.1:\d+ DROPBOX_ACCESS_TOKEN=\S+$/m);
    expect(stderr).toContain('Stopped.');
    expect(code).toBe(0);
  });
});
