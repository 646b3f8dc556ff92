import type * as pulumi from "@pulumi/pulumi";

type Transformation = (args: pulumi.ResourceTransformationArgs) => pulumi.ResourceTransformationResult;

/** The SDK's own field, with the transformations that its constructor applies: the resource's, its parents' and the stack's. */
const field = "__transformations";
const listed = new WeakMap<object, readonly pulumi.ResourceTransformation[]>();
let last: Transformation | undefined;

/**
 * Until the returned function is called, a transformation comes after all that the program has for the resource that is constructed. What
 * they change would otherwise pass by the class: an injected credential would stand in the state in the clear. A version of the SDK that
 * keeps its list elsewhere does without it.
 */
export function addFinalTransformation(prototype: object, transformation: Transformation): () => void {
  if (!Object.hasOwn(prototype, field)) {
    Object.defineProperty(prototype, field, {
      set(this: object, list: readonly pulumi.ResourceTransformation[]) {
        listed.set(this, list);
      },
      get(this: object) {
        const list = listed.get(this) ?? [];
        const ours = last;
        // The constructor asks first; children that ask later inherit the program's only.
        last = undefined;
        return ours === undefined || list.length === 0 ? list : [...list, ours];
      },
    });
  }
  const outer = last;
  last = transformation;
  return () => {
    last = outer;
  };
}
