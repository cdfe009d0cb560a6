import { CommandError } from '../command-error.js';
import { credentialsOf, noSuchProfile, readProfileStore, storeProfile } from '../credentials.js';
import { isTokenInEnv } from '../credentials-from-env.js';
import { exitCodes } from '../exit-code.js';
import type { Program, Run } from '../program.js';
import { withToken } from '../session.js';

interface LogoutOptions {
  readonly force?: boolean;
}

/** `rollcall logout`: ends the stored token's life at Dropbox, and forgets it. */
export function addLogoutCommand({ root, onRun }: Program): void {
  const command = root
    .command('logout')
    .description('revoke the stored token, and delete it from this machine')
    .option('--force', 'delete it even where Dropbox cannot be asked to revoke it')
    .addHelpText('after', '\nExamples:\n  rollcall logout\n  rollcall logout --profile plans\n');
  onRun(command, runLogout);
}

const runLogout: Run<LogoutOptions> = async (session, options) => {
  const { io, out, err } = session;
  const store = await readProfileStore(session);
  const stored = store?.profiles.get(store.name);
  if (store === null || stored === undefined) {
    if (store?.isNamed === true) throw noSuchProfile(store);
    throw new CommandError('Nobody is signed in.', 'There is nothing to do; a token of the environment is not stored.');
  }
  const { escapeText } = await import('../../render/escape-text.js');
  const access = { credentials: credentialsOf(session, stored), apiUrl: stored.apiUrl };
  const revocation = await withToken(session, access, (connection) => connection.revoke());
  if (revocation.tag === 'failed' && options.force !== true) {
    throw new CommandError(
      `The token could not be revoked, so it is kept: ${revocation.reason.message}`,
      `${revocation.reason.advice} To delete it here all the same, add --force.`,
    );
  }
  await storeProfile(store, null);
  switch (revocation.tag) {
    case 'revoked':
      out.line(`Signed out: the token was revoked, and profile ${store.name} deleted.`);
      break;
    case 'dead-already':
      out.line(`Signed out: profile ${store.name} was deleted. Dropbox did not accept its token any more.`);
      break;
    case 'failed':
      out.line(`Profile ${store.name} was deleted.`);
      err.line(`Warning: its token may still work. ${escapeText(revocation.reason.message)}`);
      err.line('Disconnect the app in the admin console, under Settings, Team apps.');
  }
  if (isTokenInEnv(io.env)) err.line('Note: the environment holds a token too, which still works.');
  return exitCodes.done;
};
