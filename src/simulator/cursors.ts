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
}

/** Opaque, tamper-proof cursors without a memory: they outlive a restart of the simulator. */
export class CursorMint {
  private readonly dead = new Set<string>();

  constructor(
    private readonly random: Random,
    private readonly now: () => number,
    private readonly lifetimeMs: number,
  ) {}

  /** Every cursor is new, even for the same place. */
  issue(state: CursorState): string {
    const body = Buffer.from(JSON.stringify({ ...state, at: this.now(), nonce: this.random.text(6) })).toString(
      'base64url',
    );
    return `AAE${sign(body)}${body}`;
  }

  /** What the cursor stands for, or undefined for a cursor that is broken, of another listing, expired or killed. */
  read(cursor: string, listing: string): CursorState | undefined {
    const body = cursor.slice(15);
    if (this.dead.has(cursor) || !cursor.startsWith('AAE') || cursor.slice(3, 15) !== sign(body)) return undefined;
    const state = JSON.parse(Buffer.from(body, 'base64url').toString()) as CursorState & { at: number };
    if (state.listing !== listing || this.now() - state.at > this.lifetimeMs) return undefined;
    return state;
  }

  kill(cursor: string): void {
    this.dead.add(cursor);
  }
}

function sign(body: string): string {
  return createHash('sha256').update(`cursor ${body}`).digest('base64url').slice(0, 12);
}
