import type { Command } from 'commander';
import { overrideGuardOption, parseWholeNumber, yamlDiffOption } from './options.js';
import { privacyOption } from './privacy-option.js';

/** Lets a command take what holds for every run that changes a team, whatever it is to reach. */
export function addApplyRunOptions(command: Command): Command {
  return command
    .addOption(overrideGuardOption())
    .addOption(privacyOption())
    .option('--parallelism <number>', 'calls in flight at once, at most', parseWholeNumber(1, 16), 4)
    .option('--report <file>', 'write what was done to this file, as JSON')
    .option('--journal <file>', "keep the run's journal here; by default under the state directory, one for each team")
    .addOption(yamlDiffOption());
}
