import { voidType } from '../stone/types.js';
import { defineRoute, type Route } from '../world.js';

/** Ending a token's life, its refresh token's included. */
export const tokenRoutes: readonly Route[] = [
  defineRoute({
    path: 'auth/token/revoke',
    scope: undefined,
    arg: voidType,
    isMutation: true,
    perform: ({ world, caller }) => {
      if (caller.token !== undefined) world.tokens.revoke(caller.token);
      return null;
    },
  }),
];
