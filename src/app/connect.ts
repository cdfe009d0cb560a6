/** The providers that use-cases can be run with; the command line knows them only through here. */
export {
  type CallRecord,
  createDropboxProvider,
  DEFAULT_API_URL,
  type DropboxProviderOptions,
} from '../dropbox/index.js';
