import { parseRunFolder } from '../app/parse-run-folder.js';
import { runFolderFiles } from '../app/run-folder.js';
import type { Artefact, GitHubRepository, PullRequest, WorkflowRun } from '../github/index.js';

/** Where reviewed plans are looked for, and of which team. */
export interface PlanSearch {
  /** The file of the workflow that plans, without its folder. */
  readonly workflowFile: string;
  /** The branch that is applied: runs that somebody started by hand count only there. */
  readonly branch: string;
  /** The team's slug. */
  readonly team: string;
}

/** What was found for one pull request. */
export interface PlanFinding {
  readonly pullRequest: number;
  /** The plan, sealed or not; null where there is none, and `what` says why. */
  readonly plan: { readonly name: string; readonly bytes: Uint8Array } | null;
  /** Completes "#12: …". */
  readonly what: string;
}

/**
 * Finds the plan that was reviewed for a pull request: by the run that made it, and never by the name of an artefact,
 * which every run can give. The run has to be of the workflow that plans, in this repository, and of the very commit
 * that was merged; or one that somebody who may write here started by hand for that commit.
 */
export async function findReviewedPlan(
  github: GitHubRepository,
  pull: PullRequest,
  search: PlanSearch,
): Promise<PlanFinding> {
  let what = `no run of ${search.workflowFile} planned its last commit, ${pull.headCommit.slice(0, 7)}`;
  let newest = 0;
  for (const run of await runsOf(github, pull, search)) {
    // What an older run planned of the same commit is not what its reviewers saw last.
    if (run.id < newest) continue;
    const found = await planIn(github, run, pull, search);
    if (found.tag === 'found') {
      return { pullRequest: pull.number, plan: found, what: `reviewed with the plan of ${run.url}` };
    }
    if (found.tag === 'other') continue;
    what = describeMissing(found.tag, run);
    if (run.event === 'pull_request') newest = run.id;
  }
  return { pullRequest: pull.number, plan: null, what };
}

function describeMissing(tag: 'none' | 'incomplete' | 'expired', { url }: WorkflowRun): string {
  if (tag === 'expired') return `the plan of ${url} has expired`;
  if (tag === 'incomplete') return `the comment of ${url} could not show all that has to be reviewed`;
  return `${url} made no plan of this team`;
}

/** Completed runs of its last commit, the newest first; then those that were started by hand. */
async function runsOf(
  github: GitHubRepository,
  pull: PullRequest,
  { workflowFile, branch }: PlanSearch,
): Promise<readonly WorkflowRun[]> {
  const isOurs = (run: WorkflowRun) =>
    run.workflowPath === `.github/workflows/${workflowFile}` &&
    run.headRepository === github.name &&
    run.status === 'completed' &&
    // Made way for a newer one of the same commit.
    run.conclusion !== 'cancelled' &&
    run.conclusion !== 'skipped';
  const { headCommit } = pull;
  const byItself = await github.runs.list({ headCommit, event: 'pull_request' });
  const byHand = await github.runs.list({ workflowFile, branch, event: 'workflow_dispatch' });
  return [
    ...byItself.filter((run) => isOurs(run) && run.headCommit === headCommit),
    ...byHand.filter((run) => isOurs(run) && run.headBranch === branch).slice(0, MOST_RUNS_BY_HAND),
  ];
}

/** Only forks are planned by hand, and merged soon after. */
const MOST_RUNS_BY_HAND = 30;

type InRun =
  | { readonly tag: 'found'; readonly name: string; readonly bytes: Uint8Array }
  /** It was for another pull request. */
  | { readonly tag: 'other' }
  | { readonly tag: 'none' }
  /** There is one, and people were not shown all that it takes and gives. */
  | { readonly tag: 'incomplete' }
  | { readonly tag: 'expired' };

async function planIn(
  github: GitHubRepository,
  run: WorkflowRun,
  pull: PullRequest,
  { team }: PlanSearch,
): Promise<InRun> {
  // Names only spare downloads; what an artefact holds decides.
  const artefacts = (await github.runs.artefactsOf(run)).filter(({ name }) => name.endsWith(team));
  let result: InRun = { tag: run.event === 'pull_request' ? 'none' : 'other' };
  for (const artefact of artefacts) {
    const found: InRun = artefact.isExpired ? { tag: 'expired' } : await planInArtefact(github, artefact, pull, team);
    if (found.tag === 'found') return found;
    result = found;
  }
  return result;
}

async function planInArtefact(
  github: GitHubRepository,
  artefact: Artefact,
  pull: PullRequest,
  team: string,
): Promise<InRun> {
  const files = await github.runs.download(artefact);
  const texts = [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')] as const);
  const parsed = parseRunFolder(new Map(texts));
  if (parsed.tag !== 'run') return { tag: 'none' };
  const { run } = parsed.value;
  const isOfThis = run.head === pull.headCommit && (run.pullRequest ?? pull.number) === pull.number;
  if (run.command !== 'plan' || run.team !== team || !isOfThis) return { tag: 'other' };
  if (!run.isComplete) return { tag: 'incomplete' };
  for (const name of [runFolderFiles.sealedPlan, runFolderFiles.plan]) {
    const bytes = files.get(name);
    if (bytes !== undefined) return { tag: 'found', name, bytes };
  }
  return { tag: 'none' };
}
