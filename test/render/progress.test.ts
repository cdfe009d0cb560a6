import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/apply/run-event.js';
import { advanceProgress, renderFailureLine, renderProgressLine, startProgress } from '../../src/render/progress.js';
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

function lineAfter(events: readonly RunEvent[], width?: number): string {
  return renderProgressLine(events.reduce(advanceProgress, startProgress(3)), width);
}

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
    expect(lineAfter([started], 40)).toBe('Applying: 0 of 3 operations ended (0%),…');
  });

  it('tells a failure when it happens, and nothing else', () => {
    expect(renderFailureLine(bobFailed)).toBe(
      'Failed: invite bob\\u{202e}@acme.com: No licence is free (team_license_limit).',
    );
    expect([started, adaDone, joinSkipped].map(renderFailureLine)).toEqual([null, null, null]);
  });
});
