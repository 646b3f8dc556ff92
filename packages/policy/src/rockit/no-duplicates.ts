import { isDeepStrictEqual } from "node:util";
import { canonicalUrl } from "../../../../provider/kinds";
import { commaSeparated } from "../patterns";
import type { StackPolicy } from "../policy";
import { cwe } from "../references";
import { UnknownValues } from "../unknown-values";
import { type Subscription, subscriptionsIn } from "./subscriptions";

/** Each event arrives once, or twice during a declared rotation, with the old and the new secret. */
export const rockitNoDuplicates: StackPolicy = {
  name: "rockit-no-duplicates",
  displayName: "ROCKIT events arrive once",
  description:
    "Forbids two ROCKIT subscriptions that send the same event to the same target, except during a declared rotation.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "completeness"],
  url: cwe(675),
  remediationSteps:
    "Leave each event to one of the subscriptions, or remove one of them. To rotate a secret with the old and the new subscription side by side, declare both as versions of a RockitWebhook or RockitEventHub, whose takesOver keeps an existing subscription with its secret. Or give each its own rotationTrigger from the start: adding one to an existing subscription replaces it, with its secret.",
  docs: {
    prevents: `An event that arrives twice starts its job twice: [CWE-675](${cwe(675)}), multiple operations on a resource in a single-operation context. Subscriptions of different providers belong to different organisations and are never duplicates.`,
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
const events = ["error" as const, "exception" as const];
new RockitSubscription("builds-2026", { ...hook, events, rotationTrigger: 2026 });
new RockitSubscription("builds-2027", { ...hook, events, rotationTrigger: 2027 });`,
    fails: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("builds", { ...hook, events: ["end", "error", "exception"] });
new RockitSubscription("failures", { ...hook, events: ["error", "exception"] });`,
  },
  validateStack: ({ resources }, report) => {
    const unknowns = new UnknownValues();
    const sent = subscriptionsIn(resources, unknowns).map((one) => ({
      ...one,
      target: targetOf(one, unknowns),
    }));
    for (const [index, later] of sent.entries())
      for (const former of sent.slice(0, index)) {
        if (later.target === undefined || later.provider !== former.provider) continue;
        if (later.sender === undefined || later.sender !== former.sender) continue;
        if (later.target.address !== former.target?.address) continue;
        const shared = new Set(later.events?.filter((event) => former.events?.includes(event)));
        // A trigger that is not known yet may be a different one.
        if (shared.size === 0 || unknowns.read(() => isRotation(former, later)) !== false) continue;
        const [arrives, it] = shared.size > 1 ? ["arrive", "them"] : ["arrives", "it"];
        report(
          `${commaSeparated([...shared])} of ${later.sender} ${arrives} twice, because ${former.resource} has the same ${later.target.field}: leave ${it} to one of the two.`,
          later.urn,
        );
      }
    unknowns.rethrow();
  },
};

interface Target {
  readonly field: "url" | "channelId";
  readonly address: string;
}

function targetOf({ outputs }: Subscription, unknowns: UnknownValues): Target | undefined {
  const url = unknowns.read(() => outputs.url);
  if (typeof url === "string") return { field: "url", address: canonicalUrl(url) };
  const channelId = unknowns.read(() => outputs.channelId);
  return typeof channelId !== "string"
    ? undefined
    : { field: "channelId", address: `slack ${channelId.normalize()}` };
}

function isRotation(former: Subscription, later: Subscription): boolean {
  if (former.version !== undefined && former.version.component === later.version?.component)
    return former.version.version !== later.version.version;
  const { outputs: old } = former;
  const { outputs: fresh } = later;
  // Without two triggers, neither value has to be known.
  if (!("rotationTrigger" in old && "rotationTrigger" in fresh)) return false;
  const [was, is] = [plain(old.rotationTrigger), plain(fresh.rotationTrigger)];
  return was !== null && is !== null && !isDeepStrictEqual(was, is);
}

/** A plain copy: the SDK's proxies never equal each other. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
