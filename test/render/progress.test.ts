import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/apply/run-event.js';
import type { ProviderEvent } from '../../src/provider.js';
import {
  advanceProgress,
  type ProgressLook,
  renderFailureLine,
  renderProgressLine,
  renderReadingLine,
  startProgress,
} from '../../src/render/progress.js';
import { operation } from './fixtures.js';

const ada = operation('member.ada@acme.com/add', 'invite ada@acme.com');
const bob = operation('member.bob@acme.com/add', 'invite bob\u202e@acme.com');
const join = operation('group.Ops/members/bob@acme.com', 'add bob@acme.com to Ops');
const reason = { tag: 'team_license_limit', message: 'No licence is free.', advice: 'Buy one.', requestId: null };

const started: RunEvent = { tag: 'started', at: 0, operations: [bob, ada] };
const adaDone: RunEvent = { tag: 'ended', at: 1, operation: ada, outcome: { tag: 'succeeded' } };
const bobFailed: RunEvent = { tag: 'ended', at: 1, operation: bob, outcome: { tag: 'failed', reason } };
const joinSkipped: RunEvent = {
  tag: 'skipped',
  at: 1,
  operation: join,
  cause: { tag: 'dependency', operationId: bob.id },
};

function lineAfter(events: readonly RunEvent[], look: Partial<ProgressLook> = {}): string {
  return renderProgressLine(events.reduce(advanceProgress, startProgress(3)), { hasBar: false, elapsedMs: 0, ...look });
}

const told = (event: ProviderEvent): RunEvent => ({ tag: 'provider', at: 1, event });
const launched = told({ tag: 'job-launched', jobId: 'j', operationIds: [ada.id, bob.id] });

describe('the progress of a run', () => {
  it('tells how much has ended, how it went, and what is going on', () => {
    expect(lineAfter([])).toBe('Applying: 0 of 3 operations ended (0%)');
    expect(lineAfter([started])).toBe(
      'Applying: 0 of 3 operations ended (0%), 2 in flight: invite bob\\u{202e}@acme.com and 1 more',
    );
    expect(lineAfter([started, adaDone, bobFailed, joinSkipped])).toBe(
      'Applying: 3 of 3 operations ended (100%), 1 failed, 1 skipped',
    );
  });

  it.each([
    [{ tag: 'waiting', reason: 'rate-limit', waitMs: 1500 }, 'Dropbox asks for a pause, trying again in 2 s'],
    [{ tag: 'waiting', reason: 'server-error', waitMs: 1000 }, 'Dropbox has trouble, trying again in 1 s'],
    [{ tag: 'job-launched', jobId: 'j', operationIds: ['a', 'b'] }, 'Dropbox works on 2 operations as a job'],
    [{ tag: 'job-polled', jobId: 'j', polls: 3 }, 'waiting for a job of Dropbox, asked 3 times'],
  ] as const)('tells why nothing seems to happen: %o', (event, text) => {
    expect(lineAfter([started, { tag: 'provider', at: 1, event }])).toContain(`: ${text}`);
  });

  it('is cut to the terminal and never longer', () => {
    expect(lineAfter([started], { width: 40 })).toBe('Applying: 0 of 3 operations ended (0%),…');
  });

  it('is a bar on a terminal', () => {
    expect(lineAfter([started, adaDone], { hasBar: true })).toBe(
      'Applying [######--------------] 33%, 1 of 3, 1 in flight: invite bob\\u{202e}@acme.com and 1 more',
    );
  });

  it('counts the jobs that are waited for, until they end or their operations do', () => {
    expect(lineAfter([started, launched])).toContain(', 2 in flight, 1 job waiting: ');
    expect(lineAfter([started, launched], { hasBar: true })).toContain('0 of 3, 1 job waiting: ');
    expect(lineAfter([started, launched, told({ tag: 'job-ended', jobId: 'j' })])).not.toContain('waiting: ');
    expect(lineAfter([started, launched, adaDone])).not.toContain('job waiting');
  });

  it.each([
    [4_000, null],
    [6_000, 'about 15 s left'],
    [60_000, 'about 2 min left'],
    [3_600_000, 'about 2 h 0 min left'],
  ])('tells after some seconds how long it will take: after %i ms', (elapsedMs, words) => {
    const line = lineAfter([started, adaDone], { elapsedMs });
    expect(/about .* left/.exec(line)?.[0] ?? null).toBe(words);
    expect(lineAfter([started, adaDone, bobFailed, joinSkipped], { elapsedMs })).not.toContain('left');
  });

  it('tells a failure when it happens, and nothing else', () => {
    expect(renderFailureLine(bobFailed)).toBe(
      'Failed: invite bob\\u{202e}@acme.com: No licence is free (team_license_limit).',
    );
    expect([started, adaDone, joinSkipped].map(renderFailureLine)).toEqual([null, null, null]);
  });
});

describe('the progress of reading a team', () => {
  const members = { what: 'members', count: 5_000, total: 20_000 } as const;
  const groups = { what: 'groups', count: 1_200, total: null } as const;

  it('counts what was read, and of how many where that is known', () => {
    expect(renderReadingLine([], { hasBar: false })).toBe('Reading the team…');
    expect(renderReadingLine([{ ...groups, count: 1 }], { hasBar: false })).toBe('Reading the team: 1 group…');
    expect(renderReadingLine([members, groups], { hasBar: false })).toBe(
      'Reading the team: 5,000 of 20,000 members, 1,200 groups…',
    );
  });

  it('is a bar on a terminal once it is known how many people there are', () => {
    expect(renderReadingLine([members], { hasBar: true })).toBe(
      'Reading the team [#####---------------] 5,000 of 20,000 members…',
    );
    expect(renderReadingLine([groups], { hasBar: true })).toBe('Reading the team: 1,200 groups…');
  });

  it('does not count to more than there are, where Dropbox lists people who have left too', () => {
    expect(renderReadingLine([{ ...members, count: 20_100 }], { hasBar: true })).toBe(
      'Reading the team [####################] 20,100 members…',
    );
  });
});
