import type { Random } from '../random.js';
import { ALL_SCOPES } from './scopes.js';

/** An app that teams authorize. */
export interface App {
  readonly key: string;
  readonly secret: string;
  readonly name: string;
}

export interface AccessToken {
  readonly value: string;
  /** What the token was granted. */
  readonly scopes: readonly string[];
  /** What its app may ask for at all; lacking one of these is answered differently. */
  readonly appScopes: readonly string[];
  /** The admin whom the token acts for; undefined for one from before Dropbox kept that. */
  readonly adminId: string | undefined;
  readonly isTeamToken: boolean;
  expiresAtMs: number;
  isRevoked: boolean;
  readonly refreshToken: string | undefined;
}

export interface RefreshToken {
  readonly value: string;
  readonly appKey: string;
  readonly scopes: readonly string[];
  readonly adminId: string | undefined;
  /** Got with PKCE: such a token is refreshed without the app's secret. */
  readonly isPublicClient: boolean;
  isRevoked: boolean;
}

export interface TokenWish {
  readonly scopes?: readonly string[];
  readonly appScopes?: readonly string[];
  readonly adminId?: string | undefined;
  readonly isTeamToken?: boolean;
  readonly expiresInMs?: number;
  readonly refreshToken?: string;
}

/** How long a new access token lasts. */
export const TOKEN_LIFETIME_MS = 14_400_000;

/** The access and refresh tokens that the simulator gave out. */
export class TokenBook {
  private readonly access = new Map<string, AccessToken>();
  private readonly refresh = new Map<string, RefreshToken>();

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
  ) {}

  issue(wish: TokenWish): AccessToken {
    const token: AccessToken = {
      value: `sl.u.${this.random.text(60)}`,
      scopes: wish.scopes ?? ALL_SCOPES,
      appScopes: wish.appScopes ?? ALL_SCOPES,
      adminId: wish.adminId,
      isTeamToken: wish.isTeamToken ?? true,
      expiresAtMs: this.now() + (wish.expiresInMs ?? TOKEN_LIFETIME_MS),
      isRevoked: false,
      refreshToken: wish.refreshToken,
    };
    this.access.set(token.value, token);
    return token;
  }

  issueRefresh(wish: Omit<RefreshToken, 'value' | 'isRevoked'>): RefreshToken {
    const token = { ...wish, value: this.random.text(64), isRevoked: false };
    this.refresh.set(token.value, token);
    return token;
  }

  find(value: string): AccessToken | undefined {
    return this.access.get(value);
  }

  findRefresh(value: string): RefreshToken | undefined {
    return this.refresh.get(value);
  }

  /** Kills an access token, its refresh token, and whatever else that one brought forth. */
  revoke(token: AccessToken): void {
    token.isRevoked = true;
    if (token.refreshToken === undefined) return;
    const refresh = this.refresh.get(token.refreshToken);
    if (refresh !== undefined) refresh.isRevoked = true;
    for (const other of this.access.values()) if (other.refreshToken === token.refreshToken) other.isRevoked = true;
  }

  save(): SavedTokens {
    return { access: [...this.access.values()], refresh: [...this.refresh.values()] };
  }

  restore(saved: SavedTokens): void {
    for (const token of saved.access) this.access.set(token.value, { ...token });
    for (const token of saved.refresh) this.refresh.set(token.value, { ...token });
  }
}

export interface SavedTokens {
  readonly access: readonly AccessToken[];
  readonly refresh: readonly RefreshToken[];
}
