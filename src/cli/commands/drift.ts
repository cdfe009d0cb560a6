import { Option } from 'commander';
import type { Adopted } from '../../app/drift-adopt.js';
import type { DriftFound } from '../../app/drift-team.js';
import type { Rejected } from '../../app/outcome.js';
import type { Privacy, PrivacyMode } from '../../render/privacy.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { type GlobalOptions, parseInstant } from '../options.js';
import { privacyOption, readPrivacy } from '../privacy-option.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { openLiveTeam } from '../read-live-team.js';
import { readOnlyTokenOption, refuseWriteToken } from '../read-only-token.js';
import { addRunFolderOptions, type RunFolderOptions, type TellRun, withRunFolder } from '../run-folder.js';
import { askLog, type Session } from '../session.js';
import { daysAgo, resolveSince, type Since, sinceOption } from '../since-option.js';
import { tellDiagnostics, tellErrorsAsJson } from '../tell-diagnostics.js';
import { tellRejectedRun } from '../tell-rejected-run.js';
import { writeAdoption } from '../write-adoption.js';
import { type DriftFormat, driftFormats, writeDrift } from '../write-drift.js';

interface DriftOptions extends RunFolderOptions {
  readonly format: DriftFormat;
  readonly privacy: PrivacyMode;
  readonly since?: Since;
  /** True for everything that differs. */
  readonly adopt?: true | readonly string[];
  readonly unmanaged?: boolean;
  readonly live?: string;
  readonly now?: number;
  readonly readOnlyToken?: boolean;
}

/** A difference that is gone after so long was an operation of somebody's at work. */
const SETTLE_MS = 3_000;
const DEFAULT_DAYS = 30;

/** `rollcall drift`: how the team differs from its file, and who made it so. */
export function addDriftCommand({ root, onRun }: Program): void {
  const command = root
    .command('drift')
    .description('tell how the team differs from its file, and who made it so; exit with 2 when it does')
    .addOption(new Option('--format <format>', 'how drift is told').choices(driftFormats).default('text'))
    .addOption(privacyOption())
    .addOption(
      sinceOption(
        `read the team log from this day or instant on, or so long ago: 7d, 12h; ${DEFAULT_DAYS}d by default`,
      ),
    )
    .option(
      '--adopt [name...]',
      'keep what was changed: write it into the file; all of it, or of these people and groups',
    )
    .option('--unmanaged', 'count people and groups that no file names as drift, too')
    .option('--live <snapshot>', 'compare with a team saved by export --snapshot; needs no token, and names nobody')
    .addOption(
      new Option('--now <time>', 'the time that until: and grace periods are read against').argParser(parseInstant),
    )
    // As plan has it; this command always exits so.
    .addOption(new Option('--detailed-exitcode', 'exit with 2 when there is drift').hideHelp())
    .addOption(readOnlyTokenOption())
    .addHelpText(
      'after',
      '\nWho did it is told where the token has the scope events.read.\n\nExamples:\n  rollcall drift\n  rollcall drift --adopt grace@acme.com Engineering\n  rollcall drift --format patch > keep.patch\n',
    );
  addRunFolderOptions(command);
  onRun(command, runDrift);
}

const runDrift: Run<DriftOptions> = (session, options) => {
  const { adopt, file, format } = options;
  if (adopt !== undefined && file === '-') {
    throw new CommandError('Standard input cannot be written into.', 'Name a team file: -f team.yaml.');
  }
  if (adopt !== undefined && format !== 'text') {
    throw new CommandError(`--adopt and --format ${format} exclude each other.`, 'Leave one of them out.');
  }
  return withRunFolder(session, 'drift', options, (tell) =>
    tellErrorsAsJson(session, format === 'json', async () => {
      const privacy = await readPrivacy(options.privacy, session.io.env);
      return hidingErrors(privacy, () => findAndTell(session, options, privacy, tell));
    }),
  );
};

async function findAndTell(
  session: Session,
  options: DriftOptions & GlobalOptions,
  privacy: Privacy,
  tell: TellRun,
): Promise<ExitCode> {
  const now = options.now ?? session.io.clock.now();
  const found = await find(session, options, now);
  if (found.tag === 'rejected') {
    const isJson = options.format === 'json';
    return tellRejectedRun(session, found, { file: options.file, isJson, privacy, tell });
  }
  const { hidePeople } = await import('../../render/privacy.js');
  const { report, warnings } = hidePeople({ report: found.report, warnings: found.warnings }, privacy);
  const isAdopting = options.adopt !== undefined;
  if (isAdopting && !report.isSettled) {
    throw new CommandError('The team changed while it was read, so it cannot be adopted.', 'Run it again in a while.');
  }
  const isShown = privacy.tag === 'full' && report.differences.length > 0 && report.isSettled;
  const adoption = isAdopting || isShown ? await adopt(session, options, found, now) : null;
  // A patch that hid people could not be applied, and one in full would show them.
  const files = isShown ? (adoption?.files ?? null) : null;
  tell(async () => {
    const { makeDriftResult } = await import('../../app/drift-run.js');
    return makeDriftResult(report, { plan: found.plan, now, adoption: files });
  });
  await tellDiagnostics(session, warnings, privacy.tag === 'full' ? found.sources : undefined);
  if (isAdopting && adoption !== null) return writeAdoption(session, adoption, privacy);
  await writeDrift(session, report, { format: options.format, now, files });
  return report.differences.length > 0 ? exitCodes.changesPending : exitCodes.done;
}

async function find(
  session: Session,
  options: DriftOptions & GlobalOptions,
  now: number,
): Promise<DriftFound | Rejected> {
  const [{ findDrift }, { reject }] = await Promise.all([
    import('../../app/drift-team.js'),
    import('../../app/outcome.js'),
  ]);
  const opened = await openLiveTeam(session, options.live);
  if (!opened.ok) return reject(opened.diagnostics);
  const { clock } = session.io;
  const isSaved = options.live !== undefined;
  if (options.readOnlyToken === true && !isSaved) await refuseWriteToken(session);
  return findDrift({
    path: options.file,
    tree: await openSourceTree(session),
    now,
    readLive: opened.value,
    settle: isSaved ? null : () => clock.sleep(SETTLE_MS),
    countsUnmanaged: options.unmanaged === true,
    since: resolveSince(options.since ?? daysAgo(DEFAULT_DAYS), now),
    readTeamLog: isSaved ? null : askLog(session),
  });
}

async function adopt(
  session: Session,
  { file, adopt: names, unmanaged: takesUnmanaged = false }: DriftOptions & GlobalOptions,
  { live }: DriftFound,
  now: number,
): Promise<Adopted> {
  const { adoptDrift } = await import('../../app/drift-adopt.js');
  const wanted = names === undefined || names === true ? null : names;
  const adopted = adoptDrift({
    path: file,
    tree: await openSourceTree(session),
    live,
    now,
    names: wanted,
    takesUnmanaged,
  });
  // It was read a moment ago, and could be planned.
  if (adopted.tag === 'rejected') throw new CommandError(`${file} was changed meanwhile.`, 'Run the command again.');
  return adopted;
}
