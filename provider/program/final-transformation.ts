import type * as pulumi from "@pulumi/pulumi";

type Transformation = (args: pulumi.ResourceTransformationArgs) => pulumi.ResourceTransformationResult;

/**
 * Field of the SDK with the transformations that its constructor applies: those of the resource, its parents
 * and the stack.
 */
const field = "__transformations";
const listed = new WeakMap<object, readonly pulumi.ResourceTransformation[]>();
let last: Transformation | undefined;

/**
 * Applies a transformation after all of the program's, for the resource under construction, until the
 * returned function is called. Otherwise the class would miss what they change, and an injected credential
 * would be stored in plain text. Has no effect with an SDK version that keeps its transformations elsewhere.
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
        // The constructor reads first. Children that read later inherit only the program's transformations.
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
