import type { RunSummary } from '../../model/run-summary.js';
import { joinWords } from '../prose.js';
import type { PreviousPlan } from './run-story.js';

type Counts = RunSummary['counts'];

/** What a reviewer asks about first; the number of all changes only where these are the same. */
const nouns: readonly (readonly [keyof Counts, string, string])[] = [
  ['removes', 'removal', 'removals'],
  ['gains', 'person who gains power', 'people who gain power'],
  ['adds', 'addition', 'additions'],
];
const any: typeof nouns = [
  ['destructive', 'operation that takes access away', 'operations that take access away'],
  ['changes', 'change', 'changes'],
];

/** Says how a plan differs from the one that was shown before it, the worst first: `Since the last plan: **+1 removal**.` */
export function renderSinceLastPlan(previous: PreviousPlan, plan: PreviousPlan): string {
  if (previous.digest !== null && previous.digest === plan.digest) return 'Since the last plan: **unchanged**.';
  const told = differences(nouns, previous.counts, plan.counts);
  const words = told.length > 0 ? told : differences(any, previous.counts, plan.counts);
  return `Since the last plan: **${words.length === 0 ? 'other changes, as many as before' : joinWords(words)}**.`;
}

function differences(of: typeof nouns, before: Counts, now: Counts): string[] {
  return of.flatMap(([name, one, many]) => {
    const more = now[name] - before[name];
    if (more === 0) return [];
    return [`${more > 0 ? '+' : '−'}${Math.abs(more)} ${Math.abs(more) === 1 ? one : many}`];
  });
}
