import { canonicalId, isSameId, type ResourceKind, tokensOf } from "../../resource/kind";
import type { StateResource } from "./export";
import { nameIn } from "./urn";

/** A resource of a stack. */
export interface StackResource {
  readonly stack: string;
  readonly resource: StateResource;
}

/** An object on which servers and stacks differ; a list of all objects also has those that are managed. */
export interface Finding {
  /**
   * `unmanaged`: on the server, in no stack. `missing`: in a stack, not on the server or inactive there.
   * `managed more than once`: several resources manage the object. `managed`: no difference.
   */
  readonly kind: "managed" | "unmanaged" | "missing" | "managed more than once";
  /** As `rockit-durst remove` takes it: `rockit:<name>`, `durst:17`, `durst:17/4`. */
  readonly id: string;
  readonly server: string;
  /** The object's main properties, and what is wrong. */
  readonly description: string;
  /** Resources of stacks that manage or read the object. */
  readonly resources: readonly string[];
  /**
   * For an auto-generated name: the name of the resource it was generated for, and the stacks with such a
   * resource.
   */
  readonly generatedFor?: { readonly name: string; readonly stacks: readonly string[] } | undefined;
  /** How the object is removed from the server; for unmanaged objects only. */
  readonly removal?: Removal | undefined;
}

interface Removal {
  /** What the removal does, for the plan. */
  readonly effect: string;
  /** Absent if nothing is left to remove. */
  readonly run?: (() => Promise<void>) | undefined;
}

/**
 * Whether the resource is on its way out: it was replaced and waits for its deletion, so its object may still
 * be on the server, or it was deleted and waits for its replacement.
 */
export const isBeingReplaced = ({ delete: replaced, pendingReplacement }: StateResource) =>
  replaced === true || pendingReplacement === true;

export const isUnfinished = ({ outputs }: StateResource) => Boolean(outputs?.["unfinished"]);

/** Which resources of stacks own which objects. */
export class Ownership {
  constructor(private readonly resources: readonly StackResource[]) {}

  /** Resources that own an object, including those that wait for their deletion. */
  owners(kind: ResourceKind, id: string): readonly StackResource[] {
    return this.of(kind).filter(({ resource }) => isSameId(kind, resource.id, id));
  }

  of(kind: ResourceKind): readonly StackResource[] {
    return this.all(kind).filter(({ resource }) => !resource.external);
  }

  /** The finished resources that the next update keeps, by the id of their object. */
  lasting(kind: ResourceKind): ReadonlyMap<string, readonly StackResource[]> {
    const lasting = this.of(kind).filter(
      ({ resource }) => !isBeingReplaced(resource) && !isUnfinished(resource),
    );
    return Map.groupBy(lasting, ({ resource }) => canonicalId(kind, resource.id ?? ""));
  }

  /** Resources that only read an object. */
  readers(kind: ResourceKind, id: string): readonly StackResource[] {
    const isRead = ({ resource }: StackResource) =>
      resource.external === true && isSameId(kind, resource.id, id);
    return this.all(kind).filter(isRead);
  }

  private all(kind: ResourceKind): readonly StackResource[] {
    const tokens = tokensOf(kind);
    return this.resources.filter(({ resource }) => tokens.includes(resource.type));
  }
}

/** `shop/dev builds`: a stack and the name of its resource. */
export const labelOf = ({ stack, resource }: StackResource) => `${stack} ${nameIn(resource.urn)}`;

/** Objects that several resources manage. */
export const managedMoreThanOnce = (
  lasting: ReadonlyMap<string, readonly StackResource[]>,
  label: (id: string) => Pick<Finding, "id" | "server">,
): Finding[] =>
  [...lasting]
    .filter(([, resources]) => resources.length > 1)
    .map(([id, resources]) => ({
      kind: "managed more than once",
      ...label(id),
      description: "each resource changes and deletes the object",
      resources: resources.map(labelOf),
    }));
