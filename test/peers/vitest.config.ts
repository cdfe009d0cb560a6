import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..', '..'),
    // The tests of GitHub's side, as they are, with a validator in between; and what is only tested here.
    include: ['test/github/*.test.ts', 'test/**/*.peer.ts'],
    globalSetup: ['test/peers/prism.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One fake GitHub at a time stands behind the validator.
    fileParallelism: false,
  },
});
