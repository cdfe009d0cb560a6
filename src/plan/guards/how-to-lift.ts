import type { DesiredState } from '../../model/desired-state.js';
import type { GuardName } from '../../model/policy.js';

/**
 * How a guard is lifted by somebody who means it: for one run, or for good.
 * @param forGood what to write in the file; an undo is made of a report, in which nothing is to be written.
 */
export function howToLift(guard: GuardName, forGood: string, { file, undo }: DesiredState): string {
  const inFile = undo === undefined ? `, or ${forGood} in ${file}` : '';
  return `If it is meant: --override-guard ${guard} for one run${inFile}.`;
}
