// @ts-check
// Loaded before a measured program: writes its peak memory, in KiB, where the measurement looks for it.
import { writeFileSync } from 'node:fs';

const { BENCH_MEMORY_FILE: path } = process.env;
process.on('exit', () => {
  if (path !== undefined) writeFileSync(path, String(process.resourceUsage().maxRSS));
});
