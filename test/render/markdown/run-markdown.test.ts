import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/plan/plan.js';
import { byteLength, MOST_BYTES } from '../../../src/render/markdown/budget.js';
import { MOST_SUMMARY_BYTES, renderJobSummary, renderRunMarkdown } from '../../../src/render/markdown/run-markdown.js';
import { makeNamedLists } from '../../../src/render/named-lists.js';
import { arbitraryCase } from '../../support/arbitrary-teams.js';
import { NOW } from '../../support/team-builders.js';
import { expectGolden } from '../golden.js';
import { largePlan } from './plan-stories.js';
import { hostileStories, reportOf, runStories } from './run-stories.js';

const options = {
  now: NOW,
  rollcallVersion: '0.1.0',
  runUrl: 'https://github.com/o/r/actions/runs/1',
  head: '8c1e0d7'.padEnd(40, '0'),
  base: 'f00d123'.padEnd(40, '0'),
};
const titleOf = (text: string) => text.split('\n')[0] ?? '';

describe('a run, told on a pull request', () => {
  it.each(Object.entries(runStories))('tells the story: %s', (name, story) => {
    const { text } = renderRunMarkdown(story, options);
    expectGolden(`../markdown/golden/${name}.md`, text);
  });

  it('says "no change" only of a plan that was made', () => {
    const silent = /no change|nothing to apply|✅/i;
    for (const [name, story] of Object.entries(runStories)) {
      if (['invalid', 'unread', 'ended-early', 'not-applied', 'superseded'].includes(story.tag)) {
        expect(titleOf(renderRunMarkdown(story, options).text), name).not.toMatch(silent);
      }
    }
  });

  it('does not count a note as a warning', () => {
    const note = { code: 'lapses-soon', severity: 'note', message: 'Lapses soon.', position: null } as const;
    const { text } = renderRunMarkdown({ tag: 'valid', file: 'team.yaml', warnings: [note] }, options);
    expect(titleOf(text)).toContain('The team file is valid');
    expect(text).toContain('Lapses soon.');
  });

  it('has one alert of each kind at most, and one title', () => {
    for (const [name, story] of Object.entries(runStories)) {
      const { text } = renderRunMarkdown(story, options);
      expect(text.match(/^## /gm), name).toHaveLength(1);
      for (const kind of ['CAUTION', 'WARNING']) {
        expect(text.split(`[!${kind}]`).length - 1, `${name} ${kind}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('shows a commit only by letters that a commit can have', () => {
    const head = '](https://evil.example)';
    expect(renderRunMarkdown({ tag: 'superseded', by: head }, { ...options, head }).text).not.toContain('evil');
  });
});

describe('a receipt', () => {
  const removals = (text: string) => text.match(/^\| `person\.number\d+@acme\.example`/gm)?.length ?? 0;

  it('names whoever lost access, and nobody whose removal failed', () => {
    const plan = largePlan(12, 12);
    const odd = ({ address }: { address: string }) => /[13579]@/.test(address);
    const reason = { tag: 'x', message: 'No.', advice: 'Try again.', requestId: null };
    const report = reportOf(plan, (operation) => (odd(operation) ? { tag: 'failed', reason } : { tag: 'succeeded' }));
    const { text } = renderRunMarkdown({ tag: 'applied', report }, options);
    expect(removals(text)).toBe(6);
    expect(text).not.toMatch(/^\| `person\.number\d*[13579]@/m);
  });

  it('fits, however many operations fail for however many reasons', () => {
    const plan = largePlan(3000, 3000);
    const report = reportOf(plan, ({ id, kind }) => {
      if (kind === 'member.suspend') {
        const message = `${id} ${'cannot be suspended '.repeat(20)}`;
        return { tag: 'failed', reason: { tag: 'why', message, advice: message, requestId: id } };
      }
      return { tag: 'skipped', cause: { tag: 'dependency', operationId: id.replace('/remove', '/suspend') } };
    });
    const { text } = renderRunMarkdown({ tag: 'applied', report }, options);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(titleOf(text)).toBe('## ❌ Applied 0 of 6000: 3000 failed, 3000 skipped');
    expect(text).toContain('more reasons, not listed here');
  });
});

describe('the size of a text', () => {
  it('is never above its budget: everybody concerned is shown in full, or it says that it is not enough', () => {
    let [whole, cut] = [0, 0];
    const sizes = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 100 }));
    fc.assert(
      fc.property(sizes, fc.constantFrom(8_000, 20_000, MOST_BYTES), ([size, percent], mostBytes) => {
        const plan = largePlan(size, Math.floor((size * percent) / 100));
        const { text, isComplete } = renderRunMarkdown({ tag: 'planned', plan }, { ...options, mostBytes });
        expect(byteLength(text)).toBeLessThanOrEqual(mostBytes);
        expect(titleOf(text)).toMatch(/^## /);
        expect(text).toContain('Merging applies **');
        const concerned = makeNamedLists(plan.changes).losesAccess.map(({ name }) => name);
        const isShown = concerned.every((name) => text.includes(`| \`${name}\` | the `));
        expect(isShown).toBe(isComplete);
        if (!isComplete) expect(text).toContain('This text is not enough to approve the plan by');
        if (isComplete) whole += 1;
        else cut += 1;
      }),
      { numRuns: 25 },
    );
    expect(Math.min(whole, cut)).toBeGreaterThan(3);
  });

  it('names everybody whom any plan takes something from or gives power, or says that it does not', () => {
    let [whole, cut] = [0, 0];
    fc.assert(
      fc.property(arbitraryCase, fc.constantFrom(1_500, 3_000, MOST_BYTES), ({ live, desired }, mostBytes) => {
        const made = makePlan({ desired, live, now: NOW });
        if (!made.ok) return;
        const { text, isComplete } = renderRunMarkdown({ tag: 'planned', plan: made.value }, { ...options, mostBytes });
        expect(byteLength(text)).toBeLessThanOrEqual(mostBytes);
        if (isComplete) whole += 1;
        else cut += 1;
        const named = Object.values(makeNamedLists(made.value.changes)).flat();
        const isShown = named.every(({ name }) => text.includes(`\n| \`${name}\` | `));
        expect(isShown || !isComplete).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(Math.min(whole, cut)).toBeGreaterThan(3);
  });

  it('is kept in every state, whatever the messages are', () => {
    const long = Array.from({ length: 60 }, (_, index) => `${index} ${'long '.repeat(600)}`);
    for (const story of hostileStories(long)) {
      expect(byteLength(renderRunMarkdown(story, options).text), story.tag).toBeLessThanOrEqual(MOST_BYTES);
    }
  });

  it("is larger in a job's summary, which shows thousands of removals in full", () => {
    const story = { tag: 'planned', plan: largePlan(3000, 3000) } as const;
    expect(renderRunMarkdown(story, options).isComplete).toBe(false);
    const { text, isComplete } = renderJobSummary(story, options);
    expect(isComplete).toBe(true);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_SUMMARY_BYTES);
  });
});
