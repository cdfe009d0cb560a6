import type { Provider } from '../provider.js';
import type { Journal } from './journal.js';

/** What carries out operations. */
type Performer = Pick<Provider, 'batching' | 'perform'>;

/** Carries out operations through a provider, and writes down each job before it is waited for, and each end. */
export function journalledPerformer(provider: Performer, journal: Journal): Performer {
  return {
    batching: (operation) => provider.batching(operation),
    async perform(operations, context) {
      const byId = new Map(operations.map((operation) => [operation.id, operation]));
      const outcomes = await provider.perform(operations, {
        ...context,
        onEvent(event) {
          if (event.tag === 'job-launched') {
            const launched = event.operationIds.flatMap((id) => byId.get(id) ?? []);
            if (launched[0] !== undefined) journal.jobLaunched(event.jobId, launched[0].kind, launched);
          }
          if (event.tag === 'job-ended') journal.jobEnded(event.jobId);
          context.onEvent(event);
        },
      });
      journal.operationsEnded(outcomes);
      return outcomes;
    },
  };
}
