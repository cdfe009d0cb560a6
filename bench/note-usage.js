// @ts-check
// Loaded before a measured program: writes its peak memory, in KiB, and its processor time, in microseconds, where the
// measurement looks for them.
import { writeFileSync } from 'node:fs';

const { BENCH_USAGE_FILE: path } = process.env;
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (path !== undefined) writeFileSync(path, JSON.stringify({ maxRSS, processorTime: userCPUTime + systemCPUTime }));
});
