import { Command } from 'commander';
import { rollcallVersion } from '../app/rollcall-version.js';
import { escapeText } from '../render/escape-text.js';
import type { CliIo } from './cli-io.js';
import { addApplyCommand } from './commands/apply.js';
import { addCommentCommand } from './commands/comment.js';
import { addCompletionCommand } from './commands/completion.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addDriftCommand } from './commands/drift.js';
import { addExplainCommand } from './commands/explain.js';
import { addExportCommand } from './commands/export.js';
import { addFmtCommand } from './commands/fmt.js';
import { addGraphCommand } from './commands/graph.js';
import { addImportCommand } from './commands/import.js';
import { addLogCommand } from './commands/log.js';
import { addLoginCommand } from './commands/login.js';
import { addLogoutCommand } from './commands/logout.js';
import { addPlanCommand } from './commands/plan.js';
import { addReportCommand } from './commands/report.js';
import { addSchemaCommand } from './commands/schema.js';
import { addSimulatorCommand } from './commands/simulator.js';
import { addTeamsCommand } from './commands/teams.js';
import { addUndoCommand } from './commands/undo.js';
import { addValidateCommand } from './commands/validate.js';
import { addWhoamiCommand } from './commands/whoami.js';
import { addWhyCommand } from './commands/why.js';
import { type ExitCode, exitCodes } from './exit-code.js';
import { type GlobalOptions, globalOptions } from './options.js';
import type { Session } from './session.js';

/** Carries out one command, and answers with the exit code. */
export type Run<Options> = (
  session: Session,
  options: Options & GlobalOptions,
  args: readonly string[],
) => Promise<ExitCode>;

/** What commands add themselves to. */
export interface Program {
  readonly root: Command;
  /** Lets a command carry out `run` when it is asked for. What `run` needs is loaded only then. */
  onRun<Options>(command: Command, run: Run<Options>): void;
  /** Runs another command line, as a person would. */
  readonly runOther: RunOther;
}

type RunOther = (argv: readonly string[], io: CliIo) => Promise<number>;

/** The command line: all commands, none of which has loaded anything yet. */
export function makeProgram(io: CliIo, runOther: RunOther): { run: (argv: readonly string[]) => Promise<ExitCode> } {
  let code: ExitCode = exitCodes.done;
  const root = new Command('rollcall')
    .description('Keeps a Dropbox Business team equal to a YAML file in git: plan, review, apply.')
    .version(rollcallVersion, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`${describeUsageError(text)}\n`),
    })
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES);
  for (const option of globalOptions()) root.addOption(option);
  const program: Program = {
    root,
    runOther,
    onRun: (command, run) => {
      command.action(async () => {
        const options = command.optsWithGlobals();
        const { openSession } = await import('./session.js');
        const isFileNamed = command.getOptionValueSourceWithGlobals('file') !== 'default';
        const session = await openSession(io, options as GlobalOptions, isFileNamed);
        code = await run(session, options as never, command.args);
      });
    },
  };
  for (const add of commands) add(program);
  return {
    run: async (argv) => {
      await root.parseAsync([...argv], { from: 'user' });
      return code;
    },
  };
}

const commands: readonly ((program: Program) => void)[] = [
  addLoginCommand,
  addWhoamiCommand,
  addLogoutCommand,
  addValidateCommand,
  addPlanCommand,
  addApplyCommand,
  addDriftCommand,
  addUndoCommand,
  addCommentCommand,
  addExportCommand,
  addImportCommand,
  addFmtCommand,
  addReportCommand,
  addLogCommand,
  addWhyCommand,
  addGraphCommand,
  addTeamsCommand,
  addDoctorCommand,
  addExplainCommand,
  addSchemaCommand,
  addSimulatorCommand,
  addDemoCommand,
  addCompletionCommand,
];

const EXAMPLES = `
Examples:
  rollcall demo                         the whole loop, on a simulated team
  rollcall export --out team.yaml       begin with the team as it is
  rollcall plan                         what would change
  rollcall apply                        plan, ask, carry out, report

Exit codes: 0 done or nothing to do, 1 error, 2 changes pending
(plan --detailed-exitcode, drift), 3 refused by a guard, 4 applied in part,
5 stale plan, 130 interrupted.
`;

/** Commander's own words, in one line, as our other errors begin and end. */
function describeUsageError(text: string): string {
  const words = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  const sentence = words.charAt(0).toUpperCase() + words.slice(1);
  return `Error: ${escapeText(/[.?)]$/.test(sentence) ? sentence : `${sentence}.`)} Add --help for what there is.`;
}
