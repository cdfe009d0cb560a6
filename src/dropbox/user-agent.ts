/** How Rollcall presents itself to Dropbox. The version is checked against package.json by a test. */
export const userAgent = 'rollcall/0.1.0';
