import { canonicalId, isSameId, type ResourceKind, tokensOf } from "../../resource/kind";
import type { StateResource } from "./export";
import { nameIn } from "./urn";

/** A stack's resource, at the server of its provider. */
export interface Holding {
  readonly stack: string;
  readonly resource: StateResource;
}

/** Something that servers and stacks do not agree on. */
export interface Finding {
  /** `unowned`: the server has it, no stack owns it. `missing`: a stack owns it, the server has it not, or not active. `shared`: several own it; `owned`: all is well. */
  readonly kind: "owned" | "unowned" | "missing" | "shared";
  /** As `retire` takes it: `rockit:<name>`, `durst:17`, `durst:17/4`. */
  readonly id: string;
  readonly server: string;
  /** What a person knows it by, and what is the matter with it. */
  readonly what: string;
  /** The resources of stacks that own it, or read it. */
  readonly resources: readonly string[];
  /** Of a name that auto-naming made: for which resource's name, and which stacks have such a resource. */
  readonly madeFor?: { readonly name: string; readonly stacks: readonly string[] } | undefined;
  /** How it is taken off the server; only of what nobody owns. */
  readonly retirement?: Retirement | undefined;
}

interface Retirement {
  /** What becomes of it. */
  readonly will: string;
  /** Absent if nothing is to be done. */
  readonly act?: (() => Promise<void>) | undefined;
}

/** What of it is in the state only: already replaced and to be deleted, or already deleted and to come again. */
export const isPassing = ({ delete: replaced, pendingReplacement }: StateResource) =>
  replaced === true || pendingReplacement === true;

export const isUnfinished = ({ outputs }: StateResource) => Boolean(outputs?.["unfinished"]);

/** Holdings by what they are at the server. */
export class Ownership {
  constructor(private readonly holdings: readonly Holding[]) {}

  /** Resources that own an object, be it for the last time. */
  owners(kind: ResourceKind, id: string): readonly Holding[] {
    return this.of(kind).filter(({ resource }) => isSameId(kind, resource.id, id));
  }

  of(kind: ResourceKind): readonly Holding[] {
    return this.all(kind).filter(({ resource }) => !resource.external);
  }

  /** Resources that own each object for good, by its id. */
  lasting(kind: ResourceKind): ReadonlyMap<string, readonly Holding[]> {
    const lasting = this.of(kind).filter(({ resource }) => !isPassing(resource) && !isUnfinished(resource));
    return Map.groupBy(lasting, ({ resource }) => canonicalId(kind, resource.id ?? ""));
  }

  /** Resources that only read an object. */
  readers(kind: ResourceKind, id: string): readonly Holding[] {
    const isRead = ({ resource }: Holding) => resource.external === true && isSameId(kind, resource.id, id);
    return this.all(kind).filter(isRead);
  }

  private all(kind: ResourceKind): readonly Holding[] {
    const tokens = tokensOf(kind);
    return this.holdings.filter(({ resource }) => tokens.includes(resource.type));
  }
}

/** `shop/dev builds`: a stack and its resource's name. */
export const labelOf = ({ stack, resource }: Holding) => `${stack} ${nameIn(resource.urn)}`;

/** What more than one resource owns. */
export const sharedAmong = (
  lasting: ReadonlyMap<string, readonly Holding[]>,
  found: (id: string) => Pick<Finding, "id" | "server">,
): Finding[] =>
  [...lasting]
    .filter(([, holdings]) => holdings.length > 1)
    .map(([id, holdings]) => ({
      kind: "shared",
      ...found(id),
      what: "each of them changes and deletes it",
      resources: holdings.map(labelOf),
    }));
