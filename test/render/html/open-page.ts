import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { type Browser, findBrowser, type Page } from './browser.js';

const choice = findBrowser();

/** Whether a browser can be started here; the tests that need one are skipped where there is none. */
export const hasBrowser = choice.tag === 'found';
/** What the name of a skipped suite ends with, so that it is seen to be skipped. */
export const missing = choice.tag === 'missing' ? ` (skipped: ${choice.reason})` : '';

/** How long to wait for what a page shows. */
export const patience = { timeout: 10_000, interval: 20 };

/** A page in a browser, with whatever it complained about, and whatever it called that is not itself. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens pages one after the other in one window for all tests of a suite: a window for each takes a second. */
export function useBrowser(): (html: string, width?: number) => Promise<OpenPage> {
  let browser: Browser | null = null;
  let page: Page | null = null;
  let folder = '';
  let url = '';
  let complaints: string[] = [];
  beforeAll(async () => {
    if (choice.tag === 'missing') return;
    folder = mkdtempSync(join(tmpdir(), 'rollcall-html-'));
    browser = await choice.launch();
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url) complaints.push(`called ${request.url()}`);
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  let count = 0;
  return async (html, width = 1280) => {
    if (page === null) throw new Error('the browser is started before the tests, and closed after them');
    complaints = [];
    count += 1;
    const file = join(folder, `${count}.html`);
    writeFileSync(file, html);
    url = pathToFileURL(file).href;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(url);
    return { page, complaints };
  };
}

/** Keeps a picture of a page where somebody asks for one, to be looked at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Unfolds everything, and answers with how wide the page is then. */
export function widthUnfolded(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    return document.documentElement.scrollWidth;
  })()`);
}

/** The names of the changes that can be seen. */
export function namesShown(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('details.change')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('code').textContent)`,
  );
}

/** Whatever has less contrast with what is behind it than 4.5 to 1. */
export function findFaint(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const channel = (value) => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
    const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
    const ground = (one) => { for (let at = one; at; at = at.parentElement) { const found = getComputedStyle(at).backgroundColor; if (!found.endsWith(', 0)')) return found; } return 'rgb(255, 255, 255)'; };
    return [...document.querySelectorAll('h1,p,code,.chip,.sign,li,td,b,.soft,label,button')].filter((one) => one.checkVisibility()).flatMap((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return ratio < 4.5 ? [one.outerHTML.slice(0, 60) + ' ' + ratio.toFixed(2)] : [];
    });
  })()`);
}
