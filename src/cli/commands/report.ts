import { Argument, Option } from 'commander';
import type { ReportName } from '../../app/team-report.js';
import { exitCodes } from '../exit-code.js';
import { parseInstant } from '../options.js';
import type { Program, Run } from '../program.js';
import { openLiveTeam } from '../read-live-team.js';
import { showTable, type TableFormat, tableFormatOption } from '../show-table.js';
import { tellDiagnostics } from '../tell-diagnostics.js';

const names = ['members', 'groups', 'admins', 'invitations', 'inactive'] as const satisfies readonly ReportName[];

interface ReportOptions {
  readonly format: TableFormat;
  readonly live?: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** `rollcall report`: lists of the team as it is, for people, spreadsheets and scripts. */
export function addReportCommand({ root, onRun }: Program): void {
  const command = root
    .command('report')
    .addArgument(new Argument('<list>', 'what to list').choices(names))
    .description('list members, groups, admins, open invitations, or inactive people: suspended or never joined')
    .addOption(tableFormatOption(['table', 'csv', 'json']))
    .option('--live <snapshot>', 'list a team saved by export --snapshot; needs no token')
    .addOption(new Option('--now <time>', 'the time that days are counted to').argParser(parseInstant))
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall report members --format csv > members.csv\n  rollcall report inactive\n',
    );
  onRun(command, runReport);
}

const runReport: Run<ReportOptions> = async (session, options, [list]) => {
  const { makeTeamReport, readNeedsOfReport, teamReportToJson } = await import('../../app/team-report.js');
  const name = list as ReportName;
  const readLive = await openLiveTeam(session, options.live);
  if (!readLive.ok) {
    await tellDiagnostics(session, readLive.diagnostics);
    return exitCodes.error;
  }
  const live = await readLive.value(readNeedsOfReport(name));
  const table = makeTeamReport(name, live, options.now ?? session.io.clock.now());
  await showTable(session, table, options.format, () => teamReportToJson(name, live, table));
  const { length } = table.rows;
  session.err.line(`${length} ${length === 1 ? 'row' : 'rows'}.`);
  return exitCodes.done;
};
