import type { SignIn, SignInRequest, TeamToken } from '../app/sign-in.js';
import type { RedirectAnswer } from '../app/sign-in-redirect.js';
import { CommandError, describeFileFailure } from './command-error.js';
import { openBrowser } from './open-browser.js';
import { readLine } from './read-line.js';
import { keepSecret } from './redactor.js';
import type { Session } from './session.js';

/** What to ask for, however the answer comes back. */
export type AppRequest = Omit<SignInRequest, 'redirectUri'>;

/** How the browser is met. */
export interface BrowserOptions {
  /** Where it comes back to on this machine; 0 takes a free one. */
  readonly port: number;
  readonly open?: boolean;
}

/** Dropbox's codes do not last longer. */
const LONGEST_WAIT_MS = 600_000;

/** The browser brings the code back to this machine. Null when interrupted. */
export async function signInWithBrowser(
  session: Session,
  options: BrowserOptions,
  request: AppRequest,
): Promise<TeamToken | null> {
  const { io, err } = session;
  const [{ startSignIn }, { listenForRedirect }] = await Promise.all([
    import('../app/sign-in.js'),
    import('../app/sign-in-redirect.js'),
  ]);
  const listener = await listenForRedirect(options.port).catch((cause) => {
    throw new CommandError(
      `Port ${options.port} of this machine cannot be used: ${describeFileFailure(cause)}.`,
      "Name another with --port, and list its address among the app's redirect URIs; or add --no-browser.",
    );
  });
  const waiting = new AbortController();
  const stopListening = io.onInterrupt(() => waiting.abort());
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    waiting.abort();
  }, LONGEST_WAIT_MS);
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
    if (answer !== null) return await finishInBrowser(session, signIn, answer);
    if (isLate) throw noAnswer('No answer came from the browser');
    return null;
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

/** Dropbox shows the code, and somebody pastes it. Null when interrupted. */
export async function signInWithPastedCode(session: Session, request: AppRequest): Promise<TeamToken | null> {
  const { startSignIn } = await import('../app/sign-in.js');
  const signIn = await startSignIn({ ...request, redirectUri: null });
  tellAddress(session, signIn.authorizeUrl);
  const code = await readLine(session.io, 'The code that Dropbox shows then: ');
  if (code === '') throw noAnswer('No code was given');
  return code === null ? null : exchange(session, signIn, code);
}

function noAnswer(what: string): CommandError {
  return new CommandError(`${what}. Nothing was stored.`, 'Run rollcall login again.');
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
