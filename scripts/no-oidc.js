// What @actions/core gets for its OpenID Connect client in the bundle of the Action, which asks nobody for such a token:
// 900 kB less of an HTTP client for people to read.
export const OidcClient = {
  getIDToken() {
    throw new Error('This bundle holds no OpenID Connect client.');
  },
};
