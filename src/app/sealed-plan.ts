import { Decrypter, Encrypter } from 'age-encryption';

/** What every file begins with that age has sealed. */
const HEADER = 'age-encryption.org/v1\n';

/** Whether a file is sealed, rather than a plan that everybody can read. */
export function isSealed(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEADER.length)).toString('latin1') === HEADER;
}

/** Whether a text can be sealed to. A secret key is none, however much it looks like one. */
export function isRecipient(text: string): boolean {
  if (!text.startsWith('age1')) return false;
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    // The library tells that a text is no recipient by throwing.
    return false;
  }
}

/** Seals a text so that only whoever holds the recipient's secret key can read it. */
export async function sealText(text: string, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}

/** The secret keys in what `age-keygen` writes: one a line, among comments. */
export function identitiesIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => /^AGE-SECRET-KEY-/.test(word));
}

/** Whether all of these can open something. */
export function areIdentities(identities: readonly string[]): boolean {
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
    return identities.length > 0;
  } catch {
    // What it throws may repeat the key.
    return false;
  }
}

/** Opens what was sealed; null where it was sealed to somebody else, or is damaged. */
export async function openSealed(bytes: Uint8Array, identities: readonly string[]): Promise<string | null> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytes, 'text');
  } catch {
    // No key fits, or a byte was changed: to us it is the same, and what the library says of it helps nobody.
    return null;
  }
}
