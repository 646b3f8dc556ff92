import { durstSubscriber, durstSubscription } from "./durst/kind";
import { type ResourceKind, tokensOf } from "./resource/kind";
import { rockitSubscription } from "./rockit/kind";

// Kinds of resources for other parts: policies, commands and documentation.

/** All kinds of resources. */
export const kinds: readonly ResourceKind[] = [rockitSubscription, durstSubscriber, durstSubscription];

/** The kind of a type token, dynamic or native; `undefined` for a type of another provider. */
export const kindOfToken = (token: string): ResourceKind | undefined =>
  kinds.find((kind) => tokensOf(kind).includes(token));

export { canonicalCallbackPath } from "./durst/paths";
export { type DurstTopic, durstEntities } from "./durst/vocabulary";
export type { InputsOf } from "./resource/field";
export { type ResourceKind, secretPaths, tokensOf } from "./resource/kind";
export { objectIn, providerTypes, settingPath, valueIn } from "./resource/provider-arguments";
export { canonicalUrl } from "./resource/web-address";
export { versionedComponents } from "./rockit/components";
export { type RockitEvent, type RockitSender, rockitEvents, rockitSenders } from "./rockit/vocabulary";
export { durstSubscriber, durstSubscription, rockitSubscription };
