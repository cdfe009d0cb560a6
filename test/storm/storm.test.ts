import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryStorm } from './arbitrary-storm.js';
import { isReachable, rideOut } from './ride-storm.js';
import { expectLawsOfStorms } from './storm-laws.js';
import { StormTally } from './storm-tally.js';

// Hundreds in CI, the same each time, so that a change is judged and not the weather. Thousands of others by hand:
// STORMS=3000 STORM_SEED=7 npx vitest run test/storm. What a failure prints as its seed and path goes into STORM_SEED
// and STORM_PATH, to see that storm again; STORM_SHRINK=1 looks for a smaller one.
const { STORMS, STORM_SEED = '1', STORM_PATH, STORM_SHRINK } = process.env;
const numRuns = STORM_PATH === undefined ? Number(STORMS ?? 30) : 1;
const again = { seed: Number(STORM_SEED), ...(STORM_PATH !== undefined && { path: STORM_PATH }) };
/** So many storms meet every route, every kind of fault, kills, interruptions, and jobs that somebody left. */
const ENOUGH_FOR_EVERYTHING = 500;

describe('whatever the network, the API and Ctrl-C do', () => {
  it(
    'applying again ends with the declared team, and nothing is done twice, in a wrong order or inside a wait',
    async () => {
      let ridden = 0;
      const tally = new StormTally();
      await fc.assert(
        fc.asyncProperty(arbitraryStorm, async (storm) => {
          fc.pre(await isReachable(storm));
          const runs = await rideOut(storm);
          expectLawsOfStorms(storm, runs);
          tally.add(runs);
          ridden += 1;
        }),
        { numRuns, ...again, timeout: 15_000, endOnFailure: STORM_SHRINK === undefined },
      );
      expect(ridden).toBeGreaterThanOrEqual(numRuns);
      if (ridden >= ENOUGH_FOR_EVERYTHING) expect(tally.missing().join(', '), 'what no storm met').toBe('');
    },
    numRuns * 5_000,
  );
});
