import { globSync } from 'tinyglobby';
import type { SourceTree } from '../../config/source-tree.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { findTeamFiles, type TeamFile } from '../team-files.js';
import { validateTeam } from '../validate-team.js';
import type { FileFacts } from './file-checks.js';
import { usesRollcall } from './rollcall-jobs.js';
import { parseWorkflowFile, type WorkflowFile } from './workflow-file.js';

const CODE_OWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/**
 * Reads the files that a set-up consists of. Workflows that have nothing to do with Rollcall are left out.
 * @param path where the team files are, relative to `root`: the root of the repository.
 */
export function readSetupFiles(path: string, root: string, tree: SourceTree): FileFacts {
  const { teams, diagnostics } = findTeamFiles(path, root, tree);
  return {
    teams,
    teamProblems: [...diagnostics, ...teams.flatMap((team) => findErrors(team, tree))],
    ...readWorkflows(root, tree),
    codeOwners: CODE_OWNERS.flatMap((name) => readText(name, tree) ?? [])[0] ?? null,
  };
}

function findErrors({ file, desired }: TeamFile, tree: SourceTree): readonly Diagnostic[] {
  if (desired !== null) return [];
  const outcome = validateTeam(file, tree);
  return outcome.tag === 'valid' ? [] : outcome.diagnostics.filter(({ severity }) => severity === 'error');
}

function readWorkflows(root: string, tree: SourceTree): Pick<FileFacts, 'workflows' | 'workflowProblems'> {
  const workflows: WorkflowFile[] = [];
  const workflowProblems: Diagnostic[] = [];
  for (const path of globSync('.github/workflows/*.{yml,yaml}', { cwd: root, dot: true }).sort()) {
    const text = readText(path, tree) ?? '';
    if (!text.includes('rollcall')) continue;
    const parsed = parseWorkflowFile(path, text);
    if (!parsed.ok) workflowProblems.push(...parsed.diagnostics);
    else if (usesRollcall(parsed.value)) workflows.push(parsed.value);
  }
  return { workflows, workflowProblems };
}

function readText(path: string, tree: SourceTree): string | null {
  const read = tree.readText(path);
  return read.ok ? read.text : null;
}
