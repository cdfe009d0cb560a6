/** An option of a command, as far as completion needs it. */
export interface CompletedOption {
  /** `--format`. */
  readonly long: string;
  /** `-f`; null where there is none. */
  readonly short: string | null;
  readonly description: string;
  /** What the value is called; null for an option without one. */
  readonly value: string | null;
  /** All values there are; empty where any will do, and files are offered. */
  readonly choices: readonly string[];
  readonly isRepeatable: boolean;
}

/** A command, as far as completion needs it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What the first argument may be; empty where files are offered. */
  readonly choices: readonly string[];
}

/** The command line, as far as completion needs it. */
export interface CompletedProgram {
  readonly commands: readonly CompletedCommand[];
  /** Options that every command has. */
  readonly options: readonly CompletedOption[];
}

export type Shell = 'bash' | 'zsh' | 'fish';

/** Writes the script that teaches a shell to complete `rollcall`. */
export function renderCompletion(program: CompletedProgram, shell: Shell): string {
  const lines = { bash: bashLines, zsh: zshLines, fish: fishLines }[shell](program);
  return `${lines.join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function namesOf({ long, short }: CompletedOption): readonly string[] {
  return short === null ? [long] : [long, short];
}

function bashLines({ commands, options }: CompletedProgram): readonly string[] {
  const words = (texts: readonly string[]) => `COMPREPLY=($(compgen -W ${quote(texts.join(' '))} -- "$current"))`;
  const valued = (scope: string | null, some: readonly CompletedOption[]) =>
    some
      .filter(({ value }) => value !== null)
      .map((option) => {
        const pattern = namesOf(option)
          .map((name) => (scope === null ? `*${quote(` ${name}`)}` : quote(`${scope} ${name}`)))
          .join('|');
        // Without choices nothing is offered here, and bash goes on to files.
        return `    ${pattern}) ${option.choices.length === 0 ? '' : `${words(option.choices)}; `}return ;;`;
      });
  return [
    '# Completion of rollcall for bash. To try it: source <(rollcall completion bash)',
    '# To keep it: rollcall completion bash > ~/.local/share/bash-completion/completions/rollcall',
    '_rollcall() {',
    `  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word`,
    '  COMPREPLY=()',
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    `    case $word in ${commands.map(({ name }) => name).join('|')}) command=$word; break ;; esac`,
    '  done',
    '  case "$command $previous" in',
    ...commands.flatMap(({ name, options: own }) => valued(name, own)),
    ...valued(null, options),
    '  esac',
    '  case $current in',
    '    -*)',
    '      case $command in',
    ...commands.map(({ name, options: own }) => `        ${name}) ${words([...own, ...options].flatMap(namesOf))} ;;`),
    `        *) ${words(options.flatMap(namesOf))} ;;`,
    '      esac',
    '      return ;;',
    '  esac',
    '  case $command in',
    `    '') ${words(commands.map(({ name }) => name))} ;;`,
    ...commands
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `    ${name}) [ "$previous" = ${name} ] && ${words(choices)} ;;`),
    '  esac',
    '}',
    'complete -o default -F _rollcall rollcall',
  ];
}

function zshLines({ commands, options }: CompletedProgram): readonly string[] {
  const plain = (text: string) => text.replace(/[\\[\]:]/g, (character) => `\\${character}`);
  const spec = (option: CompletedOption) => {
    const values = option.choices.length === 0 ? '_files' : `(${option.choices.join(' ')})`;
    const value = option.value === null ? '' : `:${plain(option.value)}:${values}`;
    const [long, short] = namesOf(option);
    const star = option.isRepeatable ? '*' : '';
    const excluded = short === undefined || star !== '' ? '' : `(${long} ${short})`;
    return [long, short]
      .filter((name) => name !== undefined)
      .map((name) => quote(`${star}${excluded}${name}[${plain(option.description)}]${value}`));
  };
  return [
    '#compdef rollcall',
    '# Completion of rollcall for zsh. To try it: source <(rollcall completion zsh)',
    '# To keep it: rollcall completion zsh > a folder of your $fpath, as the file _rollcall',
    '_rollcall() {',
    '  local context state line',
    '  typeset -A opt_args',
    '  local -a commands',
    '  commands=(',
    ...commands.map(({ name, description }) => `    ${quote(`${name}:${plain(description)}`)}`),
    '  )',
    '  _arguments -C \\',
    ...options.flatMap(spec).map((one) => `    ${one} \\`),
    "    '1:command:->command' \\",
    "    '*::argument:->argument'",
    '  case $state in',
    "    command) _describe -t commands 'rollcall command' commands ;;",
    '    argument)',
    '      case $words[1] in',
    ...commands.flatMap(({ name, options: own, choices }) => [
      `        ${name}) _arguments \\`,
      ...[...own, ...options].flatMap(spec).map((one) => `          ${one} \\`),
      choices.length === 0 ? "          '*:file:_files' ;;" : `          ${quote(`1:what:(${choices.join(' ')})`)} ;;`,
    ]),
    '      esac ;;',
    '  esac',
    '}',
    // Loaded from $fpath, the file is the function; sourced, it announces it.
    'if [ "$funcstack[1]" = _rollcall ]; then _rollcall "$@"; else compdef _rollcall rollcall; fi',
  ];
}

function fishLines({ commands, options }: CompletedProgram): readonly string[] {
  const text = (words: string) => `'${words.replace(/[\\']/g, (character) => `\\${character}`)}'`;
  const option = (condition: string, { long, short, description, value, choices }: CompletedOption) =>
    [
      `complete -c rollcall${condition}`,
      `-l ${long.slice(2)}`,
      ...(short === null ? [] : [`-s ${short.slice(1)}`]),
      ...(value === null ? [] : [choices.length === 0 ? '-r -F' : `-x -a ${text(choices.join(' '))}`]),
      `-d ${text(description)}`,
    ].join(' ');
  const within = (name: string) => ` -n ${text(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    '# Completion of rollcall for fish. To keep it:',
    '# rollcall completion fish > ~/.config/fish/completions/rollcall.fish',
    'complete -c rollcall -n __fish_use_subcommand -f',
    ...commands.map(
      ({ name, description }) => `complete -c rollcall -n __fish_use_subcommand -a ${name} -d ${text(description)}`,
    ),
    ...options.map((one) => option('', one)),
    ...commands.flatMap(({ name, options: own, choices }) => [
      ...(choices.length === 0 ? [] : [`complete -c rollcall${within(name)} -f -a ${text(choices.join(' '))}`]),
      ...own.map((one) => option(within(name), one)),
    ]),
  ];
}
