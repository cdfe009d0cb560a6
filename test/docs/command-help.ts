import { runCommand } from '../scenarios/command-line.js';
import { SharedClock } from '../scenarios/shared-clock.js';
import { root } from './document.js';

/** The help of every command, where all options are; that of the program itself has no name. */
export async function readHelp(): Promise<ReadonlyMap<string, string>> {
  const clock = new SharedClock(0);
  const help = async (argv: readonly string[]) => (await runCommand(argv, { cwd: root, env: {}, clock })).stdout;
  const rootHelp = await help(['--help']);
  const names = [...rootHelp.matchAll(/^ {2}([a-z]+) (?:\[|<|\s)/gm)].map(([, name = '']) => name);
  const commands = names.filter((name) => name !== 'help' && name !== 'rollcall');
  const entries = await Promise.all(
    commands.map(async (name) => [name, await help([name, '--help'])] as [string, string]),
  );
  return new Map([['', rootHelp], ...entries]);
}

/** All commands, in the order of the help. */
export async function readCommandNames(): Promise<string[]> {
  return [...(await readHelp()).keys()].filter((name) => name !== '');
}
