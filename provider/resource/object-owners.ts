import { isDeepStrictEqual } from "node:util";
import { canonicalId, type ResourceKind } from "./kind";
import type { Plan } from "./lifecycle";
import type { Properties } from "./properties";

/** Logged instead of deleting an object. */
export const ownedByAnother = "not deleted, because another resource of this program owns it";

interface Owner {
  readonly outputs: Properties;
  /**
   * Whether the program declares it. A refresh compares resources of the state, which may no longer be
   * declared.
   */
  readonly isDeclared: boolean;
}

/**
 * Objects of one kind that resources of the program own, as seen by the diffs of this run. The state may hold
 * an older resource with the same object: one that a failed run replaced and that is still to be deleted.
 */
export class ObjectOwners {
  private readonly ownerById = new Map<string, Owner>();
  private readonly refreshes = new Map<string, number>();

  constructor(private readonly kind: Pick<ResourceKind, "id" | "fields">) {}

  /** Records a refresh: the engine then diffs the resource whether or not the program still declares it. */
  noteRefresh(id: string): void {
    const key = canonicalId(this.kind, id);
    this.refreshes.set(key, (this.refreshes.get(key) ?? 0) + 1);
  }

  /** Records the diff of a resource. */
  noteDiff(id: string, outputs: Properties, { replaces }: Pick<Plan, "replaces">): void {
    const key = canonicalId(this.kind, id);
    const refreshes = this.refreshes.get(key) ?? 0;
    if (refreshes > 0) {
      this.refreshes.set(key, refreshes - 1);
      if (!this.ownerById.get(key)?.isDeclared) this.ownerById.set(key, { outputs, isDeclared: false });
    } else if (replaces.length > 0) this.ownerById.delete(key);
    else this.ownerById.set(key, { outputs, isDeclared: true });
  }

  /**
   * Whether a resource other than the one with these outputs owns the object. The engine may replace a
   * resource for its own reasons: then the deleted resource is the same one that was diffed.
   */
  isOwnedByAnother(id: string, outputs: Properties): boolean {
    const owner = this.ownerById.get(canonicalId(this.kind, id));
    if (owner === undefined) return false;
    return (owner.isDeclared && this.wasAdopted(owner.outputs)) || !isDeepStrictEqual(owner.outputs, outputs);
  }

  /** Two resources that adopted the same object can have equal outputs. */
  private wasAdopted(outputs: Properties): boolean {
    return Object.entries(this.kind.fields).some(
      ([name, { adopts }]) => adopts && outputs[name] !== undefined,
    );
  }
}
