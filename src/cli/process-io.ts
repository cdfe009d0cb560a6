import { systemClock } from '../app/clock.js';
import type { CliIo } from './cli-io.js';

/** What a command touches of the process that it runs in, whatever its streams are. */
export const processIo: Pick<CliIo, 'clock' | 'onInterrupt' | 'exitNow'> = {
  clock: systemClock,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  },
  exitNow: (code) => process.exit(code),
};
