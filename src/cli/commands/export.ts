import { InvalidArgumentError, Option } from 'commander';
import type { Exported } from '../../app/export-team.js';
import { parseSplitBy, type SplitBy } from '../../app/split-by.js';
import { escapeText } from '../../render/escape-text.js';
import { renderJson } from '../../render/json-text.js';
import { countOf } from '../../render/prose.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import { checkPartsFolder, namePartsFolder, partsFolderOf, replaceParts } from '../export-folder.js';
import type { Program, Run } from '../program.js';
import { withReadingProgress } from '../reading-progress.js';
import { type Session, withProvider } from '../session.js';
import { checkDestination, type Destination, writeFileWhole } from '../write-file.js';

interface ExportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly snapshot?: boolean;
  readonly splitBy?: SplitBy;
}

const DETAILS = `
With --split-by, the people go into files of a folder beside the team file,
which includes them, and list their own groups there: whoever comes or goes
changes one file.
  size:500          at most 500 people a file, by how their addresses begin
  department:Dept-  by the first of their groups whose name begins with "Dept-":
                    Dropbox itself knows no departments
  department        by the first of all their groups

Examples:
  rollcall export --out team.yaml
  rollcall export --out team.yaml --split-by size:500
`;

/** `rollcall export`: the live team as a team file, proven to change nothing. */
export function addExportCommand({ root, onRun }: Program): void {
  const command = root
    .command('export')
    .description('write the live team as a team file, and prove that planning it changes nothing')
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--force', 'replace the file if it exists')
    .addOption(new Option('--split-by <way>', 'put the people into several files').argParser(readSplitBy))
    .option('--snapshot', 'write everything that was read, as JSON, for plan --live')
    .addHelpText('after', DETAILS);
  onRun(command, runExport);
}

function readSplitBy(text: string): SplitBy {
  const by = parseSplitBy(text);
  if (by === null) throw new InvalidArgumentError('It is size:NUMBER, department, or department:BEGINNING-OF-NAMES.');
  return by;
}

const runExport: Run<ExportOptions> = async (session, options) => {
  const { io, out, err } = session;
  const destination = options.out === undefined ? null : { path: options.out, cwd: io.cwd };
  const [{ exportTeam, PART_HEADING, readWholeTeam }, { snapshotToJson }] = await Promise.all([
    import('../../app/export-team.js'),
    import('../../app/snapshot.js'),
  ]);
  const mayReplace = options.force === true;
  if (destination !== null) await checkDestination(destination, { mayReplace });
  const split = splitOf(options, destination);
  if (split !== null) await checkPartsFolder(split.destination, { mayReplace, heading: PART_HEADING });
  const live = await withProvider(session, (provider) =>
    withReadingProgress(session, (onProgress) => readWholeTeam(provider, onProgress)),
  );
  const exported = exportTeam(live, io.clock.now(), split);
  const text = options.snapshot === true ? renderJson(snapshotToJson(live)) : exported.text;
  if (destination === null) out.write(text);
  else if (split === null) await writeFileWhole(destination, text);
  else await replaceParts(destination, exported.parts, () => writeFileWhole(destination, text));
  if (options.snapshot !== true) tellProof(session, exported);
  if (destination !== null) err.line(`Wrote ${escapeText(destination.path)}${describeParts(split, exported)}.`);
  return exitCodes.done;
};

function splitOf({ splitBy, snapshot }: ExportOptions, destination: Destination | null) {
  if (splitBy === undefined) return null;
  if (snapshot === true) throw new CommandError('A snapshot is one file.', 'Leave out --split-by, or --snapshot.');
  if (destination === null) throw new CommandError('--split-by writes several files.', 'Say where: --out team.yaml');
  return { by: splitBy, folder: partsFolderOf(destination), destination };
}

function tellProof({ err }: Session, { omissions }: Exported): void {
  for (const omission of omissions) err.line(`Warning: ${escapeText(omission)}`);
  err.line('Planning this file against the team was tried: it changes nothing.');
}

function describeParts(split: { readonly destination: Destination } | null, { parts }: Exported): string {
  if (split === null) return '';
  return ` and ${countOf(parts.length, 'file')} in ${escapeText(namePartsFolder(split.destination))}/`;
}
