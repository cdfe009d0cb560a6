import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Compares a message with its golden file. With UPDATE_GOLDEN=1 it is written instead; review it like code. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  if (!existsSync(path)) throw new Error(`there is no golden file ${name}: run with UPDATE_GOLDEN=1 and review it`);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

/** What a digest is made of is tested elsewhere; a message is the same with another one. */
export function withoutDigests(text: string): string {
  return text.replace(/sha256:[0-9a-f]{64}/g, 'sha256:…');
}
