import type { Check, Found } from './check.js';
import {
  filesOfRole,
  holdsDropboxToken,
  jobsOf,
  rollcallSteps,
  type StepInFile,
  type WorkflowRole,
} from './rollcall-jobs.js';
import type { Concurrency, WorkflowFile } from './workflow-file.js';

/** What Rollcall's own three workflows have to be like, besides what holds for any. */
export const rollcallWorkflowChecks: readonly Check<readonly WorkflowFile[]>[] = [
  {
    id: 'workflow-triggers',
    good: 'Each workflow begins when it has to, whatever was changed.',
    why: 'A run that a filter leaves out is a plan that nobody sees, or a merge that is never applied.',
    mend: 'Take the on: of the workflow file in the release.',
    look: (files) => (['plan', 'apply', 'drift'] as const).flatMap((role) => judgeTriggers(files, role)),
  },
  {
    id: 'workflow-environments',
    good: 'The tokens for planning and for applying lie in environments of their own.',
    why: 'A secret of the repository goes to whoever can push a branch; one of an environment only where its rule lets it.',
    mend: 'Name the environment of the team in the job, as the workflow file in the release does.',
    look: (files) => {
      const holders = jobsOf(files).filter(holdsDropboxToken);
      const plans = new Set(environmentsOf([...rollcallSteps(files, 'plan'), ...rollcallSteps(files, 'drift')]));
      return [
        ...holders
          .filter(({ job }) => job.environment === null)
          .map(({ job }) => ({
            found: `The job ${job.id} holds a Dropbox token without an environment.`,
            position: job.position,
          })),
        ...rollcallSteps(files, 'apply')
          .filter(({ job }) => job.environment !== null && plans.has(job.environment))
          .map(({ job }) => ({
            found: `The job ${job.id} applies in the environment that plans are made in.`,
            position: job.position,
          })),
      ];
    },
  },
  {
    id: 'workflow-forks',
    good: 'Pull requests from forks never meet a Dropbox token.',
    why: 'Anybody can open one, with whatever they like in it.',
    mend: "Add to the job's if: github.event.pull_request.head.repo.full_name == github.repository",
    look: (files) =>
      jobsOf(files.filter(({ triggers }) => triggers.some(({ event }) => /^pull_request(_target)?$/.test(event))))
        .filter(
          (job) => holdsDropboxToken(job) && !/head\.repo\.full_name\s*==\s*github\.repository/.test(job.job.condition),
        )
        .map(({ job }) => ({
          found: `The job ${job.id} holds a Dropbox token, and does not leave out pull requests from forks.`,
          position: job.position,
        })),
  },
  {
    id: 'workflow-queue',
    good: 'Applies of one team wait for each other, and none is dropped or cut off.',
    why: 'GitHub keeps one waiting run by default and drops the older ones; and an apply that is cancelled ends half-way.',
    mend: 'Write under concurrency: of the job a group for each team, cancel-in-progress: false and queue: max.',
    look: (files) => rollcallSteps(files, 'apply').flatMap(judgeQueue),
  },
  {
    id: 'workflow-fleet',
    good: 'The failure of one team does not stop another.',
    why: 'By default GitHub cancels all jobs of a matrix when one of them fails.',
    mend: 'Write fail-fast: false under strategy:.',
    look: (files) =>
      rollcallSteps(files)
        .filter(({ job }) => job.isMatrix && job.failFast !== 'false')
        .map(({ job }) => ({
          found: `The job ${job.id} is cancelled when the job of another team fails.`,
          position: job.position,
        })),
  },
  {
    id: 'workflow-reports',
    good: 'What went wrong is reported, too.',
    why: 'A job that is skipped because the one before it failed says nothing, and silence looks like success.',
    mend: 'Give the job if: always(); that of the plan may have !cancelled() instead.',
    look: (files) =>
      ['report', 'report-apply', 'report-drift']
        .flatMap((mode) => rollcallSteps(files, mode))
        .filter(({ job }) => !/always\(\)|!\s*cancelled\(\)/.test(job.condition))
        .map(({ job }) => ({
          found: `The job ${job.id} reports only what went well.`,
          position: job.position,
        })),
  },
  {
    id: 'workflow-read-only',
    good: 'Plan and drift refuse a token that can write.',
    why: 'A pull request can change its own workflow: what it can reach must not be able to remove people.',
    mend: "Write read-only-token: 'true' under with: of the step.",
    look: (files) =>
      [...rollcallSteps(files, 'plan'), ...rollcallSteps(files, 'drift')]
        .filter(({ step }) => step.inputs.get('read-only-token') !== 'true')
        .map(({ job, step }) => ({
          status: 'warning',
          found: `The job ${job.id} takes any token.`,
          position: step.position,
        })),
  },
];

const events = { plan: 'pull_request', apply: 'push', drift: 'schedule' } as const satisfies Record<
  WorkflowRole,
  string
>;

function judgeTriggers(files: readonly WorkflowFile[], role: WorkflowRole): readonly Found[] {
  return filesOfRole(files, role).flatMap(({ path, triggers }) => {
    const has = (wanted: string) => triggers.some(({ event }) => event === wanted);
    const whenMissing: Found = has('workflow_call')
      ? { status: 'warning', found: `${path} begins only where another workflow calls it.` }
      : { found: `${path} does not begin on ${events[role]}.` };
    return [
      ...(has(events[role]) ? [] : [whenMissing]),
      ...triggers
        .filter(({ event }) => event === 'pull_request_target')
        .map(({ position }) => ({
          found: 'pull_request_target gives secrets to pull requests of strangers.',
          mend: 'Use pull_request instead.',
          position,
        })),
      ...triggers.flatMap(({ event, pathFilter }) =>
        pathFilter === null
          ? []
          : [{ found: `${event} is filtered by path.`, mend: 'Take the filter out.', position: pathFilter }],
      ),
    ];
  });
}

function environmentsOf(steps: readonly StepInFile[]): readonly string[] {
  return steps.flatMap(({ job }) => (job.environment === null ? [] : [job.environment]));
}

function judgeQueue({ file, job }: StepInFile): readonly Found[] {
  const concurrency = job.concurrency ?? file.concurrency;
  if (concurrency === null) {
    return [{ found: `Nothing keeps two runs of the job ${job.id} apart.`, position: job.position }];
  }
  return queueFaults(concurrency, job.isMatrix).map((fault) => ({
    found: `The job ${job.id}: ${fault}.`,
    position: concurrency.position,
  }));
}

function queueFaults({ group, cancelInProgress, queue }: Concurrency, isMatrix: boolean): readonly string[] {
  return [
    ...(cancelInProgress === 'true' ? ['a later run cancels it half-way'] : []),
    ...(queue === 'max' ? [] : ['of the runs that wait, all but one are dropped']),
    ...(isMatrix && !group.includes('matrix.') ? ['all teams share one queue'] : []),
  ];
}
