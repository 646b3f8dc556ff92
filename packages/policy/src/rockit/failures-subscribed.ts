import { type RockitEvent, rockitEvents, rockitSenders } from "../../../../provider/kinds";
import { commaSeparated } from "../patterns";
import type { StackPolicy } from "../policy";
import { cwe } from "../references";
import { UnknownValues } from "../unknown-values";
import { subscriptionsIn } from "./subscriptions";

/** A stack that subscribes to a sender also subscribes to its failures, separately for each provider. */
export const rockitFailuresSubscribed: StackPolicy = {
  name: "rockit-failures-subscribed",
  displayName: "ROCKIT failure events are subscribed",
  description: "Forbids subscribing to a ROCKIT sender without its failure events.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "completeness"],
  url: cwe(778),
  remediationSteps:
    "Create another subscription for the missing events, or add them to one of the sender's subscriptions, which replaces it, with a new signing secret.",
  configSchema: {
    properties: {
      events: {
        type: "array",
        items: { type: "string", enum: [...rockitEvents] },
        default: ["error", "exception"],
        description:
          "Events that must be subscribed for every sender that has a subscription. If this list is empty, the policy demands nothing.",
      },
    },
  },
  docs: {
    prevents: `A failure that nobody hears of: [CWE-778](${cwe(778)}), insufficient logging. [GitLab](https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/) lost production data in 2017: its backups had been failing, and the messages about it reached nobody. Each provider counts on its own, as an organisation of its own.`,
    passes: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("builds", { ...hook, events: ["end", "error", "exception"] });`,
    fails: `const hook = { sender: "mkraw", type: "webhook", url: "https://hooks.example.com/a" } as const;
new RockitSubscription("builds", { ...hook, events: ["end"] });`,
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { events: wanted } = getConfig<{ events: RockitEvent[] }>();
    const unknowns = new UnknownValues();
    const all = subscriptionsIn(resources, unknowns);
    for (const sender of rockitSenders)
      for (const provider of new Set(all.map((one) => one.provider))) {
        const subscribed = all.filter((one) => one.provider === provider);
        const its = subscribed.filter((one) => one.sender === sender);
        const [first] = its;
        // A value that is not known yet may be the missing event.
        const isOpen = subscribed.some(
          (one) => one.sender === undefined || (one.sender === sender && !one.events),
        );
        if (first === undefined || isOpen) continue;
        const missing = wanted.filter((event) => !its.some(({ events }) => events?.includes(event)));
        if (missing.length > 0)
          report(
            `Required events of ${sender} are not subscribed (${commaSeparated(missing)}): add them to a subscription of ${sender}.`,
            first.urn,
          );
      }
    unknowns.rethrow();
  },
};
