import { posix } from 'node:path';
import type { RunSummary } from '../model/run-summary.js';
import type { Inputs, Mode } from './inputs.js';

/** What a step has found out before it runs its command. */
export interface Found {
  /** Where the command writes, or reads, its run folder. */
  readonly runFolder: string;
  /** The commit that a pull request is compared with, and the team file there; null where there is none. */
  readonly base: { readonly commit: string; readonly file: string | null } | null;
  /** The files of reviewed plans. */
  readonly reviewed: readonly string[];
  /** The pull requests that a receipt goes to. */
  readonly pullRequests: readonly number[];
  /** The commit that this job is about. */
  readonly commit: string | null;
}

/** The command whose outcome each mode's run folder holds. */
export const commandOf = {
  validate: 'validate',
  plan: 'plan',
  report: 'plan',
  apply: 'apply',
  'report-apply': 'apply',
  drift: 'drift',
  'report-drift': 'drift',
} as const satisfies Record<Exclude<Mode, 'teams'>, RunSummary['command']>;

/** The team file of a step, from the root of the repository, as git writes it: without `./` before it. */
export function configOf({ config }: Pick<Inputs, 'config'>): string {
  return posix.normalize(config ?? 'team.yaml');
}

/** Turns a step into the command line that does its work: another CI runs the same. Pure. */
export function commandLineOf(inputs: Inputs, found: Found): readonly string[] {
  const { mode } = inputs;
  if (mode === 'teams') return ['teams', inputs.config ?? '.', '--format', 'github-matrix'];
  const file = ['--file', configOf(inputs), '--color', 'never'];
  switch (mode) {
    case 'validate':
      return ['validate', ...file, ...folder(inputs, found)];
    case 'plan':
      return [
        'plan',
        ...file,
        ...folder(inputs, found),
        ...option('--base', found.base?.file),
        ...option('--base-commit', found.base?.commit),
        ...privacy(inputs),
        ...readOnly(inputs),
      ];
    case 'drift':
      return ['drift', ...file, ...folder(inputs, found), ...privacy(inputs), ...readOnly(inputs)];
    case 'apply':
      return [
        'apply',
        ...file,
        ...folder(inputs, found),
        '--auto-approve',
        ...reviewed(inputs, found),
        ...privacy(inputs),
      ];
    case 'report':
    case 'report-apply':
    case 'report-drift':
      return [
        'comment',
        found.runFolder,
        ...file,
        ...option('--result', inputs['job-result']),
        '--command',
        commandOf[mode],
        ...option('--commit', found.commit),
        ...found.pullRequests.flatMap((number) => ['--pull-request', String(number)]),
        '--format',
        'json',
      ];
  }
}

function option(name: string, value: string | null | undefined): readonly string[] {
  return value === null || value === undefined ? [] : [name, value];
}

function folder(inputs: Inputs, { runFolder, commit }: Found): readonly string[] {
  const number = inputs['pull-request'];
  return [
    '--run-folder',
    runFolder,
    ...option('--commit', commit),
    ...option('--pull-request', number === null ? null : String(number)),
  ];
}

function privacy({ privacy: mode }: Inputs): readonly string[] {
  return option('--privacy', mode);
}

function readOnly(inputs: Inputs): readonly string[] {
  return inputs['read-only-token'] ? ['--read-only-token'] : [];
}

/** Without a single plan the gate still holds: then nothing is permitted. */
function reviewed({ reviewed: mode }: Inputs, found: Found): readonly string[] {
  if (mode === 'off') return [];
  return ['--reviewed-mode', mode, ...found.reviewed.flatMap((path) => ['--reviewed', path])];
}
