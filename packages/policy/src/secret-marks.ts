// The engine tells a policy pack which values are secret, and the SDK drops that on the way to a policy. Its server asks this module's
// object for the function, so that what it was given can be kept here.
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";

interface Sent {
  toJavaScript?(): Record<string, unknown>;
}

type Read = (sent: Sent, ...rest: unknown[]) => object;

const sentOf = new WeakMap<object, Sent>();

try {
  const deserialize: { deserializeProperties: Read } = require("@pulumi/policy/deserialize");
  const { deserializeProperties: read } = deserialize;
  deserialize.deserializeProperties = (sent, ...rest) => {
    const props = read(sent, ...rest);
    sentOf.set(props, sent);
    return props;
  };
} catch {
  // It is internal to the SDK: another version may do without it, which must not end all policies. Then there are no marks.
}

/** A resource's properties as the engine sent them, with its marks; `undefined` if this version of the SDK reads them in another way. */
export function sentWithMarks(props: object): Record<string, unknown> | undefined {
  const { __getSpecialProxyTarget: target = props } = props as { __getSpecialProxyTarget?: object };
  return sentOf.get(target)?.toJavaScript?.();
}

/** Whether the engine keeps this value, with all that is in it, encrypted. */
export const isMarked = (value: object): boolean =>
  (value as Record<string, unknown>)[specialSigKey] === specialSecretSig;
