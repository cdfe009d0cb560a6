import type { Random } from '../random.js';
import type { Fault } from './fault.js';

/** Decides, call by call, what goes wrong. */
export class FaultBoard {
  private readonly entries: { readonly fault: Fault; readonly route: RegExp; seen: number; fired: number }[] = [];

  constructor(private readonly random: Random) {}

  add(fault: Fault): void {
    this.entries.push({ fault, route: compileGlob(fault.route ?? '*'), seen: 0, fired: 0 });
  }

  /** The faults that strike this call, in the order in which they were added. */
  strike(route: string, body: string): Fault[] {
    const struck: Fault[] = [];
    for (const entry of this.entries) {
      const { fault } = entry;
      if (!entry.route.test(route) && !entry.route.test(route.replace(/^team\//, ''))) continue;
      if (fault.bodyIncludes !== undefined && !body.includes(fault.bodyIncludes)) continue;
      entry.seen += 1;
      if (entry.fired >= limitOf(fault) || !this.isDue(fault, entry.seen)) continue;
      entry.fired += 1;
      struck.push(fault);
    }
    return struck;
  }

  private isDue(fault: Fault, seen: number): boolean {
    if (fault.nth !== undefined && !(Array.isArray(fault.nth) ? fault.nth : [fault.nth]).includes(seen)) return false;
    if (seen <= (fault.after ?? 0)) return false;
    return fault.probability === undefined || this.random.chance(fault.probability);
  }
}

function limitOf(fault: Fault): number {
  if (fault.times !== undefined) return fault.times;
  return fault.nth === undefined && fault.probability === undefined ? 1 : Number.POSITIVE_INFINITY;
}

function compileGlob(glob: string): RegExp {
  const escaped = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
