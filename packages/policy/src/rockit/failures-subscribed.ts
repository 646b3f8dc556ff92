import type { StackValidationPolicy } from "@pulumi/policy";
import { type RockitEvent, rockitEvents, rockitSenders } from "../../../../provider/kinds";
import { listed } from "../patterns";
import { cwe } from "../references";
import { Unknowns } from "../unknowns";
import { subscribedIn } from "./subscribed";

/** Whoever hears of a sender's successes hears of its failures. */
export const rockitFailuresSubscribed: StackValidationPolicy = {
  name: "rockit-failures-subscribed",
  displayName: "ROCKIT failures are subscribed",
  description: "A stack that subscribes to a ROCKIT sender subscribes to its failures.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "completeness"],
  url: cwe(778),
  remediationSteps: "Add the missing events to one of the sender's subscriptions, or to a further one.",
  configSchema: {
    properties: {
      events: {
        type: "array",
        items: { type: "string", enum: [...rockitEvents] },
        default: ["error", "exception"],
        description: "Events that must be subscribed for every sender that is subscribed at all.",
      },
    },
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { events: wanted } = getConfig<{ events: RockitEvent[] }>();
    const unknowns = new Unknowns();
    const subscribed = subscribedIn(resources, unknowns);
    for (const sender of rockitSenders) {
      const its = subscribed.filter((one) => one.sender === sender);
      const [first] = its;
      // What is not known yet may be just what is missing.
      const isOpen = subscribed.some(
        (one) => one.sender === undefined || (one.sender === sender && !one.events),
      );
      if (first === undefined || isOpen) continue;
      const missing = wanted.filter((event) => !its.some(({ events }) => events?.includes(event)));
      if (missing.length > 0)
        report(
          `Nothing is subscribed to ${listed(missing)} of ${sender}: add it to events of a subscription of ${sender}.`,
          first.urn,
        );
    }
    unknowns.tell();
  },
};
