import * as oauth from 'oauth4webapi';
import { connectToken, DEFAULT_API_URL } from '../dropbox/index.js';
import { systemClock } from './clock.js';

/** What to ask for, and whom. */
export interface SignInRequest {
  readonly appKey: string;
  /** Null for a public app, which PKCE serves without one. */
  readonly appSecret: string | null;
  /** The API that the token will be for. */
  readonly apiUrl: string;
  /** Exactly these are asked for. */
  readonly scopes: readonly string[];
  /** Where the browser goes with the code; null has Dropbox show the code instead. */
  readonly redirectUri: string | null;
}

/** What a request to the redirect address means. */
export type RedirectReading =
  | { readonly tag: 'code'; readonly code: string }
  /** The admin, or Dropbox, said no; `error` is OAuth's word. */
  | { readonly tag: 'denied'; readonly error: string }
  /** It is no answer to this sign-in: its state is another. */
  | { readonly tag: 'foreign' };

/** A token for a team. */
export interface TeamToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly teamId: string;
  /** As granted, which may be fewer than were asked for. */
  readonly scopes: readonly string[];
}

/** How the exchange of a code ended. */
export type SignInResult =
  | { readonly tag: 'signed-in'; readonly token: TeamToken }
  /** A token came that is of no use, and was to be revoked at once. */
  | { readonly tag: 'unfit'; readonly why: 'not-a-team' | 'no-refresh-token'; readonly isRevoked: boolean }
  | { readonly tag: 'failed'; readonly message: string; readonly advice: string };

/** One sign-in: OAuth's authorization code with PKCE. Holds secrets; good for one code. */
export interface SignIn {
  /** What the admin opens in a browser. Holds no secret: the verifier behind its challenge stays here. */
  readonly authorizeUrl: string;
  readRedirect(parameters: URLSearchParams): RedirectReading;
  /** Exchanges the code for a token. Never throws for what the network or Dropbox does. */
  exchange(code: string): Promise<SignInResult>;
}

const TIMEOUT_MS = 60_000;

/** Prepares a sign-in; nothing is sent yet. */
export async function startSignIn(request: SignInRequest): Promise<SignIn> {
  const { appKey, apiUrl, redirectUri, scopes } = request;
  const server = authorizationServer(apiUrl);
  const client: oauth.Client = { client_id: appKey };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: appKey,
    response_type: 'code',
    token_access_type: 'offline',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    scope: scopes.join(' '),
    ...(redirectUri !== null && { redirect_uri: redirectUri, state }),
  }).toString();
  return {
    authorizeUrl: url.href,
    readRedirect: (parameters) => readRedirect(server, client, parameters, state),
    exchange: async (code) => {
      const form = { code, code_verifier: verifier, ...(redirectUri !== null && { redirect_uri: redirectUri }) };
      try {
        const answer = await requestToken(server, client, request, form);
        return await accept(answer, apiUrl);
      } catch (error) {
        return describeFailure(error);
      }
    },
  };
}

/** Dropbox asks for consent on its web site, and gives tokens at its API; anything else does both in one place. */
function authorizationServer(apiUrl: string): oauth.AuthorizationServer {
  const api = apiUrl.replace(/\/+$/, '');
  const site = api === DEFAULT_API_URL ? 'https://www.dropbox.com' : api;
  return {
    issuer: site,
    authorization_endpoint: `${site}/oauth2/authorize`,
    token_endpoint: `${api}/oauth2/token`,
  };
}

function readRedirect(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  parameters: URLSearchParams,
  state: string,
): RedirectReading {
  try {
    const code = oauth.validateAuthResponse(server, client, parameters, state).get('code');
    return code === null ? { tag: 'foreign' } : { tag: 'code', code };
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) return { tag: 'denied', error: error.error };
    if (error instanceof oauth.OperationProcessingError) return { tag: 'foreign' };
    throw error;
  }
}

async function requestToken(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  { appSecret, apiUrl }: SignInRequest,
  form: Readonly<Record<string, string>>,
): Promise<oauth.TokenEndpointResponse> {
  const authentication = appSecret === null ? oauth.None() : oauth.ClientSecretPost(appSecret);
  // `authorizationCodeGrantRequest` insists on a redirect address, and without a browser there is none.
  const response = await oauth.genericTokenEndpointRequest(server, client, authentication, 'authorization_code', form, {
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    // The command line warns of plain HTTP to other machines; a simulator on this one speaks nothing else.
    [oauth.allowInsecureRequests]: apiUrl.startsWith('http:'),
  });
  return oauth.processGenericTokenEndpointResponse(server, client, response);
}

async function accept(answer: oauth.TokenEndpointResponse, apiUrl: string): Promise<SignInResult> {
  const { access_token: accessToken, refresh_token: refreshToken, team_id: teamId, scope } = answer;
  if (typeof teamId !== 'string' || teamId === '') {
    return { tag: 'unfit', why: 'not-a-team', isRevoked: await revokeAccessToken(accessToken, apiUrl) };
  }
  if (refreshToken === undefined) {
    return { tag: 'unfit', why: 'no-refresh-token', isRevoked: await revokeAccessToken(accessToken, apiUrl) };
  }
  const scopes = (scope ?? '').split(/\s+/).filter((name) => name !== '');
  return { tag: 'signed-in', token: { accessToken, refreshToken, teamId, scopes } };
}

async function revokeAccessToken(accessToken: string, apiUrl: string): Promise<boolean> {
  const connection = connectToken({
    apiUrl,
    credentials: { tag: 'access-token', accessToken },
    clock: systemClock,
  });
  try {
    const revocation = await connection.revoke();
    return revocation.tag !== 'failed';
  } finally {
    await connection.close();
  }
}

/** The errors of the library carry whole answers, tokens included: only the words chosen here go on. */
function describeFailure(error: unknown): SignInResult {
  if (error instanceof oauth.ResponseBodyError) {
    switch (error.error) {
      case 'invalid_grant':
        return {
          tag: 'failed',
          message: 'Dropbox does not accept the code: it is mistyped, used already, or too old.',
          advice: 'Run rollcall login again; the code has to be used within some minutes.',
        };
      case 'invalid_client':
      case 'unauthorized_client':
        return {
          tag: 'failed',
          message: 'Dropbox does not accept the app key or secret.',
          advice: 'Check --app-key or DROPBOX_APP_KEY, and DROPBOX_APP_SECRET if it is set.',
        };
      default:
        return {
          tag: 'failed',
          message: `Dropbox gave no token (HTTP ${error.status}, ${error.error}).`,
          advice: 'Run rollcall login again; if it stays, check the app in the App Console.',
        };
    }
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    return {
      tag: 'failed',
      message: 'The answer to the request for a token is not what OAuth promises.',
      advice: 'Check --api-url and DROPBOX_API_URL, then run rollcall login again.',
    };
  }
  const code = networkCode(error);
  if (code === null) throw error; // Not the network's doing: a bug.
  return {
    tag: 'failed',
    message: `No token came: no answer (${code}).`,
    advice: 'Check the network and --api-url, then run rollcall login again.',
  };
}

function networkCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'TimeoutError') return 'timeout';
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_INVALID')) return error.code;
  if (error instanceof AggregateError) return networkCode(error.errors[0]);
  return error.cause === undefined ? null : networkCode(error.cause);
}
