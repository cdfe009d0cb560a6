import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, root } from './document.js';
import { makeReferencePages } from './reference-pages.js';

const isUpdate = process.env.UPDATE_GOLDEN === '1';

describe.each([...makeReferencePages()])('%s', (page, text) => {
  it('says what the tables of the code say', () => {
    if (isUpdate) {
      mkdirSync(dirname(join(root, page)), { recursive: true });
      writeFileSync(join(root, page), text);
    }
    expect(existsSync(join(root, page)) ? readText(page) : 'missing').toBe(text);
  });
});
