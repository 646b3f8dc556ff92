/** What a run itself made and deleted at one server, by id, and what it learnt of each when it made it. */
export class ChangeTracker<Created> {
  private readonly done = new Map<string, { readonly created: Created } | "deleted">();

  recordCreated(id: string, created: Created): void {
    this.done.set(id, { created });
  }

  recordDeleted(id: string): void {
    this.done.set(id, "deleted");
  }

  /** Whether this run left the object there; `undefined` if it did nothing with it. */
  exists(id: string): boolean | undefined {
    const done = this.done.get(id);
    return done === undefined ? undefined : done !== "deleted";
  }

  /** What was learnt of the object that this run made. */
  created(id: string): Created | undefined {
    const done = this.done.get(id);
    return done === undefined || done === "deleted" ? undefined : done.created;
  }
}
