import { mkdirSync, rmSync } from 'node:fs';
import type { RunSummary } from '../../src/model/run-summary.js';
import { Workplace } from '../cli/command-line.js';
import { type FakeGitHub, startFakeGitHub } from './fake-github.js';

/** Commits with names. */
export const commits = {
  base: 'b'.repeat(40),
  first: '1'.repeat(40),
  second: '2'.repeat(40),
  third: '3'.repeat(40),
  merge: 'e'.repeat(40),
} as const;

export const TOKEN = 'ghs_workflowtokenofatest';
/** What the report job of a workflow may do. */
export const REPORTER = ['contents: read', 'pull-requests: write', 'checks: write', 'issues: write'];

const nothing: RunSummary['counts'] = {
  changes: 0,
  adds: 0,
  removes: 0,
  roleChanges: 0,
  destructive: 0,
  gains: 0,
  failed: 0,
};

export type RunParts = Partial<Omit<RunSummary, 'counts'>> & { readonly counts?: Partial<RunSummary['counts']> };

/** A run of `plan` for the first commit of pull request 12, unless said otherwise. */
export function makeRun({ counts, ...rest }: RunParts = {}): RunSummary {
  return {
    format: 'rollcall-run',
    version: 1,
    command: 'plan',
    team: 'team',
    outcome: 'changes',
    exitCode: 0,
    failureReason: null,
    isComplete: true,
    digest: 'abcdef123456',
    head: commits.first,
    base: commits.base,
    pullRequest: 12,
    ...rest,
    counts: { ...nothing, changes: 2, adds: 2, ...counts },
  };
}

/** A folder for one test, a GitHub, and `rollcall comment` between them. */
export async function startReporting(permissions: readonly string[] = REPORTER) {
  const github: FakeGitHub = await startFakeGitHub();
  github.world.addWorkflowToken(TOKEN, permissions);
  let reads = 0;
  const workplace = new Workplace({
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: github.world.name,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '77',
  });
  return {
    github,
    world: github.world,
    workplace,
    /** Writes a run folder and puts it on GitHub. */
    post: async (
      parts: RunParts,
      { text = '## 🔵 2 people join\n\nBody.\n', argv = [], annotations = [], env = {} }: PostOptions = {},
    ) => {
      reads += 1;
      rmSync(workplace.path('run'), { recursive: true, force: true });
      mkdirSync(workplace.path('run'));
      workplace.write('run/run.json', JSON.stringify(makeRun(parts)));
      workplace.write('run/comment.md', `${text.trimEnd()}\n\n<sub>Dropbox read for the ${reads}. time</sub>\n`);
      workplace.write('run/annotations.json', JSON.stringify(annotations));
      return workplace.run(['comment', 'run', ...argv], { env });
    },
    close: async () => {
      workplace.remove();
      await github.close();
    },
  };
}

export type Reporting = Awaited<ReturnType<typeof startReporting>>;

interface PostOptions {
  /** The Markdown of the run, without its small print, which is another in every run. */
  readonly text?: string;
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly annotations?: readonly unknown[];
}
