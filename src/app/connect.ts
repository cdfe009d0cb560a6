/** The providers that use-cases can be run with; the command line knows them only through here. */
export {
  type CallRecord,
  connectToken,
  createDropboxProvider,
  DEFAULT_API_URL,
  type DropboxProviderOptions,
  type Revocation,
  type TokenConnection,
  type TokenHolder,
} from '../dropbox/index.js';
