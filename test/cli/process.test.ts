import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changesFile, startTeam } from './command-line.js';

const ROOT = join(import.meta.dirname, '../..');

let build: string;
let main: string;
let team: Awaited<ReturnType<typeof startTeam>>;

beforeAll(() => {
  // Inside node_modules, so that the built files find their packages.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  build = mkdtempSync(join(cache, 'rollcall-'));
  writeFileSync(join(build, 'package.json'), '{"type": "module"}');
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  execFileSync(compiler, ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(build, 'dist')], { cwd: ROOT });
  main = join(build, 'dist', 'cli', 'main.js');
}, 60_000);
afterAll(() => rmSync(build, { recursive: true, force: true }));

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
  const child = spawn(process.execPath, [main, ...argv], {
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

describe('the process', () => {
  it('ends with the exit code of the command', async () => {
    expect((await start(['plan', '--detailed-exitcode'])).code).toBe(2);
    expect(await start(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
    expect((await start([])).code).toBe(1);
  });

  it('loads nothing large to print its version', async () => {
    const folder = join(build, 'coverage');
    const env = { NODE_V8_COVERAGE: folder };
    const child = spawn(process.execPath, [main, '--version'], { stdio: 'ignore', env });
    await new Promise((resolve) => child.on('close', resolve));
    const [file = ''] = readdirSync(folder);
    const coverage = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
    const packages = coverage.result.flatMap(({ url }) => /node_modules\/(?!\.cache)([^/]+)/.exec(url)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(['commander']);
  });

  it('ends quietly when its reader leaves early', async () => {
    const members = Array.from({ length: 3_000 }, (_, index) => `  - {email: person${index}@acme.com}`);
    team.workplace.write('team.yaml', `version: 1\nmembers:\n${members.join('\n')}\n`);
    const { url, token } = team.simulator;
    const command = `"${process.execPath}" "${main}" plan | head -n 1; echo "\${PIPESTATUS[0]}"`;
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
