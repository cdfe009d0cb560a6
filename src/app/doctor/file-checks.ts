import type { Diagnostic } from '../../model/diagnostic.js';
import type { TeamFile } from '../team-files.js';
import type { Check } from './check.js';
import { filesOfRole, type WorkflowRole } from './rollcall-jobs.js';
import type { WorkflowFile } from './workflow-file.js';

/** The files of a repository that Rollcall's safety depends on, as they lie in the folder. */
export interface FileFacts {
  readonly teams: readonly TeamFile[];
  /** What is wrong with the team files: each by itself, and all together. */
  readonly teamProblems: readonly Diagnostic[];
  /** Those that use Rollcall. */
  readonly workflows: readonly WorkflowFile[];
  /** What is wrong with workflow files as YAML. */
  readonly workflowProblems: readonly Diagnostic[];
  /** The text of CODEOWNERS; null where there is none. */
  readonly codeOwners: string | null;
}

/** What the files themselves have to be like. */
export const fileChecks: readonly Check<FileFacts>[] = [
  {
    id: 'team-files',
    good: 'The team files are valid, and each is for a team of its own.',
    why: 'A file with errors is neither planned nor applied.',
    mend: 'Run rollcall validate -f FILE, which shows each line.',
    look: ({ teamProblems }) => teamProblems.map(toFound),
  },
  {
    id: 'workflow-yaml',
    good: 'The workflow files can be read.',
    why: 'GitHub does not run a workflow that it cannot read.',
    mend: 'Correct the file.',
    look: ({ workflowProblems }) => workflowProblems.map(toFound),
  },
  {
    id: 'workflow-files',
    good: 'There are workflows for plan, apply and drift.',
    why: 'Without a plan nobody sees what a merge does; without apply nothing happens; without drift nobody sees changes by hand.',
    mend: 'Copy rollcall-plan.yml, rollcall-apply.yml and rollcall-drift.yml of a release to .github/workflows/.',
    look: ({ workflows }) =>
      (['plan', 'apply', 'drift'] as const)
        .filter((role) => filesOfRole(workflows, role).length === 0)
        .map((role) => ({
          status: role === 'drift' ? ('warning' as const) : ('problem' as const),
          found: `No workflow in .github/workflows/ uses Rollcall to ${roleWords[role]}.`,
        })),
  },
  {
    id: 'code-owners',
    good: 'The team files and the workflow files have owners.',
    why: 'Whoever changes a workflow changes what is done with the tokens, so the same people have to agree to both.',
    mend: 'Name owners for both in .github/CODEOWNERS, for example: * @your-org/it',
    look: ({ codeOwners, teams }) => {
      if (codeOwners === null) return [{ status: 'warning', found: 'There is no CODEOWNERS file.' }];
      const rules = readRules(codeOwners);
      return ['.github/workflows/rollcall-apply.yml', ...teams.map(({ file }) => file)]
        .filter((path) => rules.findLast(({ pattern }) => pattern.test(path))?.hasOwners !== true)
        .map((path) => ({ status: 'warning', found: `CODEOWNERS names nobody for ${path}.` }));
    },
  },
];

const roleWords = {
  plan: 'show plans in pull requests',
  apply: 'apply what was merged',
  drift: 'look for changes by hand',
} as const satisfies Record<WorkflowRole, string>;

function toFound({ severity, message, advice, position }: Diagnostic) {
  return {
    status: severity === 'error' ? ('problem' as const) : ('warning' as const),
    found: message,
    ...(advice === undefined ? {} : { mend: advice }),
    position,
  };
}

/**
 * The rules of a CODEOWNERS file; of those that fit a path the last one holds, also where it names nobody.
 * @see GitHub Docs, "About code owners": gitignore's patterns, without `!`, `[ ]` and escapes.
 */
function readRules(text: string) {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([pattern = '']) => pattern !== '')
    .map(([pattern = '', ...owners]) => ({ pattern: patternToExpression(pattern), hasOwners: owners.length > 0 }));
}

function patternToExpression(pattern: string): RegExp {
  const isRooted = pattern.slice(0, -1).includes('/');
  const body = pattern
    .replace(/^\/|\/$/g, '')
    .split(/(\*\*\/?|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`${isRooted ? '^' : '(?:^|/)'}${body}${pattern.endsWith('/*') ? '$' : '(?:/|$)'}`);
}
