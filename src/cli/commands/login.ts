import type { TeamToken } from '../../app/sign-in.js';
import type { StoredProfile } from '../../app/stored-credentials.js';
import { CommandError } from '../command-error.js';
import { askedApiUrl, credentialsOf, type ProfileStore, readProfileStore, storeProfile } from '../credentials.js';
import { appFromEnv, isTokenInEnv } from '../credentials-from-env.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { parseWholeNumber } from '../options.js';
import type { Program, Run } from '../program.js';
import { type Session, warnOfPlainHttp, withToken } from '../session.js';
import { type AppRequest, type BrowserOptions, signInWithBrowser, signInWithPastedCode } from '../sign-in.js';

interface LoginOptions extends BrowserOptions {
  readonly appKey?: string;
  readonly readOnly?: boolean;
  /** False with `--no-browser`. */
  readonly browser: boolean;
}

/** Dropbox sends browsers only to addresses that the app lists, port included: so it is always the same one. */
const REDIRECT_PORT = 53417;

/** `rollcall login`: a team admin allows the app, and the refresh token is stored. */
export function addLoginCommand({ root, onRun }: Program): void {
  const command = root
    .command('login')
    .description('sign in as a team admin, in the browser, and keep the token for later commands')
    .option('--app-key <key>', "the app's key, from the App Console (env DROPBOX_APP_KEY)")
    .option('--read-only', 'ask for the scopes that reading needs, and no others')
    .option(
      '--port <number>',
      'where the browser comes back to on this machine; 0 takes a free one',
      parseWholeNumber(0, 65_535),
      REDIRECT_PORT,
    )
    .option('--open', 'open the browser too')
    .option('--no-browser', 'paste the code that Dropbox shows: for machines without a browser')
    .addHelpText(
      'after',
      `
The app's redirect URIs (App Console, Settings) have to list
http://127.0.0.1:${REDIRECT_PORT}/, unless --no-browser is used. An app with a secret may
have it in DROPBOX_APP_SECRET; it is not needed.

Examples:
  rollcall login --app-key abc123 --open
  rollcall login --app-key abc123 --read-only --no-browser --profile plans
`,
    );
  onRun(command, runLogin);
}

const runLogin: Run<LoginOptions> = async (session, options) => {
  const { io, err } = session;
  const app = appFromEnv(io.env);
  const appKey = options.appKey?.trim() || app.appKey;
  if (appKey === null) {
    throw new CommandError(
      'There is no app key.',
      'Add --app-key, or set DROPBOX_APP_KEY: the key is on the Settings tab of your app in the App Console.',
    );
  }
  // Whatever would keep the token from being stored is told before anybody is sent to a browser.
  const store = await readProfileStore(session);
  if (store === null) {
    throw new CommandError('There is no folder to keep the token in.', 'Set XDG_CONFIG_HOME, or HOME.');
  }
  const [{ DEFAULT_API_URL }, { readScopes, writeScopes }] = await Promise.all([
    import('../../app/connect.js'),
    import('../../app/sign-in-scopes.js'),
  ]);
  const request = {
    appKey,
    appSecret: app.appSecret,
    apiUrl: checkApiUrl(askedApiUrl(session) ?? DEFAULT_API_URL),
    scopes: options.readOnly === true ? readScopes : [...readScopes, ...writeScopes],
  };
  warnOfPlainHttp(session, request.apiUrl);
  const token = options.browser
    ? await signInWithBrowser(session, options, request)
    : await signInWithPastedCode(session, request);
  if (token === null) {
    err.line('Interrupted. Nothing was stored.');
    return exitCodes.interrupted;
  }
  return keepToken(session, store, request, token);
};

async function keepToken(
  session: Session,
  store: ProfileStore,
  request: AppRequest,
  token: TeamToken,
): Promise<ExitCode> {
  const { io, out, err } = session;
  const { escapeText } = await import('../../render/escape-text.js');
  const profile: StoredProfile = {
    appKey: request.appKey,
    refreshToken: token.refreshToken,
    teamId: token.teamId,
    scopes: token.scopes,
    apiUrl: request.apiUrl,
    created: new Date(io.clock.now()).toISOString(),
  };
  const replaced = store.profiles.get(store.name);
  await storeProfile(store, profile);
  out.line(`Signed in. The token is profile ${store.name} in ${escapeText(store.path)}.`);
  if (replaced !== undefined) await revokeReplaced(session, replaced);
  const lacking = request.scopes.filter((scope) => !token.scopes.includes(scope));
  if (lacking.length > 0) err.line(`Warning: Dropbox did not grant ${lacking.join(', ')}.`);
  const credentials = { tag: 'access-token' as const, accessToken: token.accessToken };
  const holder = await withToken(session, { credentials, apiUrl: request.apiUrl }, (connection) =>
    connection.readHolder(),
  );
  if (holder.team !== null && holder.admin !== null) {
    out.line(`It acts for ${escapeText(holder.admin.email)} on the team ${escapeText(holder.team.name)}.`);
  }
  if (isTokenInEnv(io.env)) err.line('Note: the environment holds a token too, and that one is used first.');
  return exitCodes.done;
}

/** A token that nobody can find any more must not stay alive. */
async function revokeReplaced(session: Session, replaced: StoredProfile): Promise<void> {
  const { err } = session;
  const access = { credentials: credentialsOf(session, replaced), apiUrl: replaced.apiUrl };
  const revocation = await withToken(session, access, (connection) => connection.revoke());
  if (revocation.tag === 'revoked') err.line('The token that this profile held before was revoked.');
  if (revocation.tag === 'failed') {
    const { escapeText } = await import('../../render/escape-text.js');
    err.line(
      `Warning: the token that this profile held before may still work. ${escapeText(revocation.reason.message)}`,
    );
  }
}

function checkApiUrl(apiUrl: string): string {
  const protocol = URL.canParse(apiUrl) ? new URL(apiUrl).protocol : null;
  if (protocol === 'https:' || protocol === 'http:') return apiUrl;
  throw new CommandError(
    'The API URL is not an http or https URL.',
    'Set --api-url or DROPBOX_API_URL to something like https://api.dropboxapi.com, or leave both unset.',
  );
}
