import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan.js';
import { renderPlanHtml } from '../../../src/render/html/plan-html.js';
import { NOW } from '../../support/team-builders.js';
import { expectGolden } from '../golden.js';
import {
  blocked,
  dangerous,
  hostilePlan,
  hostileTexts,
  largePlan,
  nothing,
  small,
  withBase,
  withWho,
} from '../markdown/plan-stories.js';
import { markupOf, tagsOf } from './markup.js';
import {
  findFaint,
  hasBrowser,
  keepPicture,
  missing,
  namesShown,
  patience,
  useBrowser,
  widthUnfolded,
} from './open-page.js';

const render = (plan: Plan) => renderPlanHtml(plan, { now: NOW, rollcallVersion: '0.1.0' });
const markup = (plan: Plan) => markupOf(render(plan));
const stories = {
  nothing,
  small,
  dangerous,
  withBase,
  withWho: withWho(hostileTexts[3] ?? ''),
  blocked,
  hostile: hostilePlan(hostileTexts),
};

describe('the page of a plan', () => {
  it.each(Object.entries(stories))('tells the story: %s', (story, plan) => {
    expectGolden(`../html/golden/${story}.html`, markup(plan));
  });

  it('calls nothing, and forbids itself to', () => {
    for (const plan of Object.values(stories)) {
      const html = markup(plan);
      expect(html).not.toMatch(/<[^>]*\s(?:src|href|style|on\w+)="(?!#changes")/);
      expect(html).toContain("default-src 'none'");
    }
  });

  it('holds no tag but its own, whatever people and groups are called', () => {
    const known = new Set([withBase, blocked, small].flatMap((plan) => tagsOf(render(plan))));
    expect(tagsOf(render(stories.hostile)).filter((tag) => !known.has(tag))).toEqual([]);
  });

  it('is equal, byte for byte, for equal plans', () => {
    expect(render({ ...dangerous, changes: [...dangerous.changes].reverse() })).toBe(render(dangerous));
  });

  it('draws by kind what is too much to draw one by one', () => {
    const html = render(largePlan(200, 100));
    expect(html).toContain('operations are too many to draw one by one');
    expect(html).toMatch(/<text [^>]*>100 × member suspend<\/text>/);
  });
});

describe.skipIf(!hasBrowser)(`the page of a plan in a real browser${missing}`, () => {
  const open = useBrowser();

  it.each(Object.entries(stories))(
    'complains of nothing and fits on 360 pixels, in light and dark: %s',
    async (name, plan) => {
      const { page, complaints } = await open(render(plan), 360);
      await keepPicture(page, `${name}-folded-360`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await widthUnfolded(page)).toBeLessThanOrEqual(360);
        await keepPicture(page, `${name}-${colorScheme}-360`);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('finds whoever is searched for, and says how many it shows', async () => {
    const { page } = await open(render(dangerous));
    await page.fill('#search', 'CAROL files');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^1 of /);
    expect(await namesShown(page)).toEqual(['carol@acme.example']);
    await page.fill('#search', 'nobody of that name');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^0 of /);
    await page.click('button[type=reset]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('9 of 9 shown');
  });

  it('filters by kind and by hazard, both at once', async () => {
    const { page } = await open(render(dangerous));
    await page.check('input[name=hazard][value=wipes_devices]');
    await page.check('input[name=hazard][value=deletes_group]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('2 of 9 shown');
    expect(await namesShown(page)).toEqual(['Ops', 'carol@acme.example']);
    await page.check('input[name=kind][value=group]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('1 of 9 shown');
    expect(await namesShown(page)).toEqual(['Ops']);
  });

  it('unfolds by the keyboard alone, and all that is shown by a button', async () => {
    const { page } = await open(render(dangerous));
    const openOnes = () => page.locator('details.change[open]').count();
    await page.focus('details.change summary');
    await page.keyboard.press('Enter');
    expect(await openOnes()).toBe(1);
    await page.click('#fold');
    expect(await openOnes()).toBe(0);
    await page.click('#unfold');
    expect(await openOnes()).toBe(9);
  });

  it('leads the keyboard past the head to the changes first', async () => {
    const { page } = await open(render(dangerous));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the changes');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#changes$/);
  });

  it('names every field, heading and drawing for those who do not see it', async () => {
    const { page } = await open(render(dangerous));
    const unnamed = await page.evaluate<number>(
      `[...document.querySelectorAll('input')].filter((one) => one.labels.length === 0).length +
       [...document.querySelectorAll('svg[role=img]')].filter((one) => !one.getAttribute('aria-label')).length`,
    );
    expect(unnamed).toBe(0);
    const levels = await page.evaluate<number[]>(
      `[...document.querySelectorAll('h1,h2,h3')].map((one) => Number(one.tagName[1]))`,
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const skipped = levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1);
    expect(skipped).toEqual([]);
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
  });

  it('has enough contrast, in light and dark', async () => {
    const { page } = await open(render(blocked));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findFaint(page)).toEqual([]);
    }
  });

  it('stays usable with 5,000 changes', async () => {
    const { page, complaints } = await open(render(largePlan(5000, 30)), 360);
    await keepPicture(page, 'large-360');
    const start = Date.now();
    await page.fill('#search', 'number04321');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^2 of /);
    expect(Date.now() - start).toBeLessThan(5_000);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
  });
});
