import { describe, expect, it } from 'vitest';
import { CallGate, type Passage, type PassageEnd } from '../../src/dropbox/call-gate.js';
import { FakeClock } from './fake-clock.js';

const answered: PassageEnd = { tag: 'answered' };
const throttled = (retryAfterMs = 1000, isWriteContention = false): PassageEnd => ({
  tag: 'throttled',
  retryAfterMs,
  isWriteContention,
});

const turns = async (count = 3) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Asks for many passages at once; what has passed so far can be looked at. */
function ask(gate: CallGate, count: number, effect: 'read' | 'write' = 'read', signal?: AbortSignal) {
  const passed: Passage[] = [];
  const turnedAway: null[] = [];
  for (let number = 0; number < count; number += 1) {
    void gate
      .enter(effect, signal)
      .then((passage) => (passage === null ? turnedAway.push(null) : passed.push(passage)));
  }
  return { passed, turnedAway };
}

/** A clock that stands still until it is moved, and then wakes whoever is due. */
class StillClock {
  private time = 0;
  private readonly sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now = (): number => this.time;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { at: this.time + ms, wake: resolve };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers.delete(sleeper);
        resolve();
      });
    });
  }

  get asleep(): number {
    return this.sleepers.size;
  }

  async advance(ms: number): Promise<void> {
    this.time += ms;
    for (const sleeper of [...this.sleepers]) {
      if (sleeper.at > this.time) continue;
      this.sleepers.delete(sleeper);
      sleeper.wake();
    }
    await turns();
  }
}

describe('the gate', () => {
  it('lets no more calls through than may be in flight', async () => {
    const gate = new CallGate(new FakeClock(), 4);
    const { passed } = ask(gate, 6);
    await turns();
    expect(passed).toHaveLength(4);
    passed[0]?.leave(answered);
    await turns();
    expect(passed).toHaveLength(5);
  });

  it('halves the calls in flight after a throttle, and lets one more through after many answers', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 8);
    const { passed } = ask(gate, 200);
    await turns();
    expect(passed).toHaveLength(8);
    let left = 0;
    passed[left++]?.leave(throttled(1000));
    for (let other = 0; other < 7; other += 1) passed[left++]?.leave(answered);
    await clock.advance(999);
    expect(passed).toHaveLength(8);
    await clock.advance(1);
    expect(passed.length - left).toBe(4);
    const inFlight: number[] = [];
    for (let answer = 0; answer < 60; answer += 1) {
      passed[left++]?.leave(answered);
      await clock.advance(200);
      inFlight.push(passed.length - left);
    }
    expect(inFlight[0]).toBe(4);
    expect([...new Set(inFlight)]).toEqual([4, 5, 6, 7]);
  });

  it('takes the throttles of calls that were in flight together for one', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 8);
    const { passed } = ask(gate, 16);
    await turns();
    for (const passage of passed.slice(0, 8)) passage.leave(throttled());
    await clock.advance(1000);
    expect(passed.length - 8).toBe(4);
  });

  it('comes down to one call at a time when throttles go on, and never to none', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 8);
    const { passed } = ask(gate, 40);
    const waves: number[] = [];
    let left = 0;
    for (let wave = 0; wave < 5; wave += 1) {
      await clock.advance(1000);
      waves.push(passed.length - left);
      for (const end = passed.length; left < end; left += 1) passed[left]?.leave(throttled());
    }
    expect(waves).toEqual([8, 4, 2, 1, 1]);
  });

  it('lets writes go one at a time when they get in each other’s way, and reads as before', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 4);
    const writes = ask(gate, 12, 'write');
    let left = 0;
    for (let wave = 0; wave < 3; wave += 1) {
      await clock.advance(1000);
      for (const end = writes.passed.length; left < end; left += 1) writes.passed[left]?.leave(throttled(1000, true));
    }
    const reads = ask(gate, 6);
    await clock.advance(1000);
    expect(writes.passed.length - left).toBe(1);
    expect(reads.passed).toHaveLength(3);
  });

  it('is shut for as long as the longest wait that anybody was told', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 4);
    const { passed } = ask(gate, 5);
    await turns();
    expect(passed[0]?.leave(throttled(5000))).toBe(true);
    expect(passed[1]?.leave(throttled(2000))).toBe(false);
    expect(passed[2]?.leave(throttled(9000))).toBe(true);
    await clock.advance(8999);
    expect(passed).toHaveLength(4);
    await clock.advance(1);
    expect(passed).toHaveLength(5);
  });

  it('turns an interrupted write away at once, and an interrupted read only while it is shut', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 1);
    const first = ask(gate, 1);
    const abort = new AbortController();
    const write = ask(gate, 1, 'write', abort.signal);
    const read = ask(gate, 1, 'read', abort.signal);
    await turns();
    abort.abort();
    await turns();
    expect([write.turnedAway.length, read.turnedAway.length]).toEqual([1, 0]);
    first.passed[0]?.leave(answered);
    await turns();
    expect(read.passed).toHaveLength(1);
    read.passed[0]?.leave(throttled(60_000));
    const late = ask(gate, 1, 'read', abort.signal);
    await turns();
    expect(late.turnedAway).toHaveLength(1);
    expect(clock.asleep).toBe(0);
  });
});

describe('a gate in which something breaks', () => {
  it('tells everybody who waits, and leaves nobody waiting for ever', async () => {
    let isBroken = false;
    const clock = {
      now: () => {
        if (isBroken) throw new Error('the clock is broken');
        return 0;
      },
      sleep: () => new Promise<void>(() => {}),
    };
    const gate = new CallGate(clock, 1);
    const passage = await gate.enter('write');
    const waiting = [gate.enter('write'), gate.enter('read')].map((each) =>
      each.catch((error: Error) => error.message),
    );
    isBroken = true;
    expect(() => passage?.leave(answered)).toThrow('the clock is broken');
    expect(await Promise.all(waiting)).toEqual(['the clock is broken', 'the clock is broken']);
  });
});

describe('under a limit of calls a second', () => {
  /** Calls as fast as the gate lets them, each answered after 50 ms, by a server that allows `allowed` a second. */
  async function run(allowed: number, calls: number) {
    const clock = new StillClock();
    const gate = new CallGate(clock, 16);
    const { passed } = ask(gate, calls * 2);
    const recent: number[] = [];
    const inFlight: { readonly passage: Passage; readonly endsAt: number }[] = [];
    let [seen, done, refused] = [0, 0, 0];
    while (done < calls) {
      await clock.advance(5);
      for (const passage of passed.slice(seen)) inFlight.push({ passage, endsAt: clock.now() + 50 });
      seen = passed.length;
      while (inFlight[0] !== undefined && inFlight[0].endsAt <= clock.now()) {
        const call = inFlight.shift();
        while (recent[0] !== undefined && recent[0] <= clock.now() - 1000) recent.shift();
        recent.push(clock.now());
        const isTooMuch = recent.length > allowed;
        if (isTooMuch) refused += 1;
        else done += 1;
        call?.passage.leave(isTooMuch ? throttled(1000) : answered);
      }
    }
    return { seconds: clock.now() / 1000, refused };
  }

  it.each([5, 20, 60])('learns from one throttle how many are allowed: %i a second', async (allowed) => {
    const calls = allowed * 30;
    const { seconds, refused } = await run(allowed, calls);
    expect(seconds).toBeLessThan((calls / allowed) * 1.15);
    expect(refused).toBeLessThanOrEqual(16);
  });
});
