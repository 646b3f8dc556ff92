import type { StackValidationPolicy } from "@pulumi/policy";
import { canonicalCallbackPath, canonicalHostUri } from "../../../../provider/kinds";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";
import { isSameServer, type Subscription, subscriptionsIn } from "./subscriptions";

/** Each callback arrives once. What is INACTIVE sends nothing, and doubles nothing. */
export const durstNoDuplicates: StackValidationPolicy = {
  name: "durst-no-duplicates",
  displayName: "Durst callbacks arrive once",
  description: "No two Durst subscriptions of a stack send the same callback to the same address.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["durst", "completeness"],
  url: cwe(675),
  remediationSteps: "Remove one of the two subscriptions, or give it another topic or path.",
  validateStack: ({ resources }, report) => {
    const unknowns = new Unknowns();
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
        `All its callbacks arrive twice, for ${other.resource.name} has them sent to the same address: remove one of the two, or give it another topic or path.`,
        one.resource.urn,
      );
    }
    unknowns.tell();
  },
};

interface Sent extends Subscription {
  readonly topic: string;
  readonly path: string;
  /** The host that is called; `undefined` where the subscriber is not in the stack. */
  readonly host: string | undefined;
}

/** What a subscription has sent where; `undefined` if that is not known yet. */
function sentBy(one: Subscription, unknowns: Unknowns): Sent | undefined {
  const { outputs, subscribers } = one;
  const topic = unknowns.read(() => outputs.topic);
  const path = unknowns.read(() => String(canonicalCallbackPath(outputs.path) ?? ""));
  if (topic === undefined || path === undefined) return undefined;
  const [subscriber] = subscribers;
  const hostUri = subscribers.length === 1 ? unknowns.read(() => subscriber?.props["hostUri"]) : undefined;
  return {
    ...one,
    topic,
    path,
    host: typeof hostUri === "string" ? String(canonicalHostUri(hostUri)) : undefined,
  };
}

const isSameAddress = (a: Sent, b: Sent): boolean =>
  isSameServer(a.resource, b.resource) && a.path === b.path && (isSameSubscriber(a, b) || isSameHost(a, b));

function isSameSubscriber(a: Subscription, b: Subscription): boolean {
  if (a.number !== undefined && b.number !== undefined) return a.number === b.number;
  return a.subscribers.length === 1 && b.subscribers.length === 1 && a.subscribers[0] === b.subscribers[0];
}

/** Two subscribers of one host, that is: numbers made from one subscriber's id are for others, of whom nothing is known. */
const isSameHost = (a: Sent, b: Sent): boolean =>
  a.host !== undefined && a.host === b.host && a.subscribers[0] !== b.subscribers[0];

const covers = (topic: string, other: string): boolean =>
  topic.endsWith("/*") && other.startsWith(topic.slice(0, -1));
