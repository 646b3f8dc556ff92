import { canonicalCallbackPath } from "../../../../provider/kinds";
import type { StackPolicy } from "../policy";
import { cwe } from "../references";
import { UnknownValues } from "../unknown-values";
import { type CallbackAddress, callbackAddress, isSameCallbackAddress } from "./callback-address";
import { isSameServer, type Subscription, subscriptionsIn } from "./subscriptions";

/**
 * Each callback arrives once. INACTIVE subscriptions send nothing. A subscriber's credential changes in
 * place, so a rotation never needs two subscriptions.
 */
export const durstNoDuplicates: StackPolicy = {
  name: "durst-no-duplicates",
  displayName: "Durst callbacks arrive once",
  description: "Forbids two Durst subscriptions that send the same callback to the same address.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["durst", "completeness"],
  url: cwe(675),
  remediationSteps:
    "Remove one of the two subscriptions, or change its topic or path. To move to another subscriber, set the new subscription ACTIVE in the same update that removes the old one.",
  docs: {
    prevents: `A callback that arrives twice does its work twice: [CWE-675](${cwe(675)}), multiple operations on a resource in a single-operation context. Whole addresses are compared, of hostUri and path; \`host:port\` counts as a URL of that host and port.`,
    passes: `new DurstSubscription("motifs", { subscriberId: 17, topic: "STATUS/MOTIF/*", path: "a" });
new DurstSubscription("articles", { subscriberId: 17, topic: "STATUS/ARTICLE/*", path: "b" });`,
    fails: `new DurstSubscription("motifs", { subscriberId: 17, topic: "STATUS/MOTIF/*" });
new DurstSubscription("all", { subscriberId: 17, topic: "STATUS/*" });`,
  },
  validateStack: ({ resources }, report) => {
    const unknowns = new UnknownValues();
    const sent = subscriptionsIn(resources, unknowns)
      .filter(({ outputs }) => unknowns.read(() => outputs.status !== "INACTIVE"))
      .map((one) => sentBy(one, unknowns))
      .filter((one) => one !== undefined);
    for (const [index, one] of sent.entries()) {
      const others = sent.filter((other) => other !== one && isSameAddress(one, other));
      const other =
        others.find(({ topic }) => topic !== one.topic && covers(topic, one.topic)) ??
        others.find((same) => same.topic === one.topic && sent.indexOf(same) < index);
      if (other === undefined) continue;
      report(
        `All callbacks of this subscription arrive twice, because ${other.resource.name} sends them to the same address: remove one of the two, or change its topic or path.`,
        one.resource.urn,
      );
    }
    unknowns.rethrow();
  },
};

interface Sent extends Subscription {
  readonly topic: string;
  readonly path: string;
  /** The address of its callbacks; `undefined` if the subscriber is not in the stack. */
  readonly address: CallbackAddress | undefined;
}

/** Topic and address of a subscription; `undefined` if they are not known yet. */
function sentBy(one: Subscription, unknowns: UnknownValues): Sent | undefined {
  const { outputs, subscribers } = one;
  const topic = unknowns.read(() => String(outputs.topic).normalize());
  const path = unknowns.read(() => String(canonicalCallbackPath(outputs.path) ?? ""));
  if (topic === undefined || path === undefined) return undefined;
  const [subscriber] = subscribers;
  const hostUri = subscribers.length === 1 ? unknowns.read(() => subscriber?.props["hostUri"]) : undefined;
  const address = typeof hostUri === "string" ? callbackAddress(hostUri, path) : undefined;
  return { ...one, topic, path, address };
}

function isSameAddress(a: Sent, b: Sent): boolean {
  if (!isSameServer(a.resource, b.resource)) return false;
  return isSameSubscriber(a, b) ? isSamePath(a, b) : isSameUrl(a, b);
}

function isSameSubscriber(a: Subscription, b: Subscription): boolean {
  if (a.number !== undefined && b.number !== undefined) return a.number === b.number;
  return a.subscribers.length === 1 && b.subscribers.length === 1 && a.subscribers[0] === b.subscribers[0];
}

const isSamePath = (a: Sent, b: Sent): boolean => a.path === b.path || isSameUrl(a, b);

/**
 * If a program computes other numbers from a subscriber's id, they belong to subscribers whose hosts are
 * unknown.
 */
const isSameUrl = (a: Sent, b: Sent): boolean =>
  a.address !== undefined &&
  b.address !== undefined &&
  (isSameSubscriber(a, b) || a.subscribers[0] !== b.subscribers[0]) &&
  isSameCallbackAddress(a.address, b.address);

const covers = (topic: string, other: string): boolean =>
  topic.endsWith("/*") && other.startsWith(topic.slice(0, -1));
