import type { RunEvent } from '../app/apply-team.js';
import { advanceProgress, renderFailureLine, renderProgressLine, startProgress } from '../render/progress.js';
import { countOf } from '../render/prose.js';
import { Progress } from './progress.js';
import type { Session } from './session.js';

/** Tells how far a run is, and each failure as soon as it happens. */
export class RunProgress {
  readonly #session: Session;
  #progress: Progress | null = null;
  #count = startProgress(0);
  #startedAt = 0;
  #passes = 0;

  /** @param hide hides people in what is told of a failure. */
  constructor(
    session: Session,
    private readonly hide: <Value>(value: Value) => Value,
  ) {
    this.#session = session;
  }

  readonly start = (operationCount: number): void => {
    const { progress, io } = this.#session;
    this.#passes += 1;
    const what = countOf(operationCount, 'operation');
    if (this.#passes === 1) progress.line(`Applying ${what}…`);
    else progress.line(`Bringing recovered people in line, who came back as they had left: ${what}…`);
    this.#progress?.end();
    this.#progress = new Progress(progress, io.clock.now);
    this.#count = startProgress(operationCount);
    this.#startedAt = io.clock.now();
  };

  readonly update = (event: RunEvent): void => {
    this.#count = advanceProgress(this.#count, event);
    const failure = renderFailureLine(this.hide(event));
    if (failure !== null) this.#session.err.line(failure);
    const { ended, total } = this.#count;
    this.#progress?.update(this.#line, { done: ended, total });
  };

  readonly #line = (): string => {
    const { progress, io } = this.#session;
    const elapsedMs = io.clock.now() - this.#startedAt;
    return renderProgressLine(this.#count, { hasBar: progress.isTty, elapsedMs });
  };

  end(): void {
    this.#progress?.end();
  }
}
