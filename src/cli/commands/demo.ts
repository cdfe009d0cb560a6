import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CliIo } from '../cli-io.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import type { GlobalOptions } from '../options.js';
import type { Program } from '../program.js';
import type { Session } from '../session.js';

/** The package's own examples, wherever it is installed. */
const examples = new URL('../../../examples/', import.meta.url);

/** `rollcall demo`: plan, apply, plan again, on a simulated team over real HTTP. */
export function addDemoCommand({ root, onRun, runOther }: Program): void {
  const command = root
    .command('demo')
    .description('the whole loop on a simulated team: plan, apply, plan again')
    .addHelpText('after', '\nNeeds no token, and touches no real team.\n');
  onRun(command, (session, options) => runDemo(session, options, runOther));
}

async function runDemo(
  { io, out }: Session,
  { color }: GlobalOptions,
  runOther: Program['runOther'],
): Promise<ExitCode> {
  const { parseSeed, startSimulator } = await import('../../simulator/index.js');
  const seed = parseSeed(JSON.parse(await readFile(new URL('live-team.json', examples), 'utf8')));
  const simulator = await startSimulator({ seed });
  // The journal of a team that exists for seconds must not stay behind.
  const state = await mkdtemp(join(tmpdir(), 'rollcall-demo-'));
  try {
    const env = {
      ...io.env,
      XDG_STATE_HOME: state,
      DROPBOX_API_URL: simulator.url,
      DROPBOX_ACCESS_TOKEN: simulator.token,
    };
    const inner: CliIo = { ...io, env, cwd: fileURLToPath(examples) };
    const step = async (heading: string, argv: readonly string[]) => {
      out.line(`${out.palette.bold(`== ${heading}`)}\n\n$ rollcall ${argv.join(' ')}\n`);
      const code = await runOther([...argv, '--color', color], inner);
      out.line();
      return code;
    };
    const codes = [
      await step('A simulated team, and the file it ought to equal: what would change?', ['plan', '-f', 'team.yaml']),
      await step('Carry it out. A person would be asked first.', ['apply', '-f', 'team.yaml', '--auto-approve']),
      await step('Plan again: the team equals the file.', ['plan', '-f', 'team.yaml', '--detailed-exitcode']),
    ];
    const isConverged = codes.every((code) => code === exitCodes.done);
    out.line(
      isConverged
        ? 'The team in this demo was simulated. To begin with your own: rollcall export --out team.yaml'
        : `The demo did not converge: the steps ended with the exit codes ${codes.join(', ')}.`,
    );
    return isConverged ? exitCodes.done : exitCodes.error;
  } finally {
    await simulator.close();
    await rm(state, { recursive: true, force: true });
  }
}
