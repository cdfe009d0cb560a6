import { describe, expect, it } from 'vitest';
import type { CallAnswer } from '../../src/dropbox/call-answer.js';
import { finishLaunch } from '../../src/dropbox/jobs.js';
import { routes } from '../../src/dropbox/routes.js';
import type { ProviderEvent } from '../../src/provider.js';
import { FakeClock } from './fake-clock.js';

const answered = (body: unknown): CallAnswer => ({ tag: 'answered', body, requestId: 'r' });
const launched = answered({ '.tag': 'async_job_id', async_job_id: 'dbjid:1' });
const trouble = { tag: 'unknown-outcome', message: 'No answer.', advice: 'Try again.', requestId: null };
const inProgress = answered({ '.tag': 'in_progress' });

function follow(launch: CallAnswer, polls: (poll: number) => CallAnswer, jobDeadlineMs = 60_000) {
  const clock = new FakeClock();
  const abort = new AbortController();
  const events: ProviderEvent[] = [];
  let poll = 0;
  const end = finishLaunch(
    {
      clock,
      jobDeadlineMs,
      context: { createdIds: new Map(), onEvent: (event) => events.push(event), signal: abort.signal },
      call: async () => polls(++poll),
    },
    launch,
    routes.removeMemberJob,
    ['op'],
  );
  return { end, clock, events, abort };
}

describe('a launch', () => {
  it('that is complete at once is not polled', async () => {
    const never = () => {
      throw new Error('polled');
    };
    expect(await follow(answered({ '.tag': 'complete' }), never).end).toMatchObject({ tag: 'answered', body: null });
    expect(await follow(answered({ '.tag': 'complete', complete: [1] }), never).end).toMatchObject({ body: [1] });
  });

  it('that cannot be understood is lost, not done', async () => {
    for (const body of [{ '.tag': 'brand_new' }, null, [], { '.tag': 'async_job_id' }]) {
      expect(await follow(answered(body), () => inProgress).end).toMatchObject({ tag: 'lost', mayRepeat: false });
    }
  });
});

describe('a job', () => {
  it('is polled more and more rarely, and every poll is told', async () => {
    const { end, clock, events } = follow(
      launched,
      (poll) => (poll < 9 ? inProgress : answered({ '.tag': 'complete' })),
      600_000,
    );
    expect(await end).toMatchObject({ tag: 'answered' });
    expect(clock.sleeps[0]).toBe(1000);
    expect(clock.sleeps.at(-1)).toBe(15_000);
    expect([...clock.sleeps].sort((a, b) => a - b)).toEqual(clock.sleeps);
    expect(events.map(({ tag }) => tag)).toEqual(['job-launched', ...Array(9).fill('job-polled'), 'job-ended']);
    expect(events.at(-2)).toEqual({ tag: 'job-polled', jobId: 'dbjid:1', polls: 9 });
  });

  it.each([
    ['failed', answered({ '.tag': 'failed', failed: 'disk full' }), 'job-failed'],
    [
      'broken',
      { tag: 'refused', error: { tag: 'internal_error', body: null, userMessage: null }, requestId: 'r' },
      'internal_error',
    ],
    [
      'unknown to Dropbox',
      { tag: 'refused', error: { tag: 'invalid_async_job_id', body: null, userMessage: null }, requestId: 'r' },
      'invalid_async_job_id',
    ],
  ] as const)('that is %s is settled by reading, and never launched again', async (_, answer, tag) => {
    expect(await follow(launched, () => answer as CallAnswer).end).toMatchObject({
      tag: 'lost',
      mayRepeat: false,
      failure: { tag },
    });
  });

  it('in a state that came later is waited for', async () => {
    const { end } = follow(launched, (poll) => answered({ '.tag': poll < 3 ? 'queued_somewhere' : 'complete' }));
    expect(await end).toMatchObject({ tag: 'answered' });
  });

  it.each([
    ['get no answer', { tag: 'lost', mayRepeat: true, failure: trouble }],
    ['cannot be sent', { tag: 'rejected', kind: 'unreachable', failure: trouble }],
    ['are throttled', { tag: 'rejected', kind: 'rate-limit', failure: trouble }],
  ] as const)('is polled on when polls %s', async (_, answer) => {
    const { end, events } = follow(launched, (poll) => (poll < 5 ? answer : answered({ '.tag': 'complete' })));
    expect(await end).toMatchObject({ tag: 'answered' });
    expect(events.at(-1)).toEqual({ tag: 'job-ended', jobId: 'dbjid:1' });
  });

  it('has no known end, and is not told as ended, when polls are in vain until its deadline', async () => {
    const { end, events } = follow(launched, () => ({ tag: 'lost', mayRepeat: true, failure: trouble }));
    expect(await end).toMatchObject({ tag: 'lost', mayRepeat: false, failure: { tag: 'job-deadline' } });
    expect(events.map(({ tag }) => tag)).not.toContain('job-ended');
  });

  it('still gets half a minute after an interruption, and then its end is not known', async () => {
    const { end, clock, abort, events } = follow(launched, () => inProgress, 3_600_000);
    const startedAt = clock.now();
    abort.abort();
    expect(await end).toMatchObject({ tag: 'lost', failure: { tag: 'job-deadline' } });
    const waited = clock.now() - startedAt;
    expect(waited).toBeGreaterThanOrEqual(30_000);
    expect(waited).toBeLessThan(60_000);
    // The journal keeps it for the next run.
    expect(events.map(({ tag }) => tag)).not.toContain('job-ended');
  });
});
