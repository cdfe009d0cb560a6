export type { DropboxCredentials } from './credentials.js';
export { type Explanation, explainTag, knownTags } from './failure-reasons.js';
export { createDropboxProvider, DEFAULT_API_URL, type DropboxProviderOptions } from './provider.js';
export type { CallRecord } from './transport.js';
