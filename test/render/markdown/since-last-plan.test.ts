import { describe, expect, it } from 'vitest';
import { renderSinceLastPlan } from '../../../src/render/markdown/since-last-plan.js';
import { countPlan } from '../../../src/render/run-counts.js';
import { dangerous, small } from './plan-stories.js';

const shown = (digest: string, counts = {}) => ({ digest, counts: { ...countPlan(small), ...counts } });

describe('the difference to the last plan', () => {
  it('is none where both do the same', () => {
    expect(renderSinceLastPlan(shown('aa'), shown('aa'))).toBe('Since the last plan: **unchanged**.');
  });

  it('says first who loses something', () => {
    const text = renderSinceLastPlan(shown('aa'), { digest: 'bb', counts: countPlan(dangerous) });
    expect(text).toBe('Since the last plan: **+3 removals, +2 people who gain power and −1 addition**.');
  });

  it.each([
    [{ removes: 1, destructive: 2 }, '+1 removal'],
    [{ destructive: 1 }, '+1 operation that takes access away'],
    [{ adds: 0 }, '−2 additions'],
    [{ changes: 9 }, '+5 changes'],
    [{}, 'other changes, as many as before'],
  ])('counts what is new: %j', (counts, words) => {
    expect(renderSinceLastPlan(shown('aa'), shown('bb', counts))).toBe(`Since the last plan: **${words}**.`);
  });
});
