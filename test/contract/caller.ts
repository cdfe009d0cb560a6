import type { Simulator } from '../../src/simulator/index.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  readonly headers: Headers;
}

/** Calls a route with nothing but HTTP. `route` is the path under `/2/`. */
export async function callRoute(
  simulator: Pick<Simulator, 'url' | 'token'>,
  route: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${simulator.url}/2/${route}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${simulator.token}`, 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' && body.startsWith('raw:') ? body.slice(4) : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: parse(text), headers: response.headers };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
