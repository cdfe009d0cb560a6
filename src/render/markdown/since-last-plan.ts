import type { RunSummary } from '../../model/run-summary.js';
import { joinWords } from '../prose.js';
import type { PreviousPlan } from './run-story.js';

type Counts = RunSummary['counts'];

const noun: readonly (readonly [keyof Counts, string, string])[] = [
  ['removes', 'removal', 'removals'],
  ['destructive', 'operation that takes access away', 'operations that take access away'],
  ['gains', 'person who gains power', 'people who gain power'],
  ['adds', 'addition', 'additions'],
  ['changes', 'change', 'changes'],
];

/** Says how a plan differs from the one that was shown before it, the worst first: `Since the last plan: **+1 removal**.` */
export function renderSinceLastPlan(previous: PreviousPlan, plan: PreviousPlan): string {
  if (previous.digest !== null && previous.digest === plan.digest) return 'Since the last plan: **unchanged**.';
  const words = noun.flatMap(([name, one, many]) => {
    const more = plan.counts[name] - previous.counts[name];
    if (more === 0) return [];
    return [`${more > 0 ? '+' : '−'}${Math.abs(more)} ${Math.abs(more) === 1 ? one : many}`];
  });
  const told = words.length === 0 ? 'other changes, as many as before' : joinWords(words);
  return `Since the last plan: **${told}**.`;
}
