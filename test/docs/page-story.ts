import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSeed, startSimulator } from '../../src/simulator/index.js';
import { type CommandResult, runCommand } from '../scenarios/command-line.js';
import { SharedClock } from '../scenarios/shared-clock.js';
import { readText, root } from './document.js';

/** The day on which the documentation's commands run. */
const TODAY = Date.parse('2026-11-02T09:00:00Z');

/** One step of a page, in the page's order. */
export type PageStep =
  | { readonly tag: 'write'; readonly path: string; readonly content: string }
  /** Somebody clicks in the admin console: a route of the API, its argument, and who it is. */
  | { readonly tag: 'click'; readonly route: string; readonly argument: unknown; readonly admin: string }
  | { readonly tag: 'file'; readonly path: string; readonly content: string }
  | {
      readonly tag: 'run';
      readonly command: string;
      readonly exitCode: number;
      /** Shown from the line that begins so; all of it where null. */
      readonly from: string | null;
      readonly content: string;
    };

/** What a step really gives: what it prints, or what is in the file. Null for a step that only sets the scene. */
export interface StepResult {
  readonly step: PageStep;
  readonly found: string | null;
}

const MARKED = /<!-- (click): (.+?) -->\n|<!-- (write|file|output): (.+?) -->\n\n?(`{3,})(\w+)\n([\s\S]*?)\5\n/g;

/**
 * The steps of a page: `<!-- write: team.yaml -->` puts the block into the page's folder, `<!-- file: team.yaml -->`
 * shows a file as it is by then, `<!-- output: rollcall plan (exit 2) -->` shows a command and what it prints, and with
 * `(from Licences:)` only the end of it. `<!-- click: grace@acme.com groups/delete {…} -->` happens in the console.
 */
export function findSteps(page: string): PageStep[] {
  return [...readText(page).matchAll(MARKED)].map(
    ([, click, clicked = '', tag, origin = '', , , content = '']): PageStep => {
      if (click !== undefined) {
        const [, admin = '', route = '', argument = ''] = /^(\S+) (\S+) (.+)$/.exec(clicked) ?? [];
        return { tag: 'click', route, argument: JSON.parse(argument), admin };
      }
      if (tag === 'write' || tag === 'file') return { tag, path: origin, content };
      const [, command = '', exit, from] = /^(.*?)(?: \(exit (\d+)\))?(?: \(from (.+)\))?$/.exec(origin) ?? [];
      return { tag: 'run', command, exitCode: Number(exit ?? 0), from: from ?? null, content };
    },
  );
}

/**
 * Plays a page on a simulated team of its own, in a folder of its own that begins with the files of `examples`, and
 * `team.yaml`, which is `examples/short-team.yaml`.
 */
export async function playPage(steps: readonly PageStep[]): Promise<StepResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-docs-'));
  const clock = new SharedClock(TODAY);
  const seed = parseSeed(JSON.parse(readText('examples/live-team.json')));
  const simulator = await startSimulator({ seed, clock: clock.now });
  try {
    cpSync(join(root, 'examples'), folder, { recursive: true });
    cpSync(join(root, 'examples/short-team.yaml'), join(folder, 'team.yaml'));
    const env = {
      DROPBOX_API_URL: simulator.url,
      DROPBOX_ACCESS_TOKEN: simulator.token,
      ROLLCALL_PRIVACY_KEY: 'a key of the documentation',
      XDG_STATE_HOME: join(folder, '.state'),
      XDG_CONFIG_HOME: join(folder, '.config'),
    };
    const results: StepResult[] = [];
    for (const step of steps) {
      if (step.tag === 'write') {
        writeFileSync(join(folder, step.path), step.content);
        results.push({ step, found: null });
      } else if (step.tag === 'click') {
        clock.advance(3_600_000);
        simulator.perform(step.route, step.argument, step.admin);
        clock.advance(3_600_000);
        results.push({ step, found: null });
      } else if (step.tag === 'file') {
        const path = join(folder, step.path);
        results.push({ step, found: existsSync(path) ? readFileSync(path, 'utf8') : `no file ${step.path}\n` });
      } else {
        const argv = splitCommand(step.command);
        const result = await runCommand(argv, { cwd: folder, env, clock });
        results.push({ step, found: `$ ${step.command}\n${steady(printed(result, step), [folder, simulator.url])}` });
      }
    }
    return results;
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What a reader would see: results first, as in a pipe.
 * @throws Error for another exit code than the page tells, also while pages are written anew.
 */
function printed(
  { code, stdout, stderr }: CommandResult,
  { command, exitCode, from }: PageStep & { tag: 'run' },
): string {
  if (code !== exitCode) throw new Error(`${command}: exit code ${code} instead of ${exitCode}\n${stdout}${stderr}`);
  const text = stdout === '' ? stderr : stdout;
  if (from === null) return text;
  const at = `\n${text}`.indexOf(`\n${from}`);
  if (at < 0) throw new Error(`${command}: no line begins with ${from}\n${text}`);
  return `…\n${text.slice(at)}`;
}

/** Splits as a shell does, as far as documentation needs it: spaces, and double quotes. */
function splitCommand(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  if (words.shift() !== 'rollcall') throw new Error(`not a rollcall command: ${command}`);
  return words;
}

/** Takes out what is different in every run. */
function steady(text: string, places: readonly [folder: string, url: string]): string {
  const [folder, url] = places;
  return text
    .replaceAll(folder, '~/team')
    .replaceAll(url, 'http://127.0.0.1:4242')
    .replace(/It took .+\.$/gm, 'It took 3 s.')
    .replace(/Request id: \w+/g, 'Request id: af36602e03ce819f8cf8afa9dc6e7f34');
}

/** Writes the results into a page; for UPDATE_GOLDEN=1. */
export function writeResults(page: string, results: readonly StepResult[]): void {
  let at = 0;
  const text = readText(page).replace(
    MARKED,
    (whole, click?: string, _?: string, tag = '', origin = '', _fence = '', language = '', content = '') => {
      const found = results[at++]?.found;
      if (found === undefined || click !== undefined) return whole;
      const shown = found ?? content;
      // What holds fences of its own stands between longer ones.
      const fence = shown.includes('```') ? '````' : '```';
      return `<!-- ${tag}: ${origin} -->\n\n${fence}${tag === 'output' ? 'text' : language}\n${shown}${fence}\n`;
    },
  );
  writeFileSync(join(root, page), text);
}
