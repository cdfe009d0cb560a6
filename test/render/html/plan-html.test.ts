import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
} from '../markdown/plan-stories.js';
import { type Browser, findBrowser, type Page } from './browser.js';

const render = (plan: Plan) => renderPlanHtml(plan, { now: NOW, rollcallVersion: '0.1.0' });
const stories = { nothing, small, dangerous, withBase, blocked, hostile: hostilePlan(hostileTexts) };

/** Everything of the page that is neither style nor script. */
function markup(plan: Plan): string {
  return render(plan)
    .replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')
    .replace(/'sha256-[^']*'/g, "'sha256-…'");
}

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
    const tags = (html: string) => new Set([...html.matchAll(/<([a-zA-Z]+)/g)].map(([, tag]) => tag));
    const known = new Set([...tags(markup(withBase)), ...tags(markup(blocked)), ...tags(markup(small))]);
    expect([...tags(markup(stories.hostile))].filter((tag) => !known.has(tag))).toEqual([]);
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

const choice = await findBrowser();
const missing = choice.tag === 'missing' ? ` (skipped: ${choice.reason})` : '';

describe.skipIf(choice.tag === 'missing')(`the page in a real browser${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-html-'));
  let browser: Browser;

  beforeAll(async () => {
    if (choice.tag === 'missing') throw new Error(choice.reason);
    browser = await choice.launch();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page, and collects whatever it complains about or calls. */
  async function open(name: string, plan: Plan, width = 1280): Promise<{ page: Page; complaints: string[] }> {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, render(plan));
    const url = pathToFileURL(file).href;
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(`called ${request.url()}`);
    });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(url);
    return { page, complaints };
  }

  const patience = { timeout: 10_000, interval: 20 };
  const visible = `[...document.querySelectorAll('details.change')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('code').textContent)`;

  it.each(Object.entries(stories))(
    'complains of nothing and fits on 360 pixels, in light and dark: %s',
    async (name, plan) => {
      const { page, complaints } = await open(name, plan, 360);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(wide).toBeLessThanOrEqual(360);
        const { SCREENSHOTS } = process.env;
        if (SCREENSHOTS !== undefined) {
          await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}-360.png`), fullPage: true });
        }
      }
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('finds whoever is searched for, and says how many it shows', async () => {
    const { page } = await open('search', dangerous);
    await page.fill('#search', 'CAROL files');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^1 of /);
    expect(await page.evaluate(visible)).toEqual(['carol@acme.example']);
    await page.fill('#search', 'nobody of that name');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^0 of /);
    await page.click('button[type=reset]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('9 of 9 shown');
    await page.close();
  });

  it('filters by kind and by hazard, both at once', async () => {
    const { page } = await open('filter', dangerous);
    await page.check('input[name=hazard][value=wipes_devices]');
    await page.check('input[name=hazard][value=deletes_group]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('2 of 9 shown');
    expect(await page.evaluate(visible)).toEqual(['Ops', 'carol@acme.example']);
    await page.check('input[name=kind][value=group]');
    await expect.poll(() => page.textContent('#shown'), patience).toBe('1 of 9 shown');
    expect(await page.evaluate(visible)).toEqual(['Ops']);
    await page.close();
  });

  it('unfolds by the keyboard alone, and all that is shown by a button', async () => {
    const { page } = await open('unfold', dangerous);
    const openOnes = `document.querySelectorAll('details.change[open]').length`;
    await page.focus('details.change summary');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(openOnes)).toBe(1);
    await page.click('#fold');
    expect(await page.evaluate(openOnes)).toBe(0);
    await page.click('#unfold');
    expect(await page.evaluate(openOnes)).toBe(9);
    await page.close();
  });

  it('names every field, heading and drawing for those who do not see it', async () => {
    const { page } = await open('names', dangerous);
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
    await page.close();
  });

  it('has enough contrast, in light and dark', async () => {
    const { page } = await open('contrast', blocked);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(
        await page.evaluate(`(() => {
        const channel = (value) => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
        const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
        const ground = (one) => { for (let at = one; at; at = at.parentElement) { const found = getComputedStyle(at).backgroundColor; if (!found.endsWith(', 0)')) return found; } return 'rgb(255, 255, 255)'; };
        return [...document.querySelectorAll('h1,p,code,.chip,.sign,li,td,b,.soft,label,button')].filter((one) => one.checkVisibility()).flatMap((one) => {
          const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          return ratio < 4.5 ? [one.outerHTML.slice(0, 60) + ' ' + ratio.toFixed(2)] : [];
        });
      })()`),
      ).toEqual([]);
    }
    await page.close();
  });

  it('stays usable with 5,000 changes', async () => {
    const { page, complaints } = await open('large', largePlan(5000, 30), 360);
    const start = Date.now();
    await page.fill('#search', 'number04321');
    await expect.poll(() => page.textContent('#shown'), patience).toMatch(/^2 of /);
    expect(Date.now() - start).toBeLessThan(5_000);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
