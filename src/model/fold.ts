/**
 * Folds an address for comparison: Dropbox stores addresses in lower case, so `Ada@Acme.com` and `ada@acme.com` are one.
 * The API's pattern allows ASCII only, therefore plain lower-casing is enough.
 */
export function foldEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Folds a group name for comparison: names are unique without regard to case, and outer blanks do not count. */
export function foldGroupName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
