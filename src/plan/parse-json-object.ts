import type { Json } from '../model/plan.js';

/** Reads a text that should hold one JSON object; null where it holds anything else. */
export function parseJsonObject(text: string): Record<string, Json> | null {
  try {
    const json: unknown = JSON.parse(text);
    return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as Record<string, Json>) : null;
  } catch {
    return null;
  }
}
