/** A request body that breaks its declared type, and where: the path names fields, never list positions. */
export class StoneViolation extends Error {
  private readonly path: string[] = [];

  /** Says which field the violation was found under; called from the inside out. */
  under(field: string): this {
    this.path.unshift(field);
    return this;
  }

  /** The message as the server words it, behind `request body: `. */
  describe(): string {
    return this.path.length === 0 ? this.message : `${this.path.join('.')}: ${this.message}`;
  }
}
