import { joinWords } from '../prose.js';
import type { PlanNumbers } from '../run-counts.js';

/** A plan that was shown, as its `run.json` tells of it. */
export interface ShownPlan {
  readonly digest: string | null;
  readonly counts: PlanNumbers;
}

type Noun = readonly [name: keyof PlanNumbers, one: string, many: string];

const removals: Noun = ['removes', 'removal', 'removals'];
const losses: Noun = ['destructive', 'operation that takes access away', 'operations that take access away'];
const gains: Noun = ['gains', 'person who gains power', 'people who gain power'];
const additions: Noun = ['adds', 'addition', 'additions'];
const changes: Noun = ['changes', 'change', 'changes'];

/** Says how a plan differs from the one that was shown before it, the worst first: `Since the last plan: **+1 removal**.` */
export function renderSinceLastPlan(previous: ShownPlan, plan: ShownPlan): string {
  if (previous.digest !== null && previous.digest === plan.digest) return 'Since the last plan: **unchanged**.';
  const loss = differences([removals], previous.counts, plan.counts).length > 0 ? removals : losses;
  const told = differences([loss, gains, additions], previous.counts, plan.counts);
  // What a reviewer asks about first; the number of all changes only where these are the same.
  const words = told.length > 0 ? told : differences([changes], previous.counts, plan.counts);
  return `Since the last plan: **${words.length === 0 ? 'other changes, as many as before' : joinWords(words)}**.`;
}

function differences(nouns: readonly Noun[], before: PlanNumbers, now: PlanNumbers): string[] {
  return nouns.flatMap(([name, one, many]) => {
    const more = now[name] - before[name];
    if (more === 0) return [];
    return [`${more > 0 ? '+' : '−'}${Math.abs(more)} ${Math.abs(more) === 1 ? one : many}`];
  });
}
