import type { PrivacyMode } from '../../render/privacy.js';
import { countOf } from '../../render/prose.js';
import { exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { privacyOption, readPrivacy } from '../privacy-option.js';
import type { Program, Run } from '../program.js';
import { withProvider } from '../session.js';
import { showTable, type TableFormat, tableFormatOption } from '../show-table.js';
import { daysAgo, resolveSince, type Since, sinceOption } from '../since-option.js';

interface LogOptions {
  readonly since?: Since;
  readonly actor?: string;
  readonly format: TableFormat;
  readonly privacy: PrivacyMode;
}

/** `rollcall log`: who did what to members and groups. */
export function addLogCommand({ root, onRun }: Program): void {
  const command = root
    .command('log')
    .description('tell who did what to members and groups, from the team log; the newest first')
    .addOption(sinceOption('from this day or instant on, or so long ago: 7d, 12h; 7d by default'))
    .option('--actor <name>', 'only what somebody did: an address or name, or a part of one')
    .addOption(tableFormatOption(['table', 'csv', 'json']))
    .addOption(privacyOption())
    .addHelpText(
      'after',
      '\nThe token needs the scope events.read.\n\nExamples:\n  rollcall log --since 2026-11-01 --actor ada@acme.com\n  rollcall log --since 30d --format csv > log.csv\n',
    );
  onRun(command, runLog);
}

const runLog: Run<LogOptions> = async (session, { since = daysAgo(7), actor, format, privacy: mode }) => {
  const privacy = await readPrivacy(mode, session.io.env);
  const [{ readTeamLog, tabulateLog, teamLogToJson }, { hidePeople }] = await Promise.all([
    import('../../app/team-log.js'),
    import('../../render/privacy.js'),
  ]);
  const start = resolveSince(since, session.io.clock.now());
  const events = await hidingErrors(privacy, () =>
    withProvider(session, (provider) => readTeamLog({ provider, since: start, actor: actor ?? null })),
  );
  const table = tabulateLog(hidePeople(events, privacy));
  await showTable(session, table, format, () => teamLogToJson(table));
  session.err.line(`${countOf(events.length, 'event')}.`);
  return exitCodes.done;
};
