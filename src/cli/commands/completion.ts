import { Argument, type Command, type Option } from 'commander';
import type { CompletedOption, CompletedProgram, Shell } from '../../render/completion.js';
import { exitCodes } from '../exit-code.js';
import type { Program } from '../program.js';

const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[];

/** `rollcall completion`: teaches a shell the commands, options and values there are. */
export function addCompletionCommand({ root, onRun }: Program): void {
  const command = root
    .command('completion')
    .addArgument(new Argument('<shell>', 'for which shell').choices(shells))
    .description('print the script that lets a shell complete commands and options')
    .addHelpText(
      'after',
      '\nExamples:\n  source <(rollcall completion bash)\n  rollcall completion fish > ~/.config/fish/completions/rollcall.fish\n',
    );
  onRun(command, async ({ out }, _options, [shell]) => {
    const [{ renderCompletion }, { explainableTags }, { guardNames }] = await Promise.all([
      import('../../render/completion.js'),
      import('../../app/explain-tag.js'),
      import('../../model/policy.js'),
    ]);
    // What these take is told by the use-case, with a suggestion, and so is not known to the parser of arguments.
    const further: Further = { explain: [...explainableTags().keys()], '--override-guard': guardNames };
    out.write(renderCompletion(describe(root, further), shell as Shell));
    return exitCodes.done;
  });
}

/** Values of arguments, by command, and of options. */
type Further = { readonly [name: string]: readonly string[] };

/** What the program itself knows of its commands, so that a new one is completed without further ado. */
function describe(root: Command, further: Further): CompletedProgram {
  const describeOptions = (command: Command) =>
    command
      .createHelp()
      .visibleOptions(command)
      .map((option) => describeOption(option, further));
  return {
    commands: root.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      // Help is one of the options that hold for all.
      options: describeOptions(command).filter(({ long }) => long !== '--help'),
      choices: command.registeredArguments[0]?.argChoices ?? further[command.name()] ?? [],
    })),
    options: describeOptions(root),
  };
}

function describeOption(option: Option, further: Further): CompletedOption {
  const long = option.long ?? '';
  return {
    long,
    short: option.short ?? null,
    description: option.description,
    value: option.required || option.optional ? option.name() : null,
    choices: option.argChoices ?? further[long] ?? [],
    // Such an option begins with an empty list, which each use adds to.
    isRepeatable: Array.isArray(option.defaultValue),
  };
}
