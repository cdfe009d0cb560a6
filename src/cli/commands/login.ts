import type { SignIn, SignInRequest, TeamToken } from '../../app/sign-in.js';
import type { RedirectAnswer } from '../../app/sign-in-redirect.js';
import type { StoredProfile } from '../../app/stored-credentials.js';
import { CommandError, describeFileFailure } from '../command-error.js';
import { askedApiUrl, credentialsOf, type ProfileStore, readProfileStore, storeProfile } from '../credentials.js';
import { appFromEnv, isTokenInEnv } from '../credentials-from-env.js';
import { type ExitCode, exitCodes } from '../exit-code.js';
import { openBrowser } from '../open-browser.js';
import { parseWholeNumber } from '../options.js';
import type { Program, Run } from '../program.js';
import { readLine } from '../read-line.js';
import { keepSecret } from '../redactor.js';
import { type Session, warnOfPlainHttp, withToken } from '../session.js';

interface LoginOptions {
  readonly appKey?: string;
  readonly readOnly?: boolean;
  readonly port: number;
  readonly open?: boolean;
  /** False with `--no-browser`. */
  readonly browser: boolean;
}

/** Dropbox sends browsers only to addresses that the app lists, port included: so it is always the same one. */
const REDIRECT_PORT = 53417;
/** Dropbox's codes do not last longer. */
const LONGEST_WAIT_MS = 600_000;

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
The app's redirect URIs (App Console, Settings) have to list http://127.0.0.1:${REDIRECT_PORT}/, unless
--no-browser is used. An app with a secret may have it in DROPBOX_APP_SECRET; it is not needed.

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
    err.line('Interrupted, or no answer came. Nothing was stored.');
    return exitCodes.interrupted;
  }
  return keepToken(session, store, request, token);
};

/** The browser brings the code back to this machine. Null when interrupted, or when nobody answers. */
async function signInWithBrowser(
  session: Session,
  options: LoginOptions,
  request: Omit<SignInRequest, 'redirectUri'>,
): Promise<TeamToken | null> {
  const { io, err } = session;
  const [{ startSignIn }, { listenForRedirect }] = await Promise.all([
    import('../../app/sign-in.js'),
    import('../../app/sign-in-redirect.js'),
  ]);
  const listener = await listenForRedirect(options.port).catch((cause) => {
    throw new CommandError(
      `Port ${options.port} of this machine cannot be used: ${describeFileFailure(cause)}.`,
      "Name another with --port, and list its address among the app's redirect URIs; or add --no-browser.",
    );
  });
  const waiting = new AbortController();
  const stopListening = io.onInterrupt(() => waiting.abort());
  const deadline = setTimeout(() => waiting.abort(), LONGEST_WAIT_MS);
  try {
    const signIn = await startSignIn({ ...request, redirectUri: listener.redirectUri });
    const answered = listener.waitForAnswer(signIn.readRedirect, waiting.signal);
    tellAddress(session, signIn.authorizeUrl);
    err.line(`If Dropbox does not know the redirect URI, add ${listener.redirectUri} to the app in the App Console`);
    err.line('(Settings, Redirect URIs), or use --no-browser.');
    if (options.open === true) {
      const problem = await openBrowser(signIn.authorizeUrl, io.env);
      if (problem !== null) err.line(`Warning: no browser could be opened (${problem}). Open the address yourself.`);
    }
    err.setStatus('Waiting for the browser ...');
    const answer = await answered;
    err.setStatus('');
    return answer === null ? null : await finishInBrowser(session, signIn, answer);
  } finally {
    clearTimeout(deadline);
    stopListening();
    await listener.close();
  }
}

/** The page in the browser waits for the end, so that it never says more than is true. */
async function finishInBrowser(session: Session, signIn: SignIn, answer: RedirectAnswer): Promise<TeamToken> {
  try {
    if (answer.reading.tag === 'denied') throw describeDenial(answer.reading.error);
    const token = await exchange(session, signIn, answer.reading.code);
    await answer.showPage({
      isDone: true,
      sentence: 'Dropbox gave Rollcall its token. You can close this page, and go on in the terminal.',
    });
    return token;
  } catch (error) {
    await answer.showPage({ isDone: false, sentence: 'You are not signed in. The terminal tells why.' });
    throw error;
  }
}

/** Dropbox shows the code, and somebody pastes it. Null when interrupted, or without an answer. */
async function signInWithPastedCode(
  session: Session,
  request: Omit<SignInRequest, 'redirectUri'>,
): Promise<TeamToken | null> {
  const { startSignIn } = await import('../../app/sign-in.js');
  const signIn = await startSignIn({ ...request, redirectUri: null });
  tellAddress(session, signIn.authorizeUrl);
  const code = await readLine(session.io, 'The code that Dropbox shows then: ');
  return code === null || code === '' ? null : exchange(session, signIn, code);
}

function tellAddress({ err }: Session, address: string): void {
  err.line('Open this address in a browser, as a team admin, and allow the access:');
  err.line();
  // On a line of its own, never wrapped: it is there to be copied.
  err.line(address);
  err.line();
}

async function exchange({ io }: Session, signIn: SignIn, code: string): Promise<TeamToken> {
  keepSecret(io, code);
  const result = await signIn.exchange(code);
  switch (result.tag) {
    case 'signed-in':
      keepSecret(io, result.token.accessToken);
      keepSecret(io, result.token.refreshToken);
      return result.token;
    case 'failed':
      throw new CommandError(result.message, result.advice);
    case 'unfit': {
      const found =
        result.why === 'not-a-team'
          ? 'This token is for one person, and not for a team.'
          : 'Dropbox gave no refresh token.';
      const mend =
        result.why === 'not-a-team'
          ? 'Give the app a team scope (App Console, Permissions), and sign in as a team admin.'
          : 'Check --api-url, then run rollcall login again.';
      const end = result.isRevoked
        ? 'It was revoked, and nothing was stored.'
        : "It could not be revoked: disconnect the app in Dropbox's settings. Nothing was stored.";
      throw new CommandError(`${found} ${end}`, mend);
    }
  }
}

function describeDenial(error: string): CommandError {
  if (error === 'access_denied') {
    return new CommandError(
      'The access was not allowed. Nothing was stored.',
      'Run rollcall login again, and have a team admin press Allow.',
    );
  }
  return new CommandError(
    `Dropbox refused the sign-in (${error}). Nothing was stored.`,
    error === 'invalid_scope'
      ? 'Tick the scopes on the Permissions tab of the app (App Console), press Submit, and run rollcall login again; --read-only asks for fewer.'
      : 'Check the app in the App Console, then run rollcall login again.',
  );
}

async function keepToken(
  session: Session,
  store: ProfileStore,
  request: Omit<SignInRequest, 'redirectUri'>,
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
