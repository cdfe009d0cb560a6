export type { DropboxCredentials } from './credentials.js';
export { explainTag, knownTags } from './failure-reasons.js';
export { createDropboxProvider, DEFAULT_API_URL, type DropboxProviderOptions } from './provider.js';
export { connectToken, type Revocation, type TokenConnection, type TokenHolder } from './token-holder.js';
export type { CallRecord } from './transport.js';
