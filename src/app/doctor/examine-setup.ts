import type { CheckResult } from '../../model/check-result.js';
import { type Check, runChecks, type Seen } from './check.js';
import { type FileFacts, fileChecks } from './file-checks.js';
import { githubChecks } from './github-checks.js';
import type { GitHubFacts } from './github-facts.js';
import { rollcallWorkflowChecks } from './rollcall-workflow-checks.js';
import { type TokenFacts, tokenChecks } from './token-checks.js';
import { workflowChecks } from './workflow-checks.js';
import type { WorkflowFile } from './workflow-file.js';

/** Everything that a set-up is judged by. */
export interface SetupFacts {
  readonly files: FileFacts;
  readonly token: Seen<TokenFacts>;
  readonly github: Seen<GitHubFacts>;
}

/** All checks, in the order in which they are told: what each wants to be so, why, and how to mend it. */
export const setupChecks: readonly Pick<Check<never>, 'id' | 'good' | 'why' | 'mend'>[] = [
  ...fileChecks,
  ...rollcallWorkflowChecks,
  ...workflowChecks,
  ...tokenChecks,
  ...githubChecks,
];

/** Judges a set-up by all checks, in the order in which it is made. */
export function examineSetup({ files, token, github }: SetupFacts): readonly CheckResult[] {
  const workflows: Seen<readonly WorkflowFile[]> =
    files.workflows.length === 0 ? { unseen: 'There is no workflow that uses Rollcall.' } : { value: files.workflows };
  return [
    ...runChecks(fileChecks, { value: files }),
    ...runChecks(rollcallWorkflowChecks, workflows),
    ...runChecks(workflowChecks, workflows),
    ...runChecks(tokenChecks, token),
    ...runChecks(githubChecks, github),
  ];
}
