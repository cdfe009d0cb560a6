import { renderJson } from '../../render/json-text.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { withReadingProgress } from '../reading-progress.js';
import { withProvider } from '../session.js';
import { checkDestination, writeFileWhole } from '../write-file.js';

interface ExportOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly snapshot?: boolean;
}

/** `rollcall export`: the live team as a team file, proven to change nothing. */
export function addExportCommand({ root, onRun }: Program): void {
  const command = root
    .command('export')
    .description('write the live team as a team file, and prove that planning it changes nothing')
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--force', 'replace the file if it exists')
    .option('--snapshot', 'write everything that was read, as JSON, for plan --live')
    .addHelpText('after', '\nExample:\n  rollcall export --out team.yaml\n');
  onRun(command, runExport);
}

const runExport: Run<ExportOptions> = async (session, options) => {
  const { io, out, err } = session;
  const destination = options.out === undefined ? null : { path: options.out, cwd: io.cwd };
  if (destination !== null) await checkDestination(destination, { mayReplace: options.force === true });
  const [{ exportTeam, readWholeTeam }, { snapshotToJson }, { escapeText }] = await Promise.all([
    import('../../app/export-team.js'),
    import('../../app/snapshot.js'),
    import('../../render/escape-text.js'),
  ]);
  const live = await withProvider(session, (provider) =>
    withReadingProgress(session, (onProgress) => readWholeTeam(provider, onProgress)),
  );
  const exported = exportTeam(live, io.clock.now());
  const text = options.snapshot === true ? renderJson(snapshotToJson(live)) : exported.text;
  if (destination === null) out.write(text);
  else await writeFileWhole(destination, text);
  if (options.snapshot !== true) {
    for (const omission of exported.omissions) err.line(`Warning: ${escapeText(omission)}`);
    err.line('Planning this file against the team was tried: it changes nothing.');
  }
  if (destination !== null) err.line(`Wrote ${escapeText(destination.path)}.`);
  return exitCodes.done;
};
