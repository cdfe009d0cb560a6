import type { Check, Found } from './check.js';
import { holdsDropboxToken, jobsOf, rollcallSteps, stepsOf, writesOf } from './rollcall-jobs.js';
import type { Placed, WorkflowFile } from './workflow-file.js';

/** What any workflow has to be like that secrets or a release depend on. */
export const workflowChecks: readonly Check<readonly WorkflowFile[]>[] = [
  {
    id: 'workflow-permissions',
    good: 'Every workflow begins with permissions: {}, so that each job has only what it names.',
    why: 'Without it a job may do whatever the repository allows by default, and a step that is taken over may too.',
    mend: 'Write permissions: {} at the first level of the file, and in each job what that job needs.',
    look: (files) =>
      files
        .filter(({ permissions }) => !(permissions instanceof Map && permissions.size === 0))
        .map(({ path }) => ({ found: `${path} does not say permissions: {} at its first level.` })),
  },
  {
    id: 'workflow-separation',
    good: 'No job holds both a Dropbox token and the right to write to GitHub.',
    why: 'Whoever takes over such a job can change the team and the traces of it at once.',
    mend: 'Give the token to one job and the right to write to another, which gets the result as an artefact.',
    look: (files) =>
      jobsOf(files)
        .filter((job) => holdsDropboxToken(job) && writesOf(job).length > 0)
        .map((job) => ({
          found: `The job ${job.job.id} holds a Dropbox token, and may write: ${writesOf(job).join(', ')}.`,
          position: job.job.position,
        })),
  },
  {
    id: 'workflow-pins',
    good: 'Every action is pinned to a full commit, with its version behind it.',
    why: 'A tag can be moved to other code, which would then run with your tokens.',
    mend: 'Write the full commit of the release, and the version behind it: uses: owner/name@<40 digits> # v1.2.3',
    look: (files) => [
      ...stepsOf(files).flatMap(({ step }) => judgePin(step.uses, step.usesComment)),
      ...jobsOf(files).flatMap(({ job }) => judgePin(job.uses, job.usesComment)),
    ],
  },
  {
    id: 'workflow-scripts',
    good: 'No script is made of text from outside.',
    why: 'An expression in a script is put in as code: a branch or a title with a quote in it could run commands.',
    mend: 'Hand the value over in env:, and let the script read the variable.',
    look: (files) =>
      stepsOf(files)
        .filter(({ step }) => step.run?.text.includes('${{') === true)
        .map(({ step }) => ({
          found: 'A script holds an expression.',
          position: step.run?.position ?? step.position,
        })),
  },
  {
    id: 'workflow-checkout',
    good: 'No checkout leaves its token behind in the folder.',
    why: 'Every later step, and everything that is uploaded, could read it there.',
    mend: 'Add persist-credentials: false under with: of the checkout.',
    look: (files) =>
      stepsOf(files)
        .filter(({ step }) => step.uses?.text.startsWith('actions/checkout@') === true)
        .filter(({ step }) => step.inputs.get('persist-credentials') !== 'false')
        .map(({ step }) => ({
          status: 'warning',
          found: 'A checkout keeps its token in the folder.',
          position: step.position,
        })),
  },
  {
    id: 'workflow-same-version',
    good: 'All steps use the same version of Rollcall.',
    why: 'A plan that one version made may mean something else to another.',
    mend: 'Update all three files together, from one release.',
    look: (files) => {
      const versions = new Map(
        rollcallSteps(files).flatMap(({ step: { uses } }) => (uses === null ? [] : [[uses.text, uses] as const])),
      );
      const [, ...others] = versions.values();
      return others.map(({ text, position }) => ({
        found: `${text} is not the version that is used before.`,
        position,
      }));
    },
  },
];

/** What stands where a release puts its own commit. */
const PLACEHOLDER = /@0{40}$/;

function judgePin(uses: Placed | null, comment: string): readonly Found[] {
  if (uses === null || uses.text.startsWith('./')) return [];
  const { text, position } = uses;
  if (PLACEHOLDER.test(text)) {
    return [
      {
        found: `${text} is a placeholder.`,
        mend: 'Copy the workflow files from a release: there its commit is filled in.',
        position,
      },
    ];
  }
  const isPinned = text.startsWith('docker://') ? /@sha256:[0-9a-f]{64}$/.test(text) : /@[0-9a-f]{40}$/.test(text);
  if (!isPinned) return [{ found: `${text} is not pinned to a full commit.`, position }];
  if (/\d/.test(comment)) return [];
  return [{ status: 'warning', found: `${text} does not say which version that is.`, position }];
}
