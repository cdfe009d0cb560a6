import { Option } from 'commander';
import type { GraphFormat } from '../../render/graph.js';
import type { Privacy, PrivacyMode } from '../../render/privacy.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { hidingErrors } from '../hide-errors.js';
import { type GlobalOptions, parseInstant } from '../options.js';
import { privacyOption, readPrivacy } from '../privacy-option.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { openLiveTeam } from '../read-live-team.js';
import type { Session } from '../session.js';
import { tellHidden } from '../tell-diagnostics.js';

const formats = ['mermaid', 'dot'] as const satisfies readonly GraphFormat[];

interface GraphOptions {
  readonly format: GraphFormat;
  readonly privacy: PrivacyMode;
  readonly live?: string;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** `rollcall graph`: the operations of a plan, and why each waits. */
export function addGraphCommand({ root, onRun }: Program): void {
  const command = root
    .command('graph')
    .description('draw the operations of a plan and why each waits, as Mermaid or DOT')
    .addOption(new Option('--format <format>', 'the language of the graph').choices(formats).default('mermaid'))
    .addOption(privacyOption())
    .option('--live <snapshot>', 'plan against a team saved by export --snapshot; needs no token')
    .addOption(
      new Option('--now <time>', 'the time that until: and grace periods are read against').argParser(parseInstant),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall graph > plan.mmd\n  rollcall graph --format dot | dot -Tsvg > plan.svg\n',
    );
  onRun(command, runGraph);
}

const runGraph: Run<GraphOptions> = async (session, options) => {
  const privacy = await readPrivacy(options.privacy, session.io.env);
  return hidingErrors(privacy, () => drawGraph(session, options, privacy));
};

async function drawGraph(session: Session, options: GraphOptions & GlobalOptions, privacy: Privacy): Promise<ExitCode> {
  const [{ planTeam }, { isRefused }, { countEdges, MOST_MERMAID_EDGES, renderGraph }, { hidePeople }] =
    await Promise.all([
      import('../../app/plan-team.js'),
      import('../../app/plan-file.js'),
      import('../../render/graph.js'),
      import('../../render/privacy.js'),
    ]);
  const { io, out, err } = session;
  const live = await openLiveTeam(session, options.live);
  if (!live.ok) {
    await tellHidden(session, live, privacy);
    return exitCodes.error;
  }
  const outcome = await planTeam({
    path: options.file,
    tree: await openSourceTree(session),
    readLive: live.value,
    now: options.now ?? io.clock.now(),
    overrides: [],
  });
  if (outcome.tag === 'rejected') {
    await tellHidden(session, outcome, privacy);
    return exitCodes.error;
  }
  const { operations } = hidePeople(outcome.plan, privacy);
  const edges = countEdges(operations);
  if (options.format === 'mermaid' && edges > MOST_MERMAID_EDGES) {
    err.line(`Note: ${edges} arrows are more than Mermaid draws unless told to (${MOST_MERMAID_EDGES}): --format dot.`);
  }
  if (isRefused(outcome.plan)) err.line('Note: a guard refuses this plan; rollcall plan says which, and why.');
  out.write(renderGraph(operations, options.format));
  return exitCodes.done;
}
