import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan.js';
import { byteLength, MOST_BYTES } from '../../../src/render/markdown/budget.js';
import { renderPlanMarkdown } from '../../../src/render/markdown/plan-markdown.js';
import { NOW } from '../../support/team-builders.js';
import { expectGolden } from '../golden.js';
import { blocked, dangerous, hostilePlan, hostileTexts, largePlan, nothing, small, withBase } from './plan-stories.js';

const options = { now: NOW, rollcallVersion: '0.1.0', runUrl: 'https://github.com/o/r/actions/runs/1' };
const render = (plan: Plan) => renderPlanMarkdown(plan, options);

const stories: Readonly<Record<string, Plan>> = {
  'nothing-to-do': nothing,
  small,
  dangerous,
  'with-base': withBase,
  'blocked-by-guards': blocked,
  'hostile-names': hostilePlan(hostileTexts),
};

describe('a plan in Markdown', () => {
  it.each(Object.entries(stories))('tells the story: %s', (story, plan) => {
    const { text, isComplete } = render(plan);
    expectGolden(`../markdown/golden/${story}.md`, text);
    expect(isComplete).toBe(true);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('says in its title what happens to people, in numbers alone, the worst first', () => {
    const [title] = render(dangerous).text.split('\n');
    expect(title).toBe(
      '## 🔴 4 people lose access, 1 group is deleted, 1 person leaves groups, 1 becomes admin, 1 becomes owner of groups and more',
    );
  });

  it('names the day until which a removal can be undone', () => {
    expect(render(dangerous).text).toContain('until 29 Nov 2026');
  });

  it('shows 5,000 who join as a number, and whoever else is concerned in full', () => {
    const { text, isComplete } = render(largePlan(5000, 12));
    expect(isComplete).toBe(true);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    for (let index = 0; index < 12; index += 1) {
      expect(text).toContain(`| \`person.number${String(index).padStart(5, '0')}@acme.example\` | the team<br>`);
    }
    expect(text.split('\n')[0]).toBe('## 🔴 12 people lose access, 4988 join and 4988 memberships are added');
    expect(text).toMatch(/^\*\*Additions: \d+ (more|operations)/m);
  });

  it('says that it is not enough to approve by when it cannot show everybody who loses access', () => {
    const { text, isComplete } = render(largePlan(5000, 5000));
    expect(isComplete).toBe(false);
    expect(byteLength(text)).toBeLessThanOrEqual(MOST_BYTES);
    expect(byteLength(text)).toBeGreaterThan(MOST_BYTES * 0.9);
    expect(text).toContain('This text is not enough to approve the plan by');
    const shown = (text.match(/`person\.number\d+@acme\.example`/g) ?? []).length;
    expect(text).toContain('**Loses access: 5000.**');
    expect(text).toContain(`**and ${5000 - shown} more, not shown.**`);
    expect(text.split('\n')[0]).toContain('5000 people lose access');
  });

  it('names everybody, without tables, where that much fits', () => {
    const { text, isComplete } = render(largePlan(600, 600));
    expect(isComplete).toBe(false);
    expect(text).not.toContain('more, not shown');
    const names = text.match(/`person\.number\d+@acme\.example`/g);
    expect(new Set(names).size).toBe(600);
  });

  it('links to no run whose address is not one of a run', () => {
    for (const runUrl of ['javascript:alert(1)', 'https://x.example/o/r/actions/runs/1) ![x](y', '']) {
      expect(renderPlanMarkdown(small, { ...options, runUrl }).text).not.toContain('[run]');
    }
  });
});
