import { accessSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Why no browser can be started here, or how to start one. */
export type BrowserChoice =
  | { readonly tag: 'missing'; readonly reason: string }
  | { readonly tag: 'found'; readonly launch: () => Promise<Browser> };

/** Looks for a browser; the tests that need one are skipped, and say so, where there is none. */
export function findBrowser(): BrowserChoice {
  const executablePath = candidates.find((path) => path !== undefined && isThere(path));
  if (executablePath === undefined) return { tag: 'missing', reason: 'chromium is not installed' };
  return { tag: 'found', launch: () => chromium.launch({ executablePath, args: ['--no-sandbox'] }) };
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
