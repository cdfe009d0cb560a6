/**
 * What the provider signs its calls with. `refresh-token` renews itself; `appSecret` is null for an app that was
 * authorized with PKCE. Never printed, logged or put in a message.
 */
export type DropboxCredentials =
  | { readonly tag: 'access-token'; readonly accessToken: string }
  | {
      readonly tag: 'refresh-token';
      readonly refreshToken: string;
      readonly appKey: string;
      readonly appSecret: string | null;
    };

/** Takes the secrets out of a text that somebody else wrote, for the case that it repeats one. */
export function redact(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length >= 8) redacted = redacted.replaceAll(secret, '[secret]');
  }
  return redacted;
}
