/** Objects that this run created and deleted at one server, by id, with data about each created one. */
export class ChangeTracker<Created> {
  private readonly done = new Map<string, { readonly created: Created } | "deleted">();

  recordCreated(id: string, created: Created): void {
    this.done.set(id, { created });
  }

  recordDeleted(id: string): void {
    this.done.set(id, "deleted");
  }

  /** Whether the object exists after this run's changes; `undefined` if this run did not change it. */
  exists(id: string): boolean | undefined {
    const done = this.done.get(id);
    return done === undefined ? undefined : done !== "deleted";
  }

  /** Data about an object that this run created. */
  created(id: string): Created | undefined {
    const done = this.done.get(id);
    return done === undefined || done === "deleted" ? undefined : done.created;
  }
}
