/** What a run itself made and deleted at one server, by id, and what it learnt of each when it made it. */
export class Ledger<Made> {
  private readonly done = new Map<string, { readonly made: Made } | "deleted">();

  made(id: string, made: Made): void {
    this.done.set(id, { made });
  }

  deleted(id: string): void {
    this.done.set(id, "deleted");
  }

  /** Whether this run left the object there; `undefined` if it did nothing with it. */
  left(id: string): boolean | undefined {
    const done = this.done.get(id);
    return done === undefined ? undefined : done !== "deleted";
  }

  /** What was learnt of the object that this run made. */
  of(id: string): Made | undefined {
    const done = this.done.get(id);
    return done === undefined || done === "deleted" ? undefined : done.made;
  }
}
