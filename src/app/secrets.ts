export { type DropboxCredentials, redact } from '../dropbox/credentials.js';
