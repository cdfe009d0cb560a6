import { Argument, Option } from 'commander';
import type { CsvKey } from '../../app/csv-columns.js';
import type { Imported } from '../../app/import-csv.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { openSourceTree, readFileWhole, readStandardInput } from '../read-files.js';
import type { Session } from '../session.js';
import { tellDiagnostics } from '../tell-diagnostics.js';
import { writeFilesWhole } from '../write-file.js';

interface ImportOptions {
  readonly map: readonly string[];
  readonly set: readonly string[];
  readonly everybody?: boolean;
  readonly skipRefused?: boolean;
  readonly dryRun?: boolean;
}

const DETAILS = `
People are found by external_id, then by email; others are added. An empty
cell says nothing. Rows with a group_name and no people are about groups.
Nothing is sent to Dropbox: plan and apply come next.

Examples:
  rollcall import csv people.csv --map "Work mail=email"
  rollcall import csv leavers.csv --set status=removed
  rollcall import csv --everybody --set external_id=null
`;

const PIPE_CSV = 'Pipe a CSV file in, or name one: rollcall import csv people.csv';

const collect = (text: string, previous: readonly string[]) => [...previous, text];

/** `rollcall import csv`: merges the rows of a spreadsheet into the team file. */
export function addImportCommand({ root, onRun }: Program): void {
  const command = root
    .command('import')
    .addArgument(new Argument('<format>', 'what kind of file').choices(['csv']))
    .argument('[csv]', 'the file to read; - reads standard input')
    .description('merge the rows of a CSV file into the team file, comments and order kept')
    .addOption(repeatable('--map <column=attribute>', 'what a column holds, by its name or number'))
    .addOption(repeatable('--set <attribute=value>', 'what every row gets; null clears'))
    .option('--everybody', 'instead of a file: everybody in the team file gets what --set says')
    .option('--skip-refused', 'merge the other rows when some cannot be used')
    .option('--dry-run', 'say what each row would do, and write nothing')
    .addHelpText('after', DETAILS);
  onRun(command, runImport);
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeat it for several`).argParser(collect).default([], 'none');
}

const runImport: Run<ImportOptions> = async (session, options, [, file]) => {
  const { importCsv } = await import('../../app/import-csv.js');
  const { io } = session;
  if (options.file === '-')
    throw new CommandError('Standard input cannot be merged into.', 'Name a team file: -f team.yaml.');
  const map = new Map(await Promise.all(options.map.map((text) => readAssignment('--map', text, 'right'))));
  const set = await Promise.all(options.set.map((text) => readAssignment('--set', text, 'left')));
  const outcome = importCsv({
    path: options.file,
    tree: await openSourceTree(session),
    csv: await readCsv(session, file, options),
    map,
    set: new Map(set.map(([value, key]) => [key, value] as const)),
    skipsRefused: options.skipRefused === true,
  });
  if (outcome.tag === 'rejected') {
    await tellDiagnostics(session, outcome.diagnostics, outcome.sources);
    session.err.line('Nothing was written.');
    return exitCodes.error;
  }
  await tellRows(session, outcome);
  const { files } = outcome;
  if (options.dryRun !== true) {
    await writeFilesWhole(
      files.map(({ path, after }) => ({ path, text: after })),
      io.cwd,
    );
  }
  return tellEnd(session, outcome, options);
};

async function readCsv(session: Session, file: string | undefined, { everybody, set }: ImportOptions) {
  if (everybody !== true) {
    if (file === undefined) throw new CommandError('No CSV file is named.', 'Name one: rollcall import csv people.csv');
    if (file === '-') return { file: 'standard input', bytes: await readStandardInput(session, PIPE_CSV) };
    return { file, bytes: await readFileWhole({ path: file, cwd: session.io.cwd }, 'CSV file') };
  }
  if (file !== undefined) throw new CommandError(`--everybody and ${file} exclude each other.`, 'Leave out one.');
  if (set.length === 0) throw new CommandError('--everybody sets nothing.', 'Say what: --set external_id=null');
  return null;
}

/** Reads `column=attribute` or `attribute=value` into the other side and the attribute. */
async function readAssignment(
  option: string,
  text: string,
  keySide: 'left' | 'right',
): Promise<readonly [string, CsvKey]> {
  const { csvKeys, lookUpKey } = await import('../../app/csv-columns.js');
  const at = keySide === 'left' ? text.indexOf('=') : text.lastIndexOf('=');
  const [left, right] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at === -1 || left === '' || right === '') {
    const form = keySide === 'left' ? 'ATTRIBUTE=VALUE' : 'COLUMN=ATTRIBUTE';
    throw new CommandError(
      `${option} ${JSON.stringify(text)} is not ${form}.`,
      'Put quotes around it if it holds blanks.',
    );
  }
  const [word, other] = keySide === 'left' ? [left, right] : [right, left];
  const found = lookUpKey(word);
  if (found.tag === 'known') return [other, found.key];
  const advice = found.meant === null ? `It is one of ${csvKeys.join(', ')}.` : `Did you mean ${found.meant}?`;
  throw new CommandError(`${option}: there is no attribute ${JSON.stringify(word)}.`, advice);
}

async function tellRows({ out, err }: Session, { rows, ignoredColumns }: Imported): Promise<void> {
  const { escapeText } = await import('../../render/escape-text.js');
  for (const { line, name, result, detail } of rows) {
    if (result === 'unchanged') continue;
    out.line(
      escapeText(`line ${line}: ${[result, name].filter(Boolean).join(' ')}${detail === '' ? '' : `: ${detail}`}`),
    );
  }
  if (ignoredColumns.length > 0) {
    err.line(
      escapeText(`Note: passed over the columns ${ignoredColumns.join(', ')}. --map COLUMN=ATTRIBUTE takes them in.`),
    );
  }
}

function tellEnd({ err }: Session, { rows, files }: Imported, options: ImportOptions): ExitCode {
  const count = (result: string) => rows.filter((row) => row.result === result).length;
  const refused = count('refused');
  err.line(
    `Rows: ${count('added')} added, ${count('updated')} updated, ${count('unchanged')} unchanged, ${refused} refused.`,
  );
  if (refused > 0 && options.skipRefused !== true) {
    err.line('Nothing was written. Mend the refused rows, or add --skip-refused to merge the others.');
    return exitCodes.error;
  }
  if (options.dryRun === true) err.line('Nothing was written: --dry-run.');
  else if (files.length > 0) err.line(`Wrote ${files.map(({ path }) => path).join(', ')}. Next: rollcall plan.`);
  else err.line('Nothing to write.');
  return refused > 0 ? exitCodes.appliedInPart : exitCodes.done;
}
