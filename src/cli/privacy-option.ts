import { Option } from 'commander';
import type { Privacy, PrivacyMode } from '../render/privacy.js';
import type { Environment } from './cli-io.js';
import { CommandError } from './command-error.js';

/** Whoever guesses a key shorter than this can look up addresses; counts characters. */
const SHORTEST_KEY = 16;

const modes = ['full', 'masked', 'hash'] as const satisfies readonly PrivacyMode[];

/** How much of people is printed. */
export function privacyOption(): Option {
  return new Option(
    '--privacy <mode>',
    'print people in full, as m…k@acme.com, or as keyed hashes; in a public repository full is refused',
  )
    .choices(modes)
    .default('full');
}

/**
 * Joins the option with the key that hashes need.
 * @throws CommandError when there is no key, or one that is easily guessed; and when everybody on the internet could
 * read of people in full: in a job of a public repository.
 */
export async function readPrivacy(mode: PrivacyMode, env: Environment): Promise<Privacy> {
  if (mode === 'full') await refuseInPublic(env);
  if (mode !== 'hash') return { tag: mode };
  const key = env.ROLLCALL_PRIVACY_KEY?.trim() ?? '';
  if (key.length >= SHORTEST_KEY) return { tag: 'hash', key };
  const found = key === '' ? 'is not set' : `has fewer than ${SHORTEST_KEY} characters`;
  throw new CommandError(
    `--privacy hash needs a key, and ROLLCALL_PRIVACY_KEY ${found}.`,
    'Set it to a secret of your own, and keep it: with the same key, the same person has the same hash in every run.',
  );
}

/** Logs, comments and artefacts of a public repository are everybody's, and stay so. */
async function refuseInPublic(env: Environment): Promise<void> {
  if (!(await isInPublic(env))) return;
  const repository = env.GITHUB_REPOSITORY ? `the repository ${env.GITHUB_REPOSITORY}` : 'this repository';
  throw new CommandError(
    `${repository} is public, and --privacy full shows everybody who is on the team.`,
    'Choose --privacy masked, or --privacy hash with a key in ROLLCALL_PRIVACY_KEY; or make the repository private.',
  );
}

/** The event that started the job tells; `GITHUB_REPOSITORY_VISIBILITY` is for workflows whose event does not. */
async function isInPublic({ GITHUB_EVENT_PATH, GITHUB_REPOSITORY_VISIBILITY }: Environment): Promise<boolean> {
  if (GITHUB_REPOSITORY_VISIBILITY === 'public') return true;
  if (!GITHUB_EVENT_PATH) return false;
  const { isPublicRepository, readGitHubEvent } = await import('../app/github-event.js');
  return isPublicRepository(await readGitHubEvent(GITHUB_EVENT_PATH));
}
