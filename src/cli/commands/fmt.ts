import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { tellDiagnostics } from '../tell-diagnostics.js';
import { writeFilesWhole } from '../write-file.js';

interface FmtOptions {
  readonly check?: boolean;
}

/** `rollcall fmt`: the team file in its usual order and layout. */
export function addFmtCommand({ root, onRun }: Program): void {
  const command = root
    .command('fmt')
    .description('put the team file and what it includes in the usual order and layout, comments kept')
    .option('--check', 'change nothing; name the files that are not in order, and exit with 1 if there are any')
    .addHelpText(
      'after',
      '\nThe order of members and groups stays as it is. With -f - the result\ngoes to standard output.\n\nExample:\n  rollcall fmt --check\n',
    );
  onRun(command, runFmt);
}

const runFmt: Run<FmtOptions> = async (session, options) => {
  const [{ formatTeam }, { escapeText }] = await Promise.all([
    import('../../app/format-team.js'),
    import('../../render/escape-text.js'),
  ]);
  const { io, out, err } = session;
  const outcome = formatTeam(options.file, await openSourceTree(session));
  if (outcome.tag === 'rejected') {
    await tellDiagnostics(session, outcome.diagnostics, outcome.sources);
    return exitCodes.error;
  }
  const { files } = outcome;
  const changed = files.filter(({ before, after }) => before !== after);
  if (options.check === true) {
    for (const { path } of changed) out.line(escapeText(path));
    if (changed.length === 0) return exitCodes.done;
    err.line(`${countFiles(changed.length)} not formatted. Run rollcall fmt.`);
    return exitCodes.error;
  }
  if (options.file === '-') {
    out.write(files[0]?.after ?? '');
    return exitCodes.done;
  }
  await writeFilesWhole(
    changed.map(({ path, after }) => ({ path, text: after })),
    io.cwd,
  );
  for (const { path } of changed) out.line(escapeText(path));
  if (changed.length === 0) err.line('Nothing to format.');
  return exitCodes.done;
};

function countFiles(count: number): string {
  return count === 1 ? '1 file is' : `${count} files are`;
}
