/** Read-after-write lag: members and groups that exist already but are not listed yet. */
export class HiddenRecords {
  private readonly hidden = new Map<string, { listingsLeft: number; untilMs: number }>();
  private readonly fresh: string[] = [];

  constructor(private readonly now: () => number) {}

  /** Notes that something was added during the present call. */
  noteAdded(id: string): void {
    this.fresh.push(id);
  }

  /** Forgets what was added before the present call. */
  startCall(): void {
    this.fresh.length = 0;
  }

  /** Hides what the present call added. */
  hideAdded(listings: number, ms: number): void {
    for (const id of this.fresh) this.hidden.set(id, { listingsLeft: listings, untilMs: this.now() + ms });
  }

  /** Called once at the start of every listing. */
  startListing(): void {
    for (const [id, entry] of this.hidden) {
      if (entry.listingsLeft <= 0 && this.now() >= entry.untilMs) this.hidden.delete(id);
      else entry.listingsLeft -= 1;
    }
  }

  has(id: string): boolean {
    return this.hidden.size > 0 && this.hidden.has(id);
  }
}
