import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../random.js';
import type { Team } from '../team/team.js';
import type { Answer } from './answer.js';
import { makeCodePage, makeConsentPage, makeMistakePage, makeRedirect } from './consent-page.js';
import { ALL_SCOPES } from './scopes.js';
import { type AccessToken, type App, TOKEN_LIFETIME_MS, type TokenBook } from './tokens.js';

/** A request to `/oauth2/…` or to anything else outside `/2/`. */
export interface PlainRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Grant {
  readonly scopes: readonly string[];
  readonly redirectUri: string | undefined;
  readonly challenge: string | undefined;
  readonly isOffline: boolean;
  readonly expiresAtMs: number;
}

const CODE_LIFETIME_MS = 10 * 60_000;

/** Dropbox's authorization server: the consent page, codes, and tokens for codes and refresh tokens. */
export class OAuthServer {
  private readonly grants = new Map<string, Grant>();

  constructor(
    private readonly app: App,
    private readonly tokens: TokenBook,
    private readonly team: Team,
    private readonly random: Random,
    private readonly now: () => number,
    /** The admin who gives consent. */
    private readonly adminId: string | undefined,
  ) {}

  serve(request: PlainRequest): Answer {
    const { method, url } = request;
    if (url.pathname === '/oauth2/token' && method === 'POST') return this.serveToken(request);
    if (url.pathname === '/oauth2/authorize' && method === 'GET') return this.askConsent(url.searchParams);
    if (url.pathname === '/oauth2/authorize' && method === 'POST') {
      return this.takeConsent(new URLSearchParams(request.body));
    }
    return { status: 404, body: 'Not found', contentType: 'text/plain; charset=utf-8' };
  }

  private askConsent(wish: URLSearchParams): Answer {
    const mistake = this.findMistake(wish);
    if (mistake !== undefined) return makeMistakePage(mistake);
    return makeConsentPage(this.app.name, this.team.facts.name, this.scopesOf(wish), wish);
  }

  private takeConsent(wish: URLSearchParams): Answer {
    const mistake = this.findMistake(wish);
    if (mistake !== undefined) return makeMistakePage(mistake);
    const redirectUri = wish.get('redirect_uri') ?? undefined;
    const state = wish.get('state') ?? undefined;
    if (wish.get('decision') !== 'allow') {
      return redirectUri === undefined
        ? makeMistakePage('Access was denied.')
        : makeRedirect(redirectUri, { error: 'access_denied', state });
    }
    const code = this.random.text(43);
    this.grants.set(code, {
      scopes: this.scopesOf(wish),
      redirectUri,
      challenge: readChallenge(wish),
      isOffline: wish.get('token_access_type') === 'offline',
      expiresAtMs: this.now() + CODE_LIFETIME_MS,
    });
    return redirectUri === undefined ? makeCodePage(code) : makeRedirect(redirectUri, { code, state });
  }

  private findMistake(wish: URLSearchParams): string | undefined {
    if (wish.get('client_id') !== this.app.key) return 'Unknown client_id: this app does not exist.';
    if (wish.get('response_type') !== 'code') return 'response_type must be "code".';
    const method = wish.get('code_challenge_method');
    if (method !== null && method !== 'S256' && method !== 'plain')
      return 'code_challenge_method must be S256 or plain.';
    const unknown = this.scopesOf(wish).find((scope) => !(ALL_SCOPES as readonly string[]).includes(scope));
    return unknown === undefined ? undefined : `The app may not ask for the scope "${unknown}".`;
  }

  private scopesOf(wish: URLSearchParams): readonly string[] {
    const scope = wish.get('scope') ?? '';
    return scope.trim() === '' ? ALL_SCOPES : scope.trim().split(/\s+/);
  }

  private serveToken({ headers, body, url }: PlainRequest): Answer {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    if (body !== '' && !isForm) return refuse('invalid_request', 'The request body must be form-urlencoded');
    // The official SDK sends the parameters in the URL, and the real server takes them there too.
    const form = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
    const client = readClient(form, headers.authorization);
    if (client.key !== this.app.key) return refuse('invalid_client', 'Invalid client_id or client_secret');
    if (client.secret !== undefined && !isSame(client.secret, this.app.secret)) {
      return refuse('invalid_client', 'Invalid client_id or client_secret');
    }
    const isConfidential = client.secret !== undefined;
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.redeemCode(form, isConfidential);
      case 'refresh_token':
        return this.refresh(form, isConfidential);
      default:
        return refuse('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token');
    }
  }

  private redeemCode(form: URLSearchParams, isConfidential: boolean): Answer {
    const code = form.get('code') ?? '';
    const grant = this.grants.get(code);
    if (grant === undefined || this.now() > grant.expiresAtMs) {
      return refuse('invalid_grant', "code doesn't exist or has expired");
    }
    if (grant.redirectUri !== (form.get('redirect_uri') ?? undefined)) {
      return refuse('invalid_grant', 'redirect_uri mismatch');
    }
    const verifier = form.get('code_verifier');
    if (grant.challenge !== undefined && !answersChallenge(verifier, grant.challenge)) {
      return refuse('invalid_grant', 'invalid code verifier');
    }
    if (grant.challenge === undefined && !isConfidential) {
      return refuse('invalid_request', 'No auth function available for given request');
    }
    this.grants.delete(code);
    const refresh = grant.isOffline
      ? this.tokens.issueRefresh({
          appKey: this.app.key,
          scopes: grant.scopes,
          adminId: this.adminId,
          isPublicClient: !isConfidential,
        })
      : undefined;
    const token = this.issue(grant.scopes, refresh?.value);
    return this.answerToken(token, {
      ...(refresh === undefined ? {} : { refresh_token: refresh.value }),
      uid: '',
      team_id: this.team.facts.id,
    });
  }

  private refresh(form: URLSearchParams, isConfidential: boolean): Answer {
    const refresh = this.tokens.findRefresh(form.get('refresh_token') ?? '');
    if (refresh === undefined || refresh.isRevoked)
      return refuse('invalid_grant', 'refresh token is invalid or revoked');
    if (!refresh.isPublicClient && !isConfidential) return refuse('invalid_client', 'client_secret is missing');
    const wanted = form.get('scope')?.trim();
    const scopes = wanted === undefined || wanted === '' ? refresh.scopes : wanted.split(/\s+/);
    if (scopes.some((scope) => !refresh.scopes.includes(scope))) {
      return refuse('invalid_scope', 'scope goes beyond what was granted');
    }
    return this.answerToken(this.issue(scopes, refresh.value), {});
  }

  private issue(scopes: readonly string[], refreshToken: string | undefined): AccessToken {
    return this.tokens.issue({
      scopes,
      adminId: this.adminId,
      ...(refreshToken === undefined ? {} : { refreshToken }),
    });
  }

  private answerToken(token: AccessToken, more: Readonly<Record<string, string>>): Answer {
    return json(200, {
      access_token: token.value,
      token_type: 'bearer',
      expires_in: TOKEN_LIFETIME_MS / 1000,
      scope: token.scopes.join(' '),
      ...more,
    });
  }
}

function readClient(
  form: URLSearchParams,
  authorization: string | undefined,
): { key: string; secret: string | undefined } {
  const basic = /^Basic +(.+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [key = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { key, secret };
  }
  return { key: form.get('client_id') ?? '', secret: form.get('client_secret') ?? undefined };
}

function readChallenge(wish: URLSearchParams): string | undefined {
  const challenge = wish.get('code_challenge');
  if (challenge === null) return undefined;
  return wish.get('code_challenge_method') === 'S256' ? challenge : hashVerifier(challenge);
}

function answersChallenge(verifier: string | null, challenge: string): boolean {
  return verifier !== null && isSame(hashVerifier(verifier), challenge);
}

function hashVerifier(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Unlike every other 400, this one is JSON. */
function refuse(error: string, description: string): Answer {
  return { ...json(400, { error, error_description: description }), tag: error };
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body), contentType: 'application/json' };
}
