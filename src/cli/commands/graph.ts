import { Option } from 'commander';
import type { GraphFormat } from '../../render/graph.js';
import { exitCodes } from '../exit-code.js';
import { parseInstant } from '../options.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import { openLiveTeam } from '../read-live-team.js';
import { tellDiagnostics } from '../tell-diagnostics.js';

const formats = ['mermaid', 'dot'] as const satisfies readonly GraphFormat[];

interface GraphOptions {
  readonly format: GraphFormat;
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
  const [{ planTeam }, { isRefused }, { countEdges, MOST_MERMAID_EDGES, renderGraph }] = await Promise.all([
    import('../../app/plan-team.js'),
    import('../../app/plan-file.js'),
    import('../../render/graph.js'),
  ]);
  const { io, out, err } = session;
  const live = await openLiveTeam(session, options.live);
  if (!live.ok) {
    await tellDiagnostics(session, live.diagnostics);
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
    await tellDiagnostics(session, outcome.diagnostics, outcome.sources);
    return exitCodes.error;
  }
  const { operations } = outcome.plan;
  const edges = countEdges(operations);
  if (options.format === 'mermaid' && edges > MOST_MERMAID_EDGES) {
    err.line(`Note: ${edges} arrows are more than Mermaid draws unless told to (${MOST_MERMAID_EDGES}): --format dot.`);
  }
  if (isRefused(outcome.plan)) err.line('Note: a guard refuses this plan; rollcall plan says which, and why.');
  out.write(renderGraph(operations, options.format));
  return exitCodes.done;
};
