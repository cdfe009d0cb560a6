import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');

/** How one step of a workflow ended. */
export interface StepResult {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What was appended to the summary of the job. */
  readonly summary: string;
}

let built: Promise<string> | null = null;

/** The Action as the sources give it, built once; that the committed one is the same, `npm run check:action` says. */
async function buildAction(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-action-'));
  await promisify(execFile)(process.execPath, ['scripts/bundle-action.js', folder], { cwd: ROOT });
  return join(folder, 'index.mjs');
}

export interface StepOptions {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** The Node.js that runs it; the one that runs the tests, unless another is named. */
  readonly node?: string;
}

/** Runs one step as GitHub's runner does: the inputs in the environment, outputs and summary by files. */
export async function runStep({ inputs, env, node = process.execPath }: StepOptions): Promise<StepResult> {
  built ??= buildAction();
  const bundle = await built;
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-step-'));
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const child = spawn(node, [bundle], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...Object.fromEntries(given),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
  return {
    code,
    log: Buffer.concat(chunks).toString('utf8'),
    outputs: parseOutputs(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
  };
}

/** Reads the file behind GITHUB_OUTPUT, where each value stands between two lines of a random word. */
function parseOutputs(text: string): Record<string, string> {
  const found = [...text.matchAll(/^(.+)<<(ghadelimiter_[\w-]+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]));
}
