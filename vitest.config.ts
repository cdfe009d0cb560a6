import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // The code keeps no state in its modules, so test files can share them; loading them anew for each took most of a minute.
    isolate: false,
  },
});
