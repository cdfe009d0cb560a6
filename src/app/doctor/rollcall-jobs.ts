import type { Permissions, WorkflowFile, WorkflowJob, WorkflowStep } from './workflow-file.js';

/** One job of one workflow. */
export interface JobInFile {
  readonly file: WorkflowFile;
  readonly job: WorkflowJob;
}

/** One step of one job. */
export interface StepInFile extends JobInFile {
  readonly step: WorkflowStep;
}

/** What Rollcall's workflows are for. */
export type WorkflowRole = 'plan' | 'apply' | 'drift';

/** Whether a `uses:` means Rollcall's Action, in whosever copy. */
export function isRollcall(uses: string): boolean {
  return /(^|\/)rollcall@/.test(uses);
}

/** The workflow that a `uses:` of a job calls, where it is one of Rollcall's. */
function calledRole(uses: string): WorkflowRole | null {
  const [, role] = /\/rollcall-(plan|apply|drift)\.ya?ml@/.exec(uses) ?? [];
  return (role as WorkflowRole | undefined) ?? null;
}

export function jobsOf(files: readonly WorkflowFile[]): readonly JobInFile[] {
  return files.flatMap((file) => file.jobs.map((job) => ({ file, job })));
}

export function stepsOf(files: readonly WorkflowFile[]): readonly StepInFile[] {
  return jobsOf(files).flatMap(({ file, job }) => job.steps.map((step) => ({ file, job, step })));
}

/** The steps that use Rollcall's Action, in one mode or in any. */
export function rollcallSteps(files: readonly WorkflowFile[], mode?: string): readonly StepInFile[] {
  return stepsOf(files).filter(
    ({ step }) =>
      step.uses !== null && isRollcall(step.uses.text) && (mode === undefined || step.inputs.get('mode') === mode),
  );
}

/** The workflows that do one of Rollcall's three things, themselves or by calling one that does. */
export function filesOfRole(files: readonly WorkflowFile[], role: WorkflowRole): readonly WorkflowFile[] {
  return files.filter(
    (file) =>
      rollcallSteps([file], role).length > 0 ||
      file.jobs.some(({ uses }) => uses !== null && calledRole(uses.text) === role),
  );
}

/** Whether a workflow has anything to do with Rollcall. */
export function usesRollcall(file: WorkflowFile): boolean {
  return (
    rollcallSteps([file]).length > 0 ||
    (['plan', 'apply', 'drift'] as const).some((role) => filesOfRole([file], role).length > 0)
  );
}

/** Whether a job gets a Dropbox token, from whatever level of its workflow. */
export function holdsDropboxToken({ file, job }: JobInFile): boolean {
  const texts = [file.env, job.env, ...job.steps.flatMap(({ env, inputs }) => [env, inputs])];
  return texts.some((entries) =>
    [...entries].some(
      ([name, value]) => /^DROPBOX_(ACCESS_TOKEN|REFRESH_TOKEN)$/.test(name) || /secrets\.\w*DROPBOX\w*/i.test(value),
    ),
  );
}

/** What a job may write in the repository, by the names of GitHub's permissions. */
export function writesOf({ file, job }: JobInFile): readonly string[] {
  return namesOfWrites(job.permissions ?? file.permissions);
}

function namesOfWrites(permissions: Permissions): readonly string[] {
  // Where nothing is said, the repository's default holds, which may be to write everything.
  if (permissions === null || permissions === 'write-all') return ['everything'];
  if (permissions === 'read-all') return [];
  return [...permissions].filter(([, level]) => level === 'write').map(([name]) => name);
}
