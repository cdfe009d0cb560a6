import { AccessRefusal, BadRequest } from '../refusals.js';
import type { Route, World } from '../world.js';
import type { AccessToken } from './tokens.js';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,}$/;

/**
 * Finds the token behind an Authorization header.
 * @throws BadRequest when there is none or it cannot be a token; AccessRefusal when it is unknown, revoked or expired.
 */
export function authenticate(world: World, header: string | undefined): AccessToken {
  if (header === undefined) {
    throw new BadRequest('Must provide HTTP header "Authorization" or URL parameter "authorization".');
  }
  const value = /^Bearer +(.+)$/i.exec(header)?.[1]?.trim();
  if (value === undefined) {
    throw new BadRequest(
      'Invalid authorization value in HTTP header "Authorization". Expecting "Bearer <access token>".',
    );
  }
  if (!WELL_FORMED.test(value)) throw new BadRequest('The given OAuth 2 access token is malformed.');
  const token = world.tokens.find(value);
  if (token === undefined || token.isRevoked) throw new AccessRefusal(401, { '.tag': 'invalid_access_token' });
  if (world.now() >= token.expiresAtMs) throw new AccessRefusal(401, { '.tag': 'expired_access_token' });
  return token;
}

/**
 * Checks that a token may call a route at all.
 * @throws BadRequest when its app may not; AccessRefusal when the token or the admin behind it may not.
 */
export function authorize(world: World, token: AccessToken, route: Route): void {
  if (!token.isTeamToken && route.path.startsWith('team')) {
    throw new BadRequest('Your OAuth 2 access token is not associated with a team, which this API function requires.');
  }
  const { scope } = route;
  if (scope !== undefined && !token.appScopes.includes(scope)) {
    throw new BadRequest(
      'Your app (ID: 5012345) is not permitted to access this endpoint because it does not have the required scope ' +
        `'${scope}'. The owner of the app can enable the scope for the app using the Permissions tab on the App Console.`,
    );
  }
  if (scope !== undefined && !token.scopes.includes(scope)) {
    throw new AccessRefusal(401, { '.tag': 'missing_scope', required_scope: scope });
  }
  // This route says it in its own words: admin_not_active.
  if (route.path === 'team/token/get_authenticated_admin' || token.adminId === undefined) return;
  const admin = world.team.find(token.adminId);
  if (admin?.status === 'suspended') throw new AccessRefusal(401, { '.tag': 'user_suspended' });
  if (admin?.status !== 'active') throw new AccessRefusal(401, { '.tag': 'invalid_access_token' });
}
