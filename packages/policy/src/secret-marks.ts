// The engine tells a policy pack which values are secret, and the SDK drops that on the way to a policy. Its server asks a module's object for
// the function that drops it, so that what it was given can be kept here.
import { dirname } from "node:path";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";

interface Sent {
  toJavaScript?(): Record<string, unknown>;
}

type Read = (sent: Sent, ...rest: unknown[]) => object;

const sentOf = new WeakMap<object, Sent>();
const kept = new WeakSet<Read>();

/** Where the copies of the SDK are whose server has asked. */
const asked = new Set<string>();

/** Every loaded copy of the SDK: a pack may run on its own, beside the one that this package would load. */
const loadedCopies = (): { at: string; copy: { deserializeProperties?: Read } }[] =>
  Object.entries(require.cache).flatMap(([file, loaded]) =>
    // A copy that is linked has another folder's name.
    /[/\\]deserialize\.js$/.test(file) &&
    (isOfSdk.test(file) || typeof loaded?.exports?.serializeProperties === "function")
      ? [{ at: dirname(file), copy: loaded?.exports ?? {} }]
      : [],
  );

const isOfSdk = /[/\\]@pulumi[/\\]policy[/\\]deserialize\.js$/;

/** Has each loaded copy keep its marks; gives the folders of those that did not until now. */
function keepMarks(): string[] {
  return loadedCopies().flatMap(({ at, copy }) => {
    const { deserializeProperties: read } = copy;
    if (typeof read !== "function" || kept.has(read)) return [];
    const keeping: Read = (sent, ...rest) => {
      asked.add(at);
      const props = read(sent, ...rest);
      sentOf.set(props, sent);
      return props;
    };
    // An export that can't be changed is a version that does not tell.
    if (!Reflect.set(copy, "deserializeProperties", keeping)) return [];
    kept.add(keeping);
    return [at];
  });
}

try {
  require("@pulumi/policy/deserialize");
} catch {
  // It is internal to the SDK: another version may do without it, which must not end all policies. Then there are no marks.
}
keepMarks();
// A pack may load these policies before its own copy of the SDK.
setImmediate(keepMarks);

/** A resource's properties as the engine sent them, with its marks; `undefined` if they are not told, for which `missingMarksReason` has the cause. */
export function propsWithSecretMarks(props: object): Record<string, unknown> | undefined {
  const { __getSpecialProxyTarget: target = props } = props as { __getSpecialProxyTarget?: object };
  return sentOf.get(target)?.toJavaScript?.();
}

/** Why nothing tells which values are secret, and what to do. */
export function missingMarksReason(): string {
  const late = keepMarks();
  if (late.length > 0)
    return `The pack uses the copy of @pulumi/policy in ${late.join(" or ")}, which was loaded after these policies, so they can't see which values are secret: import it before them, or install both so that they share one copy.`;
  const copies = loadedCopies();
  const keep = copies.every(
    ({ copy: { deserializeProperties: read } }) => read !== undefined && kept.has(read),
  );
  if (copies.length > 0 && keep && asked.size === 0)
    return `The pack uses a copy of @pulumi/policy that these policies can't find, and not the one in ${copies.map(({ at }) => at).join(" or ")}, so they can't see which values are secret: do not bundle @pulumi/policy, and install it once.`;
  return "This version of @pulumi/policy does not show which values are secret, so this policy can't check anything: use another version, or disable this policy.";
}

/** Whether the engine keeps this value, with all that is in it, encrypted. */
export const isMarked = (value: object): boolean =>
  (value as Record<string, unknown>)[specialSigKey] === specialSecretSig;

/** Whether what is at a path of a resource's properties, as the engine sent them, is encrypted: it, or an object that it is in. */
export function isEncrypted(sent: Record<string, unknown>, path: readonly string[]): boolean {
  let value: unknown = sent;
  for (const field of path) {
    value = (value as Record<string, unknown> | undefined)?.[field];
    if (typeof value === "object" && value !== null && isMarked(value)) return true;
  }
  return false;
}
