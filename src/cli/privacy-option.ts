import { Option } from 'commander';
import type { Privacy, PrivacyMode } from '../render/privacy.js';
import type { Environment } from './cli-io.js';
import { CommandError } from './command-error.js';

/** Whoever guesses a key shorter than this can look up addresses; counts characters. */
const SHORTEST_KEY = 16;

const modes = ['full', 'masked', 'hash'] as const satisfies readonly PrivacyMode[];

/** How much of people is printed. */
export function privacyOption(): Option {
  return new Option('--privacy <mode>', 'print people in full, as m…k@acme.com, or as keyed hashes')
    .choices(modes)
    .default('full');
}

/**
 * Joins the option with the key that hashes need.
 * @throws CommandError when there is no key, or one that is easily guessed.
 */
export function readPrivacy(mode: PrivacyMode, env: Environment): Privacy {
  if (mode !== 'hash') return { tag: mode };
  const key = env.ROLLCALL_PRIVACY_KEY?.trim() ?? '';
  if (key.length >= SHORTEST_KEY) return { tag: 'hash', key };
  const found = key === '' ? 'is not set' : `has fewer than ${SHORTEST_KEY} characters`;
  throw new CommandError(
    `--privacy hash needs a key, and ROLLCALL_PRIVACY_KEY ${found}.`,
    'Set it to a secret of your own, and keep it: with the same key, the same person has the same hash in every run.',
  );
}
