import { createHash } from 'node:crypto';
import type { Random } from './random.js';

/** What a cursor remembers; which listing it belongs to is part of it, so cursors cannot be exchanged. */
export interface CursorState {
  /** Route of the listing, such as `members/list_v2`. */
  readonly listing: string;
  /** Everything up to here has been shown. */
  readonly after: number;
  readonly limit: number;
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Outlives a restart; other cursors do not, since a restart closes the gaps in the listings. */
  readonly isDurable?: boolean;
}

/** Opaque, tamper-proof cursors: what they stand for is in them. */
export class CursorMint {
  private readonly dead = new Set<string>();
  /** Tells this run of the simulator from others on the same state file. */
  private readonly run: string;

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly lifetimeMs: number,
  ) {
    this.run = random.text(12);
  }

  /** Every cursor is new, even for the same place. */
  issue(state: CursorState): string {
    const body = Buffer.from(
      JSON.stringify({ ...state, at: this.now(), run: this.run, nonce: this.random.text(6) }),
    ).toString('base64url');
    return `AAE${sign(body)}${body}`;
  }

  /** What the cursor stands for, or undefined for a cursor that is broken, of another listing, expired or killed. */
  read(cursor: string, listing: string): CursorState | undefined {
    const body = cursor.slice(15);
    if (this.dead.has(cursor) || !cursor.startsWith('AAE') || cursor.slice(3, 15) !== sign(body)) return undefined;
    const state = JSON.parse(Buffer.from(body, 'base64url').toString()) as CursorState & {
      readonly at: number;
      readonly run: string;
    };
    if (state.listing !== listing || this.now() - state.at > this.lifetimeMs) return undefined;
    return state.isDurable === true || state.run === this.run ? state : undefined;
  }

  kill(cursor: string): void {
    this.dead.add(cursor);
  }
}

function sign(body: string): string {
  return createHash('sha256').update(`cursor ${body}`).digest('base64url').slice(0, 12);
}
