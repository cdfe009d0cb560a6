/** One request, for `--verbose`: never holds a token, a body or a header. */
export interface GitHubCall {
  readonly method: string;
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly ms: number;
}

export interface ObservedFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Told of each request, those that are made again among them. */
  readonly onCall?: (call: GitHubCall) => void;
}

/** For an answer to begin and to end; GitHub itself gives up after ten seconds. */
const TIMEOUT_MS = 60_000;

/** Sends with a limit of time, and tells of it. */
export function observeFetch({ fetch, onCall }: ObservedFetchOptions): typeof globalThis.fetch {
  return async (url, init) => {
    const begun = performance.now();
    const tell = (status: number | null) => {
      const ms = Math.round(performance.now() - begun);
      onCall?.({ method: init?.method ?? 'GET', path: new URL(String(url)).pathname, status, ms });
    };
    try {
      const response = await fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(TIMEOUT_MS) });
      tell(response.status);
      return response;
    } catch (error) {
      tell(null);
      throw error;
    }
  };
}
