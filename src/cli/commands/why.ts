import { Option } from 'commander';
import type { AccessAnswer } from '../../app/explain-access.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import { parseInstant } from '../options.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { tellDiagnostics } from '../tell-diagnostics.js';

interface WhyOptions {
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** `rollcall why`: which line gives somebody access, and since which commit. */
export function addWhyCommand({ root, onRun }: Program): void {
  const command = root
    .command('why')
    .argument('<address>', 'whose access')
    .argument('[group]', 'to which group; all that the file says about the person if left out')
    .description('say which line of the team file gives somebody access, and since which commit')
    .addOption(new Option('--now <time>', 'the time that until: is read against').argParser(parseInstant))
    .addHelpText(
      'after',
      '\nNeeds no token: what was done by hand in Dropbox is not looked at.\n\nExamples:\n  rollcall why grace@acme.com\n  rollcall why grace@acme.com Engineering\n',
    );
  onRun(command, runWhy);
}

const runWhy: Run<WhyOptions> = async (session, options, [address = '', group]) => {
  const [{ explainAccess }, { blameKey, readBlame }, { renderAccess }] = await Promise.all([
    import('../../app/explain-access.js'),
    import('../../app/blame.js'),
    import('../../render/access-text.js'),
  ]);
  const { io, out } = session;
  const answer = explainAccess({
    path: options.file,
    tree: await openSourceTree(session),
    address,
    group: group ?? null,
    now: options.now ?? io.clock.now(),
  });
  if (answer.tag === 'rejected') {
    await tellDiagnostics(session, answer.diagnostics, answer.sources);
    return exitCodes.error;
  }
  if (answer.tag === 'unknown') throw unknown(answer, address, group ?? '');
  const positions = answer.facts.flatMap(({ source }) => (source === null ? [] : [source]));
  const blame = await readBlame(positions, io.cwd);
  const facts = answer.facts.map((fact) => ({
    ...fact,
    since: fact.source === null ? null : (blame.get(blameKey(fact.source)) ?? null),
  }));
  out.write(renderAccess(facts, { palette: out.palette, width: out.width }));
  return exitCodes.done;
};

function unknown(
  { what, file, meant }: Extract<AccessAnswer, { tag: 'unknown' }>,
  address: string,
  group: string,
): CommandError {
  const named = what === 'member' ? address : `the group ${JSON.stringify(group)}`;
  const advice =
    meant === null
      ? `Nothing in it gives or takes access there; rollcall report ${what === 'member' ? 'members' : 'groups'} lists the team as it is.`
      : `Did you mean ${meant}?`;
  return new CommandError(`No line of ${file} names ${named}.`, advice);
}
