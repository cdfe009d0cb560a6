import { Option } from 'commander';
import type { TeamFile, TeamFiles } from '../../app/team-files.js';
import { diagnosticsToJson } from '../../render/diagnostics-json.js';
import { renderJson } from '../../render/json-text.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { openSourceTree } from '../read-files.js';
import type { Session } from '../session.js';
import { tellDiagnostics } from '../tell-diagnostics.js';

const formats = ['text', 'json', 'github-matrix'] as const;

interface TeamsOptions {
  readonly format: (typeof formats)[number];
}

/** `rollcall teams`: the team files under a folder. */
export function addTeamsCommand({ root, onRun }: Program): void {
  const command = root
    .command('teams')
    .argument('[path]', 'the folder to look in, or one team file (default: --file, else this folder)')
    .description('list the team files under a folder, for a fleet of teams')
    .addOption(new Option('--format <format>', 'how they are listed').choices(formats).default('text'))
    .addHelpText(
      'after',
      '\nRun it at the root of the repository: the names of the teams are made\nfrom the paths of their files. Needs no token.\n\nExamples:\n  rollcall teams\n  rollcall teams teams --format github-matrix\n',
    );
  onRun(command, runTeams);
}

const runTeams: Run<TeamsOptions> = async (session, { format, file }, [named]) => {
  const path = named ?? (session.isFileNamed ? file : '.');
  const { findTeamFiles } = await import('../../app/team-files.js');
  const found = findTeamFiles(path, session.io.cwd, await openSourceTree(session, []));
  const hasErrors = found.diagnostics.some(({ severity }) => severity === 'error');
  switch (format) {
    case 'json':
      session.out.write(renderJson(toJson(found)));
      break;
    case 'github-matrix': {
      await tellDiagnostics(session, found.diagnostics);
      // Half a matrix would leave a team out in silence.
      if (!hasErrors) session.out.line(await renderMatrix(found.teams));
      break;
    }
    case 'text':
      await showTeams(session, found.teams);
      await tellDiagnostics(session, found.diagnostics);
  }
  return hasErrors ? exitCodes.error : exitCodes.done;
};

/** What programs get; grows, and never changes what is there. */
function toJson({ teams, diagnostics }: TeamFiles) {
  return {
    ...diagnosticsToJson(diagnostics),
    teams: teams.map(({ slug, file, desired }) => ({
      slug,
      file,
      valid: desired !== null,
      team: desired === null ? null : { id: desired.team.id, name: desired.team.name },
      members: desired?.members.length ?? null,
      groups: desired?.groups.length ?? null,
    })),
  };
}

/** GitHub makes at most so many jobs of one matrix. */
const MOST_JOBS = 256;

/** One line, for `strategy.matrix` of a workflow: a job for each team. */
async function renderMatrix(teams: TeamFiles['teams']): Promise<string> {
  if (teams.length > MOST_JOBS) {
    throw new CommandError(
      `There are ${teams.length} team files, and GitHub makes at most ${MOST_JOBS} jobs of a matrix.`,
      'Let one workflow list one folder, and another workflow another: rollcall teams FOLDER.',
    );
  }
  const { teamEnvironments } = await import('../../app/team-environments.js');
  const include = teams.map(({ slug, file }) => {
    const { plan, apply } = teamEnvironments(slug);
    return { team: slug, config: file, plan_environment: plan, apply_environment: apply };
  });
  return renderJson({ include }).replace(/\n */g, '');
}

async function showTeams({ out }: Session, teams: readonly TeamFile[]): Promise<void> {
  if (teams.length === 0) return;
  const { renderTable } = await import('../../render/table.js');
  const columns = [
    { name: 'slug', dispensable: 0 },
    { name: 'file', dispensable: 0 },
    { name: 'members', dispensable: 1 },
    { name: 'groups', dispensable: 1 },
    { name: 'team', dispensable: 2 },
  ];
  const rows = teams.map(({ slug, file, desired }) =>
    desired === null
      ? [slug, file, null, null, 'has errors: rollcall validate']
      : [slug, file, desired.members.length, desired.groups.length, desired.team.name ?? desired.team.id],
  );
  out.write(renderTable({ columns, rows }, { palette: out.palette, width: out.width }).text);
}
