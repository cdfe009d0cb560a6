import type { Seen, Unseen } from '../app/doctor/check.js';
import type { GitHubFacts, TeamEnvironment } from '../app/doctor/github-facts.js';
import type { TokenFacts, TokenUse } from '../app/doctor/token-checks.js';
import type { TeamFile } from '../app/team-files.js';
import type { BranchRules, GitHubRepository, Visible } from '../github/index.js';
import type { BranchFacts } from '../model/repository-facts.js';
import { ProviderError } from '../provider.js';
import { CommandError } from './command-error.js';
import { type Access, findAccess } from './credentials.js';
import { withGitHub } from './github-session.js';
import { type Session, withToken } from './session.js';

/** Asks Dropbox about the token at hand. Nothing is written. */
export async function readTokenFacts(
  session: Session,
  use: TokenUse,
  teams: readonly TeamFile[],
): Promise<Seen<TokenFacts>> {
  const access = await orUnseen(() => findAccess(session));
  return 'unseen' in access ? access : { value: await askDropbox(session, access.value, use, teams) };
}

async function askDropbox(
  session: Session,
  access: Access,
  use: TokenUse,
  teams: readonly TeamFile[],
): Promise<TokenFacts> {
  try {
    const holder = await withToken(session, access, (connection) => connection.readHolder());
    return { tag: 'accepted', holder, use, teams };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { tag: 'refused', message: error.message, advice: error.advice };
  }
}

/** Reads what GitHub shows of the repository and of the environments of its teams. Nothing is changed. */
export async function readGitHubFacts(
  session: Session,
  repository: string | undefined,
  teams: readonly TeamFile[],
): Promise<Seen<GitHubFacts>> {
  const { teamEnvironments } = await import('../app/team-environments.js');
  const names = teams.map(({ slug }) => teamEnvironments(slug));
  const named = repository ?? (await findRepository(session));
  return orUnseen(() =>
    withGitHub(session, named, async (github) => {
      const { visibility, defaultBranch } = await github.readFacts();
      const [plan, apply, rules, protection, permissions] = await Promise.all([
        Promise.all(names.map((name) => readEnvironment(github, name.plan))),
        Promise.all(names.map((name) => readEnvironment(github, name.apply))),
        github.settings.rulesOf(defaultBranch),
        github.settings.protectionOf(defaultBranch),
        github.settings.workflowPermissions(),
      ]);
      const branch = joinRules(rules, protection);
      const defaultToken = toSeen(permissions, (settings) => settings.defaultToken);
      return { visibility, defaultBranch, plan, apply, branch, defaultToken };
    }),
  );
}

/** The repository that the environment names, else the one that this folder was cloned from. */
async function findRepository({ io: { cwd, env } }: Session): Promise<string | undefined> {
  if (env.GITHUB_REPOSITORY?.trim()) return env.GITHUB_REPOSITORY;
  const server = env.GITHUB_SERVER_URL?.trim() || 'https://github.com';
  if (!URL.canParse(server)) return undefined;
  const { findGitHubOrigin } = await import('../app/github-origin.js');
  return (await findGitHubOrigin(cwd, new URL(server).hostname)) ?? undefined;
}

async function readEnvironment({ settings }: GitHubRepository, name: string): Promise<TeamEnvironment> {
  const [environment, secretNames] = await Promise.all([settings.environment(name), settings.secretNames(name)]);
  return { name, settings: toSeen(environment, (found) => found), secretNames: toSeen(secretNames, (found) => found) };
}

/** Rulesets and older protection hold side by side; what one of them hides may be what the other lacks. */
function joinRules(rules: Visible<BranchRules>, protection: Visible<BranchRules | null>): Seen<BranchFacts> {
  const seen = [rules, protection].flatMap((one) => (one.tag === 'seen' && one.value !== null ? [one.value] : []));
  const [hidden] = [rules, protection].flatMap((one) => (one.tag === 'hidden' ? [one] : []));
  const reviews = seen.flatMap(({ pullRequest }) => pullRequest ?? []);
  if (hidden !== undefined && reviews.length === 0) return notVisible(hidden.permission);
  return {
    value: {
      pullRequest:
        reviews.length === 0
          ? null
          : {
              approvals: Math.max(...reviews.map(({ approvals }) => approvals)),
              needsCodeOwner: reviews.some(({ needsCodeOwner }) => needsCodeOwner),
              dismissesStaleApprovals: reviews.some(({ dismissesStaleApprovals }) => dismissesStaleApprovals),
              needsApprovalOfLastPush: reviews.some(({ needsApprovalOfLastPush }) => needsApprovalOfLastPush),
            },
      requiredChecks: seen.flatMap(({ requiredChecks }) => requiredChecks),
      forbidsForcePush: seen.some(({ forbidsForcePush }) => forbidsForcePush),
    },
  };
}

function toSeen<Setting, Fact>(setting: Visible<Setting>, take: (value: Setting) => Fact): Seen<Fact> {
  return setting.tag === 'seen' ? { value: take(setting.value) } : notVisible(setting.permission);
}

function notVisible(permission: string): Unseen {
  return { unseen: `Not visible with this GitHub token: it needs ${permission}.` };
}

async function orUnseen<Value>(read: () => Promise<Value>): Promise<Seen<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { unseen: `${error.message} ${error.advice}` };
  }
}
