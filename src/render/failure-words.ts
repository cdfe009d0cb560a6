import type { FailureReason } from '../provider.js';
import { escapeText } from './escape-text.js';

/** Says why something failed, with the tag that support and `rollcall explain` know it by. Escaped. */
export function describeFailure({ message, tag }: FailureReason): string {
  return `${escapeText(message.replace(/\.$/, ''))} (${escapeText(tag)}).`;
}
