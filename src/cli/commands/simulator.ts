import { resolve } from 'node:path';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import { parseWholeNumber } from '../options.js';
import type { Program, Run } from '../program.js';
import { readTextFile } from '../read-files.js';
import type { Session } from '../session.js';

interface SimulatorCommandOptions {
  readonly port?: number;
  readonly seed?: string;
  readonly state?: string;
  readonly faults?: string;
}

/** `rollcall simulator`: a Dropbox team to try things on, over HTTP. */
export function addSimulatorCommand({ root, onRun }: Program): void {
  const command = root
    .command('simulator')
    .description('serve a simulated Dropbox team over HTTP')
    .option('--port <number>', 'listen on this port; a free one by default', parseWholeNumber(0, 65_535))
    .option('--seed <file>', 'begin with this team (JSON); a small one by default')
    .option('--state <file>', 'keep the team in this file, and go on from it')
    .option('--faults <file>', 'what goes wrong, and when (JSON)')
    .addHelpText('after', '\nExample:\n  rollcall simulator --seed examples/live-team.json --port 8080\n');
  onRun(command, runSimulator);
}

const runSimulator: Run<SimulatorCommandOptions> = async (session, options) => {
  const { parseFaultScript, parseSeed, startSimulator } = await import('../../simulator/index.js');
  const { io, out, err } = session;
  const seed = await readJson(session, 'seed', options.seed, parseSeed);
  const faults = await readJson(session, 'fault script', options.faults, parseFaultScript);
  const simulator = await startSimulator({
    ...(seed !== undefined && { seed }),
    ...(faults !== undefined && { faults }),
    ...(options.port !== undefined && { port: options.port }),
    ...(options.state !== undefined && { stateFile: resolve(io.cwd, options.state) }),
  }).catch((cause: unknown) => {
    throw new CommandError(
      `The simulator cannot start: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Mend what is told, or choose another --port.',
      { cause },
    );
  });
  try {
    const interrupted = new Promise<void>((done) => {
      const stopListening = io.onInterrupt(() => {
        stopListening();
        done();
      });
    });
    out.line(`A simulated Dropbox team is served at ${simulator.url}`);
    // The token of a simulator opens nothing else, and is there to be copied.
    out.line(`export DROPBOX_API_URL=${simulator.url} DROPBOX_ACCESS_TOKEN=${simulator.token}`);
    err.line('Press Ctrl-C to stop it.');
    await interrupted;
  } finally {
    await simulator.close();
  }
  err.line('Stopped.');
  return exitCodes.done;
};

async function readJson<Value>(
  { io }: Session,
  what: string,
  path: string | undefined,
  parse: (document: unknown) => Value,
): Promise<Value | undefined> {
  if (path === undefined) return undefined;
  const text = await readTextFile({ path, cwd: io.cwd }, what);
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`The ${what} ${path} cannot be used: ${problem}.`, 'Correct it and start again.', { cause });
  }
}
