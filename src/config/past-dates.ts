import type { DesiredState } from '../model/desired-state.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { SourcePosition } from '../model/source-position.js';

/**
 * Notes for every `until` whose day is over: the file still names somebody who counts as suspended, or as no longer in a
 * group. Never more than a note: nobody's change is to fail for somebody else's date.
 * @param now milliseconds since the epoch.
 */
export function pastDateNotes({ members, groups }: DesiredState, now: number): readonly Diagnostic[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const notes: Diagnostic[] = [];
  for (const { email, until, source } of members) {
    if (until === null || until >= today) continue;
    notes.push(
      pastDate(
        `member ${email}: until ${until} has passed, so the member counts as suspended.`,
        'Write status: suspended or removed, or a later day.',
        source,
      ),
    );
  }
  for (const { attributes, members: memberships } of groups) {
    for (const { email, until, source } of memberships) {
      if (until === null || until >= today) continue;
      notes.push(
        pastDate(
          `group ${attributes.name}: ${email} is listed until ${until}, which has passed, so this counts as not listed.`,
          'Remove the line, or write a later day.',
          source,
        ),
      );
    }
  }
  return notes;
}

function pastDate(message: string, advice: string, position: SourcePosition): Diagnostic {
  return { code: 'until-has-passed', severity: 'note', message, advice, position };
}
