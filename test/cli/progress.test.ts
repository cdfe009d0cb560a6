import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../src/cli/progress.js';
import { Terminal } from '../../src/cli/terminal.js';
import { makePalette } from '../../src/render/colour.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(isTTY: boolean) {
  const written = { text: '' };
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.text += String(chunk);
      done();
    },
  });
  const terminal = new Terminal({
    stream: Object.assign(stream, { isTTY, columns: 40 }),
    palette: makePalette(0),
    redact: (text) => text,
  });
  return { written, terminal, progress: new Progress(terminal, Date.now) };
}

/** A run of `total` operations that takes `durationMs`, with an event for each. */
function run(progress: Progress, total: number, durationMs: number): void {
  for (let done = 1; done <= total; done += 1) {
    vi.advanceTimersByTime(durationMs / total);
    progress.update(() => `${done} of ${total}`, { done, total });
  }
  progress.end();
}

describe('progress in a pipe or a CI log', () => {
  it('says nothing for work that is over at once', () => {
    const { written, progress } = open(false);
    run(progress, 14, 500);
    expect(written.text).toBe('');
  });

  it('tells every ten percent of long work, and never a control character', () => {
    const { written, progress } = open(false);
    run(progress, 100_000, 60_000);
    const lines = written.text.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(9);
    expect(lines.length).toBeLessThanOrEqual(11);
    expect(written.text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('says every ten seconds that it is still there, even when nothing happens', () => {
    const { written, progress } = open(false);
    progress.update(() => 'waiting for a job');
    vi.advanceTimersByTime(60_000);
    progress.end();
    expect(written.text.split('\n').filter((line) => line === 'waiting for a job')).toHaveLength(6);
    vi.advanceTimersByTime(60_000);
    expect(written.text.split('\n')).toHaveLength(7);
  });
});

describe('progress on a terminal', () => {
  it('redraws one line, cut to the width, and clears it at the end', () => {
    const { written, progress } = open(true);
    progress.update(() => 'x'.repeat(100));
    expect(written.text).toBe(`\r\u001b[2K${'x'.repeat(38)}…`);
    progress.end();
    expect(written.text.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('does not redraw more often than eyes can follow', () => {
    const { written, progress } = open(true);
    run(progress, 100_000, 1_000);
    expect(written.text.split('\r').length).toBeLessThan(20);
  });

  it('moves below whatever else is told', () => {
    const { written, terminal, progress } = open(true);
    progress.update(() => 'half way');
    terminal.line('Failed: something');
    expect(written.text).toBe('\r\u001b[2Khalf way\r\u001b[2KFailed: something\n\r\u001b[2Khalf way');
    progress.end();
  });
});
