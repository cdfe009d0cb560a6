import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMarker, writeMarker } from '../../src/github/marker.js';
import { type RunOutcome, runOutcomes } from '../../src/model/run-summary.js';

const count = fc.nat(1_000_000);
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const marker = fc.record({
  command: fc.constantFrom('validate', 'plan', 'apply', 'drift'),
  team: fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/),
  outcome: fc.constantFrom(...(Object.keys(runOutcomes) as RunOutcome[])),
  head: fc.option(hex(40)),
  digest: fc.option(hex(64)),
  counts: fc.record({
    changes: count,
    adds: count,
    removes: count,
    roleChanges: count,
    destructive: count,
    gains: count,
    failed: count,
  }),
});

describe('the marker', () => {
  it('reads as it was written, whatever stands below it', () => {
    fc.assert(
      fc.property(marker, fc.string(), (made, text) => {
        expect(readMarker(`${writeMarker(made)}\n${text}`)).toEqual(made);
      }),
    );
  });

  it('is one HTML comment, whatever is in it', () => {
    fc.assert(
      fc.property(marker, (made) => {
        const inside = writeMarker(made).slice('<!--'.length, -'-->'.length);
        expect(inside).not.toMatch(/--|[\n<>]/);
      }),
    );
  });

  it('is looked for on the first line only, and nothing in a text makes it fail', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 50 }), (text, json) => {
        expect(readMarker(`x${text}`)).toBeNull();
        expect(readMarker(`<!-- rollcall:v1 {${json}} -->`)).toBeNull();
      }),
    );
  });
});
