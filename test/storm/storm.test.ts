import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryStorm } from './arbitrary-storm.js';
import { isReachable, rideOut } from './ride-storm.js';
import { expectLawsOfStorms } from './storm-laws.js';

// Thousands by hand: STORMS=3000 npx vitest run test/storm; the seed of a failure goes into STORM_SEED.
const numRuns = Number(process.env.STORMS ?? 30);
const seed = process.env.STORM_SEED === undefined ? {} : { seed: Number(process.env.STORM_SEED) };

describe('whatever the network, the API and Ctrl-C do', () => {
  it(
    'applying again ends with the declared team, and nothing is done twice, in a wrong order or inside a wait',
    async () => {
      let ridden = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryStorm, async (storm) => {
          fc.pre(await isReachable(storm));
          expectLawsOfStorms(storm, await rideOut(storm));
          ridden += 1;
        }),
        { numRuns, ...seed, timeout: 15_000, endOnFailure: process.env.STORM_SHRINK === undefined },
      );
      expect(ridden).toBeGreaterThanOrEqual(numRuns);
    },
    numRuns * 5_000,
  );
});
