import { Option } from 'commander';
import { TokenError } from './command-error.js';
import { findAccess } from './credentials.js';
import { type Session, withToken } from './session.js';

/** The option of commands that only read: a token that could write is refused, as pull requests may reach it. */
export function readOnlyTokenOption(): Option {
  return new Option('--read-only-token', 'refuse a Dropbox token that could write: for pull requests');
}

/**
 * Makes sure that the token at hand cannot write, by asking Dropbox; nothing is written to find out.
 * @throws CommandError when it can; ProviderError when Dropbox does not say.
 */
export async function refuseWriteToken(session: Session): Promise<void> {
  const access = await findAccess(session);
  const scopes = await withToken(session, access, (connection) => connection.findWriteScopes());
  if (scopes.length === 0) return;
  throw new TokenError(
    `The Dropbox token can write (${scopes.join(', ')}), and --read-only-token asks for one that cannot.`,
    'Use the token of an app that has scopes for reading alone; or leave --read-only-token out, where no pull request reaches the token.',
  );
}
