import { readFileSync } from 'node:fs';
import type { SimulatorSeed } from '../../src/simulator/index.js';

/** One route of `schemas/dropbox-routes.json`. */
export interface SheetRoute {
  readonly path: string;
  readonly scope: string | null;
  readonly argument: string;
  readonly result: string;
  readonly errors: readonly string[];
  readonly batch?: { readonly field: string; readonly limit: number; readonly beyond: string };
  readonly poll?: string;
  readonly continue?: string;
  readonly example: {
    readonly after?: { readonly path: string; readonly request: unknown; readonly takes: string };
    readonly request: unknown;
    readonly answer: unknown;
  };
}

/** The transcription that both the simulator and the client are held to. */
export const sheet = readJson<{ readonly routes: readonly SheetRoute[] }>('../../schemas/dropbox-routes.json').routes;

/** The team that the examples are about. */
export const liveTeam = readJson<SimulatorSeed>('../../examples/live-team.json');

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T;
}
