import type { throttling } from '@octokit/plugin-throttling';

type Groups = Required<
  Pick<Extract<Parameters<typeof throttling>[1]['throttle'], { write?: unknown }>, 'write' | 'notifications'>
>;

/**
 * How far apart octokit sends what writes. Its own pace, three seconds between comments, is for tools that write by the
 * hundred. A run of Rollcall writes a handful of times, one after the other: only what notifies people is spaced, by the
 * second that GitHub asks for.
 */
export function makePace(secondMs: number): Groups {
  let nextAt = 0;
  const pause = async () => {
    const now = performance.now();
    const waitMs = Math.max(0, nextAt - now);
    nextAt = now + waitMs + secondMs;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
  // Of Bottleneck, which octokit brings along, the plugin uses this much.
  const group = (wait: () => Promise<void>) => ({ key: () => ({ schedule: wait }) });
  return { write: group(async () => {}), notifications: group(pause) } as unknown as Groups;
}
