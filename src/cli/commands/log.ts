import { InvalidArgumentError, Option } from 'commander';
import { exitCodes } from '../exit-code.js';
import { parseInstant } from '../options.js';
import type { Program, Run } from '../program.js';
import { withProvider } from '../session.js';
import { showTable, type TableFormat, tableFormatOption } from '../show-table.js';

const HOUR_MS = 3_600_000;
const DEFAULT_SINCE: Since = { tag: 'ago', ms: 7 * 24 * HOUR_MS };

/** An instant, or how long ago; in milliseconds. */
type Since = { readonly tag: 'at'; readonly instant: number } | { readonly tag: 'ago'; readonly ms: number };

interface LogOptions {
  readonly since?: Since;
  readonly actor?: string;
  readonly format: TableFormat;
}

/** `rollcall log`: who did what to members and groups. */
export function addLogCommand({ root, onRun }: Program): void {
  const command = root
    .command('log')
    .description('tell who did what to members and groups, from the team log; the newest first')
    .addOption(
      new Option('--since <time>', 'from this day or instant on, or so long ago: 7d, 12h; 7d by default').argParser(
        parseSince,
      ),
    )
    .option('--actor <name>', 'only what somebody did: an address or name, or a part of one')
    .addOption(tableFormatOption(['table', 'csv', 'json']))
    .addHelpText(
      'after',
      '\nThe token needs the scope events.read.\n\nExamples:\n  rollcall log --since 2026-11-01 --actor ada@acme.com\n  rollcall log --since 30d --format csv > log.csv\n',
    );
  onRun(command, runLog);
}

const runLog: Run<LogOptions> = async (session, { since = DEFAULT_SINCE, actor, format }) => {
  const { readTeamLog, tabulateLog, teamLogToJson } = await import('../../app/team-log.js');
  const start = since.tag === 'at' ? since.instant : session.io.clock.now() - since.ms;
  const events = await withProvider(session, (provider) =>
    readTeamLog({ provider, since: start, actor: actor ?? null }),
  );
  const table = tabulateLog(events);
  await showTable(session, table, format, () => teamLogToJson(table));
  session.err.line(`${events.length} ${events.length === 1 ? 'event' : 'events'}.`);
  return exitCodes.done;
};

function parseSince(text: string): Since {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  if (amount !== undefined) return { tag: 'ago', ms: Number(amount) * (unit === 'd' ? 24 : 1) * HOUR_MS };
  try {
    return { tag: 'at', instant: parseInstant(text) };
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new InvalidArgumentError(`Write days or hours like 7d or 12h, or: ${cause.message}`);
  }
}
