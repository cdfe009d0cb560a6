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

describe('a gate that an earlier process left shut', () => {
  it('lets nothing through before the wait is over', async () => {
    const clock = new StillClock();
    const gate = new CallGate(clock, 4, 30_000);
    const { passed } = ask(gate, 2);
    let isOpen = false;
    void gate.untilOpen().then((open) => {
      isOpen = open;
    });
    await clock.advance(29_999);
    expect([passed.length, isOpen]).toEqual([0, false]);
    await clock.advance(1);
    expect([passed.length, isOpen]).toEqual([2, true]);
  });

  it('keeps no interrupted run waiting', async () => {
    const abort = new AbortController();
    const gate = new CallGate(new StillClock(), 4, 30_000);
    const opening = gate.untilOpen(abort.signal);
    abort.abort();
    expect(await opening).toBe(false);
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

/** Whether one more call is allowed now, by a server that counts in its own way. */
type Limit = (now: number) => boolean;

/** So many in any second; refused calls count too. */
function slidingSecond(allowed: number): Limit {
  const recent: number[] = [];
  return (now) => {
    while (recent[0] !== undefined && recent[0] <= now - 1000) recent.shift();
    recent.push(now);
    return recent.length <= allowed;
  };
}

/** So many in each second of the clock. */
function secondsOfTheClock(allowed: number): Limit {
  let second = -1;
  let count = 0;
  return (now) => {
    if (Math.floor(now / 1000) !== second) count = 0;
    second = Math.floor(now / 1000);
    count += 1;
    return count <= allowed;
  };
}

/** A bucket that holds `size` tokens, and into which `allowed` drop each second. */
function bucket(allowed: number, size: number): Limit {
  let tokens = size;
  let filledAt = 0;
  return (now) => {
    tokens = Math.min(size, tokens + ((now - filledAt) * allowed) / 1000);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Writes as fast as the gate lets them, each counted 20 ms after it was sent and answered 20 ms later. */
async function writeUnder(limit: Limit, calls: number) {
  const clock = new StillClock();
  const gate = new CallGate(clock, 4);
  const { passed } = ask(gate, calls * 2, 'write');
  const underWay: { readonly passage: Passage; readonly at: number; end?: PassageEnd }[] = [];
  let [seen, done, refused, welcomeAt] = [0, 0, 0, 0];
  while (done < calls) {
    await clock.advance(5);
    for (const passage of passed.slice(seen)) underWay.push({ passage, at: clock.now() + 20 });
    seen = passed.length;
    for (const call of underWay) {
      if (call.end !== undefined || call.at > clock.now()) continue;
      const isWelcome = clock.now() >= welcomeAt && limit(clock.now());
      if (!isWelcome && clock.now() >= welcomeAt) welcomeAt = clock.now() + 1000;
      call.end = isWelcome ? answered : throttled(1000);
    }
    while (underWay[0]?.end !== undefined && underWay[0].at + 20 <= clock.now()) {
      const { passage, end } = underWay.shift() as { passage: Passage; end: PassageEnd };
      if (end.tag === 'answered') done += 1;
      else refused += 1;
      passage.leave(end);
    }
  }
  return { seconds: clock.now() / 1000, refused };
}

describe('under a limit of calls a second', () => {
  it.each([10, 25, 60])('learns from one throttle how many are allowed: %i a second', async (allowed) => {
    const calls = allowed * 20;
    const { seconds, refused } = await writeUnder(slidingSecond(allowed), calls);
    expect(seconds).toBeLessThan((calls / allowed) * 1.1);
    expect(refused).toBeLessThanOrEqual(4);
  });

  it('has one call refused where few are allowed, as writes begin one at a time', async () => {
    expect(await writeUnder(slidingSecond(7), 30)).toMatchObject({ refused: 1 });
  });

  it.each([
    ['in seconds of the clock', secondsOfTheClock(20), 1.1],
    ['by a bucket that holds a second’s worth', bucket(20, 20), 1.1],
    ['by a bucket that holds a quarter of that', bucket(20, 5), 1.5],
  ] as const)('finds the pace however the server counts: %s', async (_, limit, ratio) => {
    const { seconds, refused } = await writeUnder(limit, 1000);
    expect(seconds).toBeLessThan((1000 / 20) * ratio);
    expect(refused).toBeLessThan(20);
  });

  it('does not take somebody else’s throttle for a limit of its own for long', async () => {
    let isFirst = true;
    const limit: Limit = (now) => {
      if (now < 100 || !isFirst) return true;
      isFirst = false;
      return false;
    };
    // Without the throttle it takes 13 s.
    const { seconds, refused } = await writeUnder(limit, 1000);
    expect(seconds).toBeLessThan(35);
    expect(refused).toBe(1);
  });
});
