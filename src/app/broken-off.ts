import type { RunOutcome, RunSummary } from '../model/run-summary.js';
import type { ProviderError } from '../provider.js';
import { renderRunMarkdown } from '../render/markdown/run-markdown.js';
import type { RunStory } from '../render/markdown/run-story.js';
import type { RunResult } from './run-folder.js';

/** What Dropbox calls a token that is of no use for what was asked. */
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
  readonly reason: 'incomplete' | 'auth' | 'error' | 'stale';
}

/** Why the team could not be read. */
export function describeUnread({ message, advice, tag }: ProviderError): BreakOff {
  return { message, advice, reason: tokenTags.has(tag) ? 'auth' : 'incomplete' };
}

/**
 * The result of a command that ended before it came to one.
 * @param why null for a fault of ours: then nobody knows how far it came.
 */
export function makeBrokenOffResult(command: RunSummary['command'], why: BreakOff | null): RunResult {
  const { outcome, story } = describe(command, why);
  return {
    outcome,
    failureReason: why?.reason ?? 'error',
    digest: null,
    counts: {},
    render: (options) => renderRunMarkdown(story, options),
    annotations: [],
  };
}

function describe(command: RunSummary['command'], why: BreakOff | null): { outcome: RunOutcome; story: RunStory } {
  if (why === null) {
    const outcome = command === 'apply' ? 'applied-in-part' : 'unread';
    return { outcome, story: { tag: 'ended-early', command, result: 'failure' } };
  }
  const { message, advice } = why;
  const reason = why.reason === 'stale' ? 'error' : why.reason;
  if (command === 'apply' && reason === 'error') {
    return {
      outcome: 'not-applied',
      story: { tag: 'not-applied', why: { tag: 'failed', message, advice }, plan: null },
    };
  }
  const outcome = command === 'validate' ? 'invalid' : 'unread';
  return { outcome, story: { tag: 'unread', command, reason, message, advice } };
}
