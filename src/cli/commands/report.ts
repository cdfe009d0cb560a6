import { Argument, Option } from 'commander';
import type { ReportName } from '../../app/team-report.js';
import type { Privacy, PrivacyMode } from '../../render/privacy.js';
import { countOf } from '../../render/prose.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { parseInstant, parseWholeNumber } from '../options.js';
import { privacyOption, readPrivacy } from '../privacy-option.js';
import type { Program, Run } from '../program.js';
import { openSourceTree, readTextFile } from '../read-files.js';
import { openLiveTeam } from '../read-live-team.js';
import type { Session } from '../session.js';
import { type ApplyReportFormat, applyReportFormats, showApplyReport } from '../show-apply-report.js';
import { showTable, type TableFormat, tableFormats } from '../show-table.js';
import { tellHidden } from '../tell-diagnostics.js';

const lists = ['members', 'groups', 'admins', 'invitations', 'inactive'] as const satisfies readonly ReportName[];
/** What is reported of a run, and not of the team. */
const APPLY = 'apply';
/** What is reported of the team file. */
const LAPSES = 'lapses';
const formats = [...new Set([...tableFormats, ...applyReportFormats])];

interface ReportOptions {
  readonly format?: TableFormat | ApplyReportFormat;
  readonly privacy: PrivacyMode;
  readonly live?: string;
  readonly days: number;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** `rollcall report`: lists of the team as it is, and what an apply did, for people, spreadsheets and scripts. */
export function addReportCommand({ root, onRun }: Program): void {
  const command = root
    .command('report')
    .addArgument(new Argument('<list>', 'what to list; apply: what a run did').choices([...lists, LAPSES, APPLY]))
    .argument('[report]', 'with apply: the file that apply --report wrote')
    .description(
      'list members, groups, admins, open invitations, inactive people or what lapses soon; or what an apply did',
    )
    .addOption(
      new Option(
        '--format <format>',
        `lists: ${tableFormats.join(', ')} (default: table); apply: ${applyReportFormats.join(', ')} (default: text)`,
      ).choices(formats),
    )
    .addOption(privacyOption())
    .option('--live <snapshot>', 'list a team saved by export --snapshot; needs no token')
    .option('--days <number>', 'lapses: how far to look ahead', parseWholeNumber(1, 3650), 30)
    .addOption(new Option('--now <time>', 'the time that days are counted to').argParser(parseInstant))
    .addHelpText(
      'after',
      '\nInactive people are suspended, or were invited and never joined. Lapses are\nlast days (until:) of the team file, and removals whose grace period ends.\n\nExamples:\n  rollcall report members --format csv > members.csv\n  rollcall report inactive\n  rollcall report apply report.json --format html > report.html\n',
    );
  onRun(command, runReport);
}

const runReport: Run<ReportOptions> = async (session, options, [name = '', file]) => {
  const privacy = await readPrivacy(options.privacy, session.io.env);
  const run = name === APPLY ? reportApply : name === LAPSES ? listLapses : listTeam;
  return hidingErrors(privacy, () => run(session, options, { name, file, privacy }));
};

/** What is reported on. */
interface Subject {
  readonly name: string;
  readonly file: string | undefined;
  readonly privacy: Privacy;
}

async function listTeam(session: Session, options: ReportOptions, subject: Subject): Promise<ExitCode> {
  const format = pick(options.format, tableFormats, `report ${subject.name}`) ?? 'table';
  if (subject.file !== undefined) {
    throw new CommandError(`report ${subject.name} reads no file.`, 'Leave the file out; --live names a saved team.');
  }
  const [{ makeTeamReport, readNeedsOfReport, teamReportToJson }, { hidePeople }] = await Promise.all([
    import('../../app/team-report.js'),
    import('../../render/privacy.js'),
  ]);
  const name = subject.name as ReportName;
  const readLive = await openLiveTeam(session, options.live);
  if (!readLive.ok) {
    await tellHidden(session, readLive, subject.privacy);
    return exitCodes.error;
  }
  const live = hidePeople(await readLive.value(readNeedsOfReport(name)), subject.privacy);
  const table = makeTeamReport(name, live, options.now ?? session.io.clock.now());
  await showTable(session, table, format, () => teamReportToJson(name, live, table));
  const { length } = table.rows;
  session.err.line(`${countOf(length, 'row')}.`);
  return exitCodes.done;
}

async function listLapses(session: Session, options: ReportOptions, subject: Subject): Promise<ExitCode> {
  const format = pick(options.format, tableFormats, 'report lapses') ?? 'table';
  const [{ lapseReportToJson, makeLapseReport }, { validateTeam }, { hidePeople }] = await Promise.all([
    import('../../app/lapse-report.js'),
    import('../../app/validate-team.js'),
    import('../../render/privacy.js'),
  ]);
  const validated = validateTeam(session.options.file, await openSourceTree(session));
  if (validated.tag === 'rejected') {
    await tellHidden(session, validated, subject.privacy);
    return exitCodes.error;
  }
  const readLive = await openLiveTeam(session, options.live);
  if (!readLive.ok) {
    await tellHidden(session, readLive, subject.privacy);
    return exitCodes.error;
  }
  const live = await readLive.value({ accessOfGroups: { names: [], externalIds: [] }, quotas: false });
  const { days, now = session.io.clock.now() } = options;
  const table = hidePeople(makeLapseReport(validated.desired, live, { now, days }), subject.privacy);
  await showTable(session, table, format, () => lapseReportToJson(live, table, days));
  const { length } = table.rows;
  session.err.line(`${countOf(length, 'row')}.`);
  return exitCodes.done;
}

async function reportApply(
  session: Session,
  { format, live }: ReportOptions,
  { file, privacy }: Subject,
): Promise<ExitCode> {
  const chosen = pick(format, applyReportFormats, 'report apply') ?? 'text';
  if (file === undefined) {
    throw new CommandError('report apply needs a report.', 'Name the file that rollcall apply --report FILE wrote.');
  }
  if (live !== undefined) {
    throw new CommandError('report apply tells of a run, and --live names a team.', 'Leave --live out.');
  }
  const [{ parseReport }, { hidePeople }] = await Promise.all([
    import('../../app/report-file.js'),
    import('../../render/privacy.js'),
  ]);
  const report = parseReport(await readTextFile({ path: file, cwd: session.io.cwd }, 'report'), file);
  if (!report.ok) {
    await tellHidden(session, report, privacy);
    return exitCodes.error;
  }
  await showApplyReport(session, hidePeople(report.value, privacy), chosen);
  return exitCodes.done;
}

/** The format that was asked for, where this kind of report has it. */
function pick<Format extends string>(
  format: string | undefined,
  offered: readonly Format[],
  what: string,
): Format | undefined {
  const found = offered.find((one) => one === format);
  if (format === undefined || found !== undefined) return found;
  throw new CommandError(`${what} has no format ${format}.`, `Choose one of ${offered.join(', ')}.`);
}
