import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/cli/exit-code.js';
import {
  groupFields,
  includedFileFields,
  memberFields,
  membershipFields,
  offboardingFields,
  settingsFields,
  teamFileFields,
} from '../../src/config/schema.js';
import { guardNames } from '../../src/model/policy.js';
import { type Fault, parseSeed, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { type CommandResult, runCommand } from '../scenarios/command-line.js';
import { SharedClock } from '../scenarios/shared-clock.js';
import { readCommandNames, readHelp } from './command-help.js';
import { findMarkedBlocks, findTableRows, type MarkedBlock, readText, replaceMarkedBlock, root } from './document.js';

const isUpdate = process.env.UPDATE_GOLDEN === '1';
const blocks = findMarkedBlocks('README.md');
const running: Simulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

/** Runs a command as the README writes it, at the root of the repository, on the team that the README uses. */
async function runAsWritten(command: string, faults: readonly Fault[] = []): Promise<CommandResult> {
  const clock = new SharedClock(Date.parse('2026-11-02T09:00:00Z'));
  const simulator = await startSimulator({
    seed: parseSeed(JSON.parse(readText('examples/live-team.json'))),
    clock: clock.now,
    faults,
  });
  running.push(simulator);
  const [program, ...argv] = command.split(' ');
  expect(program).toBe('rollcall');
  const env = { DROPBOX_API_URL: simulator.url, DROPBOX_ACCESS_TOKEN: simulator.token };
  return runCommand(argv, { cwd: root, env, clock });
}

const addressIsTaken: Fault = {
  kind: 'error',
  route: 'members/set_profile_v2',
  error: 'email_reserved_for_other_user',
};

/** Takes out what is different in every run. */
function steady(text: string): string {
  return text
    .replace(/It took .+\.$/m, 'It took 3 s.')
    .replace(/Request id: \w+/g, 'Request id: af36602e03ce819f8cf8afa9dc6e7f34');
}

function blocksOf(kind: string): MarkedBlock[] {
  return blocks.filter((block) => block.kind === kind);
}

function expectBlock({ origin, content }: MarkedBlock, text: string): void {
  if (isUpdate) replaceMarkedBlock('README.md', origin, text);
  else expect(content).toBe(text);
}

describe('the README', () => {
  it('has the blocks that are checked below', () => {
    expect(blocks.map(({ kind, origin }) => `${kind}: ${origin}`)).toEqual([
      'file: examples/short-team.yaml',
      'output: rollcall plan -f examples/short-team.yaml',
      'output: rollcall apply -f examples/short-team.yaml --auto-approve (the report, with a fault)',
      'snippet: library',
    ]);
  });

  it.each(blocksOf('file'))('shows $origin as it is', (block) => {
    expectBlock(block, readText(block.origin));
  });

  it.each(blocksOf('output'))('shows what is really printed by $origin', async (block) => {
    const [command = '', isReport] = block.origin.split(' (the report, with a fault)');
    const { code, stdout } = await runAsWritten(command, isReport === undefined ? [] : [addressIsTaken]);
    expect(code).toBe(isReport === undefined ? exitCodes.done : exitCodes.appliedInPart);
    const report = stdout.slice(stdout.indexOf('Applied in part'));
    const printed = isReport === undefined ? stdout : report;
    expectBlock({ ...block, content: steady(block.content) }, steady(printed));
  });

  it('is right that planning again finds no changes', async () => {
    const clock = new SharedClock(Date.parse('2026-11-02T09:00:00Z'));
    const seed = parseSeed(JSON.parse(readText('examples/live-team.json')));
    const simulator = await startSimulator({ seed, clock: clock.now });
    running.push(simulator);
    const env = { DROPBOX_API_URL: simulator.url, DROPBOX_ACCESS_TOKEN: simulator.token };
    const run = (argv: string[]) => runCommand([...argv, '-f', 'examples/short-team.yaml'], { cwd: root, env, clock });
    expect((await run(['apply', '--auto-approve'])).code).toBe(exitCodes.done);
    expect((await run(['plan'])).stdout).toMatch(/^No changes\./);
  });

  it('counts right whom the example leaves alone', () => {
    const plan = blocks.find(({ origin }) => origin.startsWith('rollcall plan'))?.content;
    expect(plan).toContain('7 members in no file (left alone)');
    expect(plan).toContain('3 groups in no file (left alone)');
    expect(readText('README.md')).toContain('the seven people and three groups above');
  });

  it('names only options that exist', async () => {
    const help = [...(await readHelp()).values()].join('\n');
    const named = new Set([...readText('README.md').matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option));
    const unknown = [...named].filter((option) => !new RegExp(`${option}(?![\\w-])`).test(help));
    expect(named.size).toBeGreaterThan(15);
    expect(unknown).toEqual([]);
  });

  it('names only commands that exist, and all of them', async () => {
    const commands = await readCommandNames();
    const named = new Set([...readText('README.md').matchAll(/(?:`| {4})rollcall ([a-z]+)/g)].map(([, name]) => name));
    expect([...named].filter((name) => !commands.includes(name ?? ''))).toEqual([]);
    expect(commands.filter((name) => name !== 'demo' && !named.has(name))).toEqual([]);
    expect(commands.length).toBeGreaterThanOrEqual(7);
  });

  it('has exactly the exit codes of the command line in its table', () => {
    const rows = findTableRows('README.md', /^\d+$/).map(([code = '']) => Number(code));
    expect(rows).toEqual(Object.values(exitCodes));
  });

  it('has exactly the guards that can be overridden in its table', () => {
    const rows = findTableRows('README.md', /^`[a-z]+(_[a-z]+)+`$/).map(([guard = '']) => guard.slice(1, -1));
    expect(rows).toEqual([...guardNames]);
  });

  it('uses only keys of the team file in its YAML', () => {
    const known = new Set([
      ...Object.keys({ ...teamFileFields, ...includedFileFields, ...memberFields, ...groupFields }),
      ...Object.keys({ ...membershipFields, ...offboardingFields, ...settingsFields }),
      'member',
    ]);
    const used = [...readText('README.md').matchAll(/[`{ ]([a-z]+(?:_[a-z]+)*):(?= |`|\*)(?=[^`\n]*`)/g)].map(
      ([, key = '']) => key,
    );
    const spans = [...readText('README.md').matchAll(/`([a-z_]+:[^`\n]*)`/g)].map(([, span = '']) => span);
    const keys = spans.flatMap((span) => [...span.matchAll(/(?:^|[{,] ?)([a-z_]+):/g)].map(([, key = '']) => key));
    expect(used.length).toBeGreaterThan(0);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
    for (const span of spans) expect(() => parse(span.replace('…', 'null')), span).not.toThrow();
  });

  it('has a library example that runs as it stands', async () => {
    const [snippet] = blocksOf('snippet');
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-readme-'));
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      writeFileSync(join(folder, 'team.yaml'), 'version: 1\nmembers:\n  - email: ada@example.com\n');
      const source = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href);
      const code = (snippet?.content ?? '')
        .replace("'rollcall/simulator'", source('src/simulator/index.ts'))
        .replace("'rollcall'", source('src/index.ts'))
        .replace('process.cwd()', JSON.stringify(folder));
      const script = join(folder, 'snippet.mjs');
      writeFileSync(script, code);
      await import(/* @vite-ignore */ pathToFileURL(script).href);
      expect(error.mock.calls).toEqual([]);
      expect(log.mock.calls[0]?.[0]).toMatchObject({ add: 1, remove: 0 });
    } finally {
      log.mockRestore();
      error.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });
});
