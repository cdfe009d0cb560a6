import type { Finding } from '../model/plan.js';
import type { GuardName } from '../model/policy.js';
import type { SourcePosition } from '../model/source-position.js';

const NAMED_AT_MOST = 10;

/** Something a reviewer ought to know, which refuses nothing. */
export function note(guard: string, message: string, source: SourcePosition | null = null): Finding {
  return { guard, severity: 'note', message, source, override: null };
}

/** Something that is probably not meant, which refuses nothing. */
export function warning(guard: string, message: string, source: SourcePosition | null = null): Finding {
  return { guard, severity: 'warning', message, source, override: null };
}

/** A refusal. `override` names the guard that one run may lift. */
export function refusal(
  guard: string,
  message: string,
  options: { readonly source?: SourcePosition | null; readonly override?: GuardName } = {},
): Finding {
  return { guard, severity: 'error', message, source: options.source ?? null, override: options.override ?? null };
}

/** `a, b and 17 more`: for those who are merely reported. Whoever loses something is always named in full. */
export function nameSome(names: readonly string[]): string {
  const sorted = [...names].sort();
  if (sorted.length <= NAMED_AT_MOST) return sorted.join(', ');
  return `${sorted.slice(0, NAMED_AT_MOST).join(', ')} and ${sorted.length - NAMED_AT_MOST} more`;
}
