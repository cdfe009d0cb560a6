import type { RunOutcome, RunSummary } from '../model/run-summary.js';
import type { ProviderError } from '../provider.js';
import { codeSpan } from '../render/markdown/code-span.js';
import type { RunResult } from './run-folder.js';

/** What Dropbox, or we, call a token that is of no use for what was asked. */
const tokenTags: ReadonlySet<string | null> = new Set([
  'invalid_access_token',
  'expired_access_token',
  'missing_scope',
  'user_suspended',
  'route_access_denied',
  'admin_not_active',
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
]);

/** Why a command could not go on, in words whose people are hidden already. */
export interface BreakOff {
  readonly message: string;
  readonly advice: string;
  readonly failureReason: RunSummary['failureReason'];
}

/** Why the team could not be read. */
export function describeUnread(error: ProviderError): BreakOff {
  const { message, advice, tag } = error;
  return { message, advice, failureReason: tokenTags.has(tag) ? 'auth' : 'incomplete' };
}

/** What each command leaves undone when it breaks off; an apply breaks off before its first operation. */
const outcomes = {
  validate: 'invalid',
  plan: 'unread',
  drift: 'unread',
  apply: 'not-applied',
} as const satisfies Record<RunSummary['command'], RunOutcome>;

/** The result of a command that ended before it came to one. */
export function makeBrokenOffResult(
  command: RunSummary['command'],
  { message, advice, failureReason }: BreakOff,
): RunResult {
  return {
    outcome: outcomes[command],
    failureReason,
    digest: null,
    counts: {},
    render: () => ({
      text: `## ❌ The run broke off\n\n${codeSpan(message, 2000)} ${codeSpan(advice, 2000)}\n`,
      isComplete: true,
    }),
    annotations: [],
  };
}
