import { Option } from 'commander';
import type { RunForPeople } from '../../app/parse-run-folder.js';
import { rollcallVersion } from '../../app/rollcall-version.js';
import type { PostedRun, RunToPost, WithheldWrite } from '../../github/index.js';
import type { RunSummary } from '../../model/run-summary.js';
import { CommandError } from '../command-error.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { parseWholeNumber } from '../options.js';
import type { Program, Run } from '../program.js';
import { parseCommit } from '../run-folder.js';
import { runUrlOf } from '../run-url.js';
import type { Session } from '../session.js';
import type { Told } from '../tell-posted.js';

interface CommentOptions {
  readonly pullRequest: readonly number[];
  readonly repo?: string;
  readonly result?: string;
  readonly command: RunSummary['command'];
  readonly commit?: string;
  readonly when: RunToPost['when'];
  readonly format: 'text' | 'json';
  readonly dryRun?: boolean;
}

const commands = ['validate', 'plan', 'apply', 'drift'] as const satisfies readonly RunSummary['command'][];

/** `rollcall comment`: tells on GitHub what a command did, which needs no Dropbox token. */
export function addCommentCommand({ root, onRun }: Program): void {
  const command = root
    .command('comment')
    .argument('<dir>', 'the run folder that --run-folder wrote')
    .description('put a run on its pull request, or its drift issue: one comment for each team, kept up to date')
    .addOption(
      new Option('--pull-request <number>', 'the pull request; repeat it for several')
        .argParser((text: string, before: readonly number[]) => [...before, readNumber(text)])
        .default([], "the run's own"),
    )
    .addOption(new Option('--repo <owner/name>', 'the repository (env GITHUB_REPOSITORY)'))
    .addOption(
      new Option(
        '--result <word>',
        'how the job ended that was to write the folder: where there is none, this is told',
      ),
    )
    .addOption(
      new Option('--command <name>', 'what that job was to do, where there is no folder')
        .choices(commands)
        .default('plan'),
    )
    .addOption(new Option('--commit <sha>', 'the commit it was about, where there is no folder').argParser(parseCommit))
    .addOption(
      new Option('--when <when>', 'changes: begin no comment that would say that nothing changes')
        .choices(['always', 'changes'])
        .default('always'),
    )
    .addOption(new Option('--format <format>', 'how to say what was written').choices(['text', 'json']).default('text'))
    .addOption(new Option('--dry-run', 'read from GitHub, write nothing to it, and print what would be written'))
    .addHelpText('after', HELP);
  onRun(command, runComment);
}

const HELP = `
Needs GITHUB_TOKEN, and no Dropbox token: pull-requests: write for the comment,
checks: write for the check (left out without it), issues: write for drift.
GITHUB_API_URL leads to another server than github.com.

Examples:
  rollcall comment run            in the job of a pull request
  rollcall comment run --repo acme/team --pull-request 12
  rollcall comment run --result failure --command apply where run may be missing
`;

function readNumber(text: string): number {
  return parseWholeNumber(1, 999_999_999)(text);
}

const runComment: Run<CommentOptions> = async (session, options, [dir = '']) => {
  const [{ readRunFolder }, { appendJobSummary }, { withGitHub }] = await Promise.all([
    import('../read-run-folder.js'),
    import('../job-summary.js'),
    import('../github-session.js'),
  ]);
  const found = await readRunFolder({ path: dir, cwd: session.io.cwd });
  const folder = found ?? (await describeMissing(session, dir, options));
  const isDry = options.dryRun === true;
  // First: it needs nothing of GitHub, and stays where something after it fails.
  const isSummarised = !isDry && (await appendJobSummary(session.io, folder.jobSummary));
  const withheld: WithheldWrite[] = [];
  const posted = await withGitHub(session, options.repo, async (github) => {
    const { makeDryRun, postRun } = await import('../../github/index.js');
    const target = isDry ? makeDryRun(github, (write) => withheld.push(write)) : github;
    return postRun(target, await makePost(session, folder, options));
  });
  return tell(session, posted, options, { run: folder.run, isDry, isSummarised, withheld });
};

async function describeMissing(
  session: Session,
  dir: string,
  { result, command, commit }: CommentOptions,
): Promise<RunForPeople> {
  if (result === undefined) {
    throw new CommandError(
      `${dir} is no run folder: it holds no run.json.`,
      'Write one with --run-folder of plan, apply, validate or drift; where the job may have ended before, add --result.',
    );
  }
  const { describeEarlyEnd } = await import('../ended-early.js');
  return describeEarlyEnd(session, { command, result, commit: commit ?? null });
}

async function makePost({ io }: Session, folder: RunForPeople, options: CommentOptions): Promise<RunToPost> {
  const [{ renderSinceLastPlan }, { renderRunMarkdown }, { readGitHubEvent }] = await Promise.all([
    import('../../render/markdown/since-last-plan.js'),
    import('../../render/markdown/run-markdown.js'),
    import('../../app/github-event.js'),
  ]);
  const { run } = folder;
  const runUrl = runUrlOf(io.env);
  const event = run.pullRequest === null ? await readGitHubEvent(io.env.GITHUB_EVENT_PATH) : null;
  return {
    ...folder,
    run: { ...run, pullRequest: run.pullRequest ?? event?.pull_request?.number ?? null },
    pullRequests: options.pullRequest,
    when: options.when,
    runUrl: runUrl ?? null,
    sinceLast: (before) => renderSinceLastPlan(before, run),
    superseded: (was, by) =>
      renderRunMarkdown({ tag: 'superseded', by }, { now: io.clock.now(), rollcallVersion, head: was, runUrl }).text,
  };
}

async function tell(session: Session, posted: PostedRun, options: CommentOptions, told: Told): Promise<ExitCode> {
  const { out, err } = session;
  const { describePosted, postedToJson } = await import('../tell-posted.js');
  const { lines, problems } = describePosted(posted, told);
  if (options.format === 'json') {
    const { renderJson } = await import('../../render/json-text.js');
    out.write(renderJson(postedToJson(posted, told)));
  } else {
    for (const line of lines) out.line(line);
    for (const { what, text } of told.withheld) out.write(`\n--- ${what}\n${text.trimEnd()}\n`);
  }
  for (const problem of problems) err.line(problem);
  return posted.comments.some(({ tag }) => tag === 'failed') ? exitCodes.error : exitCodes.done;
}
