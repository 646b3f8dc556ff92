// The engine tells a policy pack which values are secret, but the SDK removes these marks before it calls a
// policy. Its server looks the removing function up in a module's exports at each call, so a wrapper here can
// keep the original values.
import { dirname } from "node:path";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";

interface Sent {
  toJavaScript?(): Record<string, unknown>;
}

type Read = (sent: Sent, ...rest: unknown[]) => object;

const originals = new WeakMap<object, Sent>();
const wrappers = new WeakSet<Read>();

/** Folders of the SDK copies whose server has called a wrapper. */
const used = new Set<string>();

/** Every loaded copy of the SDK: a pack may use its own copy instead of the one that this package loads. */
const loadedCopies = (): { at: string; copy: { deserializeProperties?: Read } }[] =>
  Object.entries(require.cache).flatMap(([file, loaded]) =>
    // The folder of a linked copy may have any name.
    /[/\\]deserialize\.js$/.test(file) &&
    (isOfSdk.test(file) || typeof loaded?.exports?.serializeProperties === "function")
      ? [{ at: dirname(file), copy: loaded?.exports ?? {} }]
      : [],
  );

const isOfSdk = /[/\\]@pulumi[/\\]policy[/\\]deserialize\.js$/;

/** Wraps the function in each loaded copy. Returns the folders of the newly wrapped copies. */
function wrapLoadedCopies(): string[] {
  return loadedCopies().flatMap(({ at, copy }) => {
    const { deserializeProperties: read } = copy;
    if (typeof read !== "function" || wrappers.has(read)) return [];
    const wrapper: Read = (sent, ...rest) => {
      used.add(at);
      const props = read(sent, ...rest);
      originals.set(props, sent);
      return props;
    };
    // A version whose exports can't be changed.
    if (!Reflect.set(copy, "deserializeProperties", wrapper)) return [];
    wrappers.add(wrapper);
    return [at];
  });
}

try {
  require("@pulumi/policy/deserialize");
} catch {
  // The module is internal to the SDK. Without it there are no marks, but the other policies still work.
}
wrapLoadedCopies();
// A pack may load these policies before its own copy of the SDK.
setImmediate(wrapLoadedCopies);

/**
 * A resource's properties with their secret marks, as the engine sent them; `undefined` if unavailable (see
 * `missingMarksReason`).
 */
export function propsWithSecretMarks(props: object): Record<string, unknown> | undefined {
  const { __getSpecialProxyTarget: target = props } = props as { __getSpecialProxyTarget?: object };
  return originals.get(target)?.toJavaScript?.();
}

/** Why secret marks are unavailable, and what to do. */
export function missingMarksReason(): string {
  const late = wrapLoadedCopies();
  if (late.length > 0)
    return `The pack uses the copy of @pulumi/policy in ${late.join(" or ")}, which was loaded after these policies, so they can't see which values are secret: import it before them, or install both so that they share one copy.`;
  const copies = loadedCopies();
  const keep = copies.every(
    ({ copy: { deserializeProperties: read } }) => read !== undefined && wrappers.has(read),
  );
  if (copies.length > 0 && keep && used.size === 0)
    return `The pack uses a copy of @pulumi/policy that these policies can't find, and not the one in ${copies.map(({ at }) => at).join(" or ")}, so they can't see which values are secret: do not bundle @pulumi/policy, and install it once.`;
  return "This version of @pulumi/policy does not show which values are secret, so this policy can't check anything: use another version, or disable this policy.";
}

/** Whether the engine encrypts this value, with everything in it. */
export const isMarked = (value: object): boolean =>
  (value as Record<string, unknown>)[specialSigKey] === specialSecretSig;

/** Whether the value at a path of the properties is encrypted, itself or as part of an object. */
export function isEncrypted(sent: Record<string, unknown>, path: readonly string[]): boolean {
  let value: unknown = sent;
  for (const field of path) {
    value = (value as Record<string, unknown> | undefined)?.[field];
    if (typeof value === "object" && value !== null && isMarked(value)) return true;
  }
  return false;
}
