import { foldGroupName } from '../model/fold.js';
import { sha256 } from './sha256.js';

const PREFIX = 'rollcall-moving-';

/** Eight hexadecimal digits of the target's hash: the same target always gives the same temporary value. */
function fingerprint(target: string): string {
  return sha256(target).slice(0, 8);
}

/**
 * The address that somebody has for a moment while addresses rotate. It follows from the address they are to get, so
 * that a run that was cut off in between is understood and finished by the next one.
 */
export function temporaryEmail(target: string): string {
  const domain = target.slice(target.lastIndexOf('@') + 1);
  return `${PREFIX}${fingerprint(target)}@${domain}`;
}

/** The name that a group has for a moment while names rotate; see {@link temporaryEmail}. */
export function temporaryGroupName(target: string): string {
  return `${PREFIX}${fingerprint(foldGroupName(target))}`;
}

/** Whether a name or an address looks like one that a run was cut off at; spares hashing every declared one. */
export function isTemporary(name: string): boolean {
  return name.startsWith(PREFIX);
}
