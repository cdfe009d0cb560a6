import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as core from '@actions/core';
import type { RunForPeople } from '../app/parse-run-folder.js';
import { runFolderFiles } from '../app/run-folder.js';
import type { CliIo, Environment } from '../cli/cli-io.js';
import { CommandError } from '../cli/command-error.js';
import { exitCodes } from '../cli/exit-code.js';
import { appendJobSummary } from '../cli/job-summary.js';
import { readRunFolder } from '../cli/read-run-folder.js';
import { runCli } from '../cli/run-cli.js';
import { writeBrokenOff } from '../cli/run-folder.js';
import { openSession } from '../cli/session.js';
import type { RunSummary } from '../model/run-summary.js';
import { escapeText } from '../render/escape-text.js';
import { commandLineOf, commandOf, configOf } from './command-lines.js';
import { type Inputs, isReport, parseInputs } from './inputs.js';
import { annotate, type Outputs, outputsOf, setOutputs } from './outputs.js';
import { firstFound, makeStepFolder, type PreparedStep, prepareStep } from './prepare-step.js';
import { reportOutputs } from './report-outputs.js';
import { makeRunnerIo, withoutCommands } from './runner-io.js';
import { environmentForDropbox, environmentForGitHub, hideSecrets } from './step-secrets.js';
import { writeToldPullRequests } from './told-pull-requests.js';

/**
 * Does one step of a workflow: turns its inputs into a command line, runs it, and hands on what came of it. Outputs are
 * set before the step fails, so that what comes after a failure can use them.
 */
export async function runAction(env: Environment, write: (text: string) => void): Promise<void> {
  hideSecrets(env);
  const parsed = parseInputs((name) => core.getInput(name));
  if (parsed.ok) return runStep(parsed.value, env, write);
  setOutputs({ 'failure-reason': 'invalid' });
  core.setFailed(parsed.problems.join('\n'));
}

async function runStep(inputs: Inputs, env: Environment, write: (text: string) => void): Promise<void> {
  const folder = await makeStepFolder(env);
  const first = firstFound(inputs, env, folder);
  const printed: string[] = [];
  // Whoever talks to Dropbox holds no token of GitHub's, and the other way about.
  const held = isReport(inputs.mode) ? environmentForGitHub(env, inputs) : environmentForDropbox(env);
  const io = makeRunnerIo({ env: held, cwd: first.cwd, write, onResult: (text) => printed.push(text) });
  const { code, step } = await withoutCommands(write, async () => {
    const prepared = await tryToPrepare(inputs, { step: first, io, env, folder });
    if (prepared === null) return { code: exitCodes.error, step: first };
    const { found, cwd } = prepared;
    return { code: await runCli(commandLineOf(inputs, found), { ...io, cwd }), step: prepared };
  });
  const { runFolder, pullRequests } = step.found;
  const run = isReport(inputs.mode) ? null : await readRunFolder({ path: runFolder, cwd: first.cwd });
  if (run !== null && inputs.mode === 'apply') await writeToldPullRequests(runFolder, pullRequests);
  if (run !== null) await tellRun(inputs, run, { io, runFolder });
  if (isReport(inputs.mode)) setOutputs(reportOutputs(printed.join('')));
  if (inputs.mode === 'teams' && code === 0) setOutputs({ matrix: printed.join('').trim() });
  // That there is drift is an answer, which the outputs and the issue tell.
  const isFailure = code !== exitCodes.done && code !== exitCodes.changesPending;
  if (isFailure) core.setFailed(describeFailure(inputs, code, run?.run ?? null));
}

/** Null where something keeps the command from being run, which is told as the command would: in its run folder. */
async function tryToPrepare(inputs: Inputs, { step, io, env, folder }: StepSurroundings): Promise<PreparedStep | null> {
  try {
    return await prepareStep(inputs, { step, io: { ...io, env }, folder });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    io.stderr.write(`Error: ${escapeText(`${error.message} ${error.advice}`)}\n`);
    if (inputs.mode === 'plan' || inputs.mode === 'apply') {
      const { runFolder, commit } = step.found;
      const number = inputs['pull-request'];
      const session = await openSession(io, { file: configOf(inputs), color: 'never' }, true);
      const about = { ...(commit !== null && { commit }), ...(number !== null && { pullRequest: number }) };
      await writeBrokenOff(session, commandOf[inputs.mode], { runFolder, ...about }, error);
    }
    return null;
  }
}

interface StepSurroundings {
  readonly step: PreparedStep;
  readonly io: CliIo;
  /** With every token that the job holds. */
  readonly env: Environment;
  readonly folder: string;
}

/** Hands on what a command left in its run folder. */
async function tellRun(
  { mode }: Inputs,
  { run, jobSummary, annotations }: RunForPeople,
  { io, runFolder }: { readonly io: CliIo; readonly runFolder: string },
): Promise<void> {
  setOutputs({ ...outputsOf(run), ...(await folderOutputs(runFolder)) });
  annotate(annotations);
  // The others have a job after them that tells what they did.
  if (mode === 'validate') await appendJobSummary(io, jobSummary);
}

async function folderOutputs(runFolder: string): Promise<Outputs> {
  for (const name of [runFolderFiles.sealedPlan, runFolderFiles.plan]) {
    const path = join(runFolder, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return { 'artifact-dir': runFolder, 'plan-path': path };
  }
  return { 'artifact-dir': runFolder };
}

/** Why a command failed, for the one line that GitHub shows of a step. */
const failureWords = {
  guard: 'a guard refuses the plan',
  stale: 'it is out of date, or not what was reviewed',
  conflict: 'what was reviewed starts from another value now',
  incomplete: 'the team could not be read wholly',
  auth: 'a token is missing, or may not do this',
  partial: 'some operations failed, or were left out',
  invalid: 'the team file has mistakes',
  'too-large': 'more people are affected than a comment can show',
  error: 'it could not go on',
} as const satisfies Record<NonNullable<RunSummary['failureReason']>, string>;

function describeFailure({ mode }: Inputs, code: number, run: RunSummary | null): string {
  const reason = run?.failureReason ?? null;
  const why = reason === null ? '' : `: ${failureWords[reason]}`;
  return `rollcall ${mode === 'teams' ? mode : commandName(mode)} ended with exit code ${code}${why}. The log above says more.`;
}

function commandName(mode: Exclude<Inputs['mode'], 'teams'>): string {
  return isReport(mode) ? 'comment' : commandOf[mode];
}
