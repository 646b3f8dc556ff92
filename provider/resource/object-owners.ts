import { isDeepStrictEqual } from "node:util";
import { canonicalId, type ResourceKind } from "./kind";
import type { Plan } from "./lifecycle";
import type { Properties } from "./properties";

/** What a person is told of an object that was to be deleted. */
export const ownedByAnother = "another resource of this program has it: it stays as it is";

interface Owner {
  readonly outputs: Properties;
  /** Whether the program has it, as far as is known: a refresh compares what is in the state. */
  readonly isDeclared: boolean;
}

/**
 * Objects of a kind that resources of the program keep, as this run found when it compared them. An older resource may have the same
 * object in the state: one that a failed run replaced, and that is still to be deleted.
 */
export class ObjectOwners {
  private readonly ownerById = new Map<string, Owner>();
  private readonly refreshes = new Map<string, number>();

  constructor(private readonly kind: Pick<ResourceKind, "id" | "fields">) {}

  /** Takes note of a refresh: the engine compares what was read with the state, whether or not the program still has it. */
  noteRefresh(id: string): void {
    const key = canonicalId(this.kind, id);
    this.refreshes.set(key, (this.refreshes.get(key) ?? 0) + 1);
  }

  /** Takes note of what becomes of a resource that is compared. */
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
   * Whether another resource than the one with these outputs keeps the object. The engine may also replace a resource for a reason of its
   * own: then the one that is deleted is the very one that was compared.
   */
  isOwnedByAnother(id: string, outputs: Properties): boolean {
    const owner = this.ownerById.get(canonicalId(this.kind, id));
    if (owner === undefined) return false;
    return (owner.isDeclared && this.wasAdopted(owner.outputs)) || !isDeepStrictEqual(owner.outputs, outputs);
  }

  /** Of two resources that took over the same object, one can be just like the other. */
  private wasAdopted(outputs: Properties): boolean {
    return Object.entries(this.kind.fields).some(
      ([name, { adopts }]) => adopts && outputs[name] !== undefined,
    );
  }
}
