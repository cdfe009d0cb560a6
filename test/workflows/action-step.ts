import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '../../src/action/run-action.js';

type Texts = Readonly<Record<string, string>>;

/** How a step that uses the Action ended. */
export interface ActionEnd {
  readonly isOk: boolean;
  readonly outputs: Texts;
  readonly log: string;
}

/** The Actions toolkit reads and writes what belongs to the process, so steps run one after the other. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the Action inside this process, as GitHub's runner would start it; test/action runs the bundle itself.
 * @param place a folder for what the step writes, the run folder among it.
 */
export function runActionStep(inputs: Texts, env: Texts, place: string): Promise<ActionEnd> {
  const next = last.then(() => runAlone(inputs, env, mkdtempSync(join(place, 'step-'))));
  last = next.catch(() => undefined);
  return next;
}

async function runAlone(inputs: Texts, given: Texts, folder: string): Promise<ActionEnd> {
  const output = join(folder, 'output');
  const summary = join(folder, 'summary');
  for (const file of [output, summary]) writeFileSync(file, '');
  const own = process.env;
  const write = process.stdout.write;
  let log = '';
  try {
    process.env = {
      PATH: own.PATH,
      HOME: folder,
      RUNNER_TEMP: folder,
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...given,
    };
    process.stdout.write = (text: string | Uint8Array) => {
      log += String(text);
      return true;
    };
    await runAction(process.env, (text) => {
      log += text;
    });
    return { isOk: process.exitCode !== 1, outputs: parseOutputs(readFileSync(output, 'utf8')), log };
  } finally {
    process.stdout.write = write;
    process.env = own;
    process.exitCode = undefined;
  }
}

/** Reads the file behind GITHUB_OUTPUT, where each value stands between two lines of a random word. */
function parseOutputs(text: string): Texts {
  const found = [...text.matchAll(/^(.+)<<(ghadelimiter_[\w-]+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(found.map(([, name = '', , value = '']) => [name, value]));
}
