import { accessSync } from 'node:fs';

/** What of playwright-core's pages these tests use. */
export interface Page {
  goto(url: string): Promise<unknown>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMedia(media: { readonly colorScheme: 'light' | 'dark' }): Promise<void>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  evaluate<Result>(script: string): Promise<Result>;
  fill(selector: string, text: string): Promise<void>;
  check(selector: string): Promise<void>;
  click(selector: string): Promise<void>;
  focus(selector: string): Promise<void>;
  textContent(selector: string): Promise<string | null>;
  screenshot(options: { readonly path: string; readonly fullPage: boolean }): Promise<unknown>;
  readonly keyboard: { press(key: string): Promise<void> };
  close(): Promise<void>;
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: {
    launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>;
  };
}

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
export async function findBrowser(): Promise<BrowserChoice> {
  const executablePath = candidates.find((path) => path !== undefined && isThere(path));
  if (executablePath === undefined) return { tag: 'missing', reason: 'chromium is not installed' };
  // By a variable, because the types of a package that need not be there cannot be asked for.
  const name = 'playwright-core';
  try {
    const { chromium } = (await import(name)) as Playwright;
    return { tag: 'found', launch: () => chromium.launch({ executablePath, args: ['--no-sandbox'] }) };
  } catch (error) {
    if (error instanceof Error && /playwright-core/.test(error.message)) {
      return { tag: 'missing', reason: 'playwright-core is not installed' };
    }
    throw error;
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
