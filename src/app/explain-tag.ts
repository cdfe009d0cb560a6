import { nearest } from '../config/nearest.js';
import { explainTag, knownTags } from '../dropbox/index.js';
import { callTags } from './call-tags.js';
import { guardTags } from './guard-tags.js';

/** Whose word a tag is. */
export type TagOrigin = 'dropbox' | 'rollcall' | 'guard';

/** What a tag means, in an admin's words. */
export interface ExplainedTag {
  readonly tag: string;
  readonly origin: TagOrigin;
  readonly meaning: string;
  /** What Rollcall does when it meets the tag; a full sentence. */
  readonly handling: string;
  /** What a person can do; a full sentence. */
  readonly advice: string;
}

/** A tag, or the one that was probably meant; null where none is near. */
export type TagLookup =
  | { readonly tag: 'known'; readonly explained: ExplainedTag }
  | { readonly tag: 'unknown'; readonly meant: string | null };

/** Refusals that may mean "it is so already", wherever they come from. */
export const settledByReading: ReadonlySet<string> = new Set([
  'already_owned_by_user',
  'already_pending',
  'already_transferred',
  'already_transferred_or_deleted',
  'duplicate_user',
  'external_id_already_in_use',
  'group_already_deleted',
  'group_name_already_used',
  'group_not_found',
  'member_not_in_group',
  'members_not_in_team',
  'no_new_data_specified',
  'not_found',
  'suspend_inactive_user',
  'transfer_in_progress',
  'unsuspend_non_suspended_member',
  'user_already_on_team',
  'user_not_found',
  'user_not_in_team',
  'user_unrecoverable',
  'users_not_found',
]);

/** Answers to the question how a job stands. */
const jobTags: ReadonlySet<string> = new Set(['access_denied', 'internal_error', 'invalid_async_job_id', 'job-failed']);

/** Answers to questions to the team log. */
const logTags: ReadonlySet<string> = new Set(['account_id_not_found', 'invalid_filters', 'invalid_time_range']);
/** The log's words for a search that has to begin anew. */
const logRestarts: ReadonlySet<string> = new Set(['bad_cursor', 'reset']);

const GOES_ON = 'skips what waits for it, and goes on with the rest';

/**
 * Explains an error tag of Dropbox's, one of ours, or a guard. Takes a whole `error_summary` too
 * (`user_not_in_team/..`).
 */
export function lookUpTag(word: string): TagLookup {
  const known = explainableTags();
  const parts = word.trim().toLowerCase().split('/');
  const tag = parts.map((part) => part.trim()).find((part) => known.has(part));
  const explained = tag === undefined ? undefined : known.get(tag);
  if (explained !== undefined) return { tag: 'known', explained };
  return { tag: 'unknown', meant: nearest(parts[0] ?? '', known.keys()) };
}

/** All that can be explained, by tag, in the order of the alphabet. */
export function explainableTags(): ReadonlyMap<string, ExplainedTag> {
  const routeTags = knownTags().map((tag): ExplainedTag => {
    const { message, advice } = explainTag(tag);
    return {
      tag,
      origin: tag.includes('-') || tag === 'interrupted' ? 'rollcall' : 'dropbox',
      meaning: message,
      handling: handlingOf(tag),
      advice,
    };
  });
  const other = explainTag('other');
  const all: readonly ExplainedTag[] = [
    ...routeTags,
    { tag: 'other', origin: 'dropbox', meaning: other.message, handling: handlingOf('other'), advice: other.advice },
    ...callTags,
    ...guardTags,
  ];
  return new Map([...all].sort((a, b) => (a.tag < b.tag ? -1 : 1)).map((explained) => [explained.tag, explained]));
}

function handlingOf(tag: string): string {
  if (tag === 'interrupted')
    return 'Starts nothing new, finishes the calls in flight, and reports the rest as skipped.';
  if (tag === 'precondition-missing') return `Does not make the call, reports it as failed, and ${GOES_ON}.`;
  if (jobTags.has(tag)) {
    return `Reads what the job was to do: what is done counts as done. The rest it reports as failed, ${GOES_ON}.`;
  }
  if (logTags.has(tag))
    return 'Ends the command log. The command drift goes on, and says that it cannot tell who did it.';
  if (logRestarts.has(tag)) return 'Begins the search of the log anew, up to three times, and keeps what it has read.';
  if (settledByReading.has(tag)) {
    return `Where it may mean that the goal is reached already, reads the team to see: then it counts as done. Else it reports the operation as failed, ${GOES_ON}.`;
  }
  return `Reports the operation as failed, ${GOES_ON}.`;
}
