import { type DurstTopic, durstEntities } from "../../../../provider/kinds";
import type { ResourcePolicy } from "../documented";
import { durstSubscription, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { isProduction, type ProductionConfig, productionSchema } from "../production";
import { cwe, durstManual } from "../references";

interface TopicsConfig extends ProductionConfig {
  topics: DurstTopic[];
}

/** Production receives what it needs, not the status of everything. What is INACTIVE receives nothing. */
export const durstNoBroadTopics: ResourcePolicy = {
  name: "durst-no-broad-topics",
  displayName: "Durst topics are narrow in production",
  description: "A Durst subscription of a production stack does not subscribe to everything.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["durst", "production"],
  url: durstManual,
  remediationSteps:
    "Subscribe to the kinds of objects that the receiver needs, one subscription for each, such as STATUS/PRODUCTION_JOB/*.",
  configSchema: {
    properties: {
      ...productionSchema.properties,
      topics: {
        type: "array",
        items: { type: "string", enum: ["STATUS/*", ...durstEntities.map((entity) => `STATUS/${entity}/*`)] },
        default: ["STATUS/*"],
        description: "Topics that are too broad for production, each as it is written: no patterns.",
      },
    },
  },
  docs: {
    prevents: `A receiver that is flooded with each change of each object of a press, and shown more than is its business: [CWE-770](${cwe(770)}), allocation of resources without limits or throttling.`,
    stack: "eu-prod",
    passes: `const opts = { protect: true };
new DurstSubscription("jobs", { subscriberId: 17, topic: "STATUS/PRODUCTION_JOB/*" }, opts);`,
    fails: `const opts = { protect: true };
new DurstSubscription("all", { subscriberId: 17, topic: "STATUS/*" }, opts);`,
  },
  validateResource: validateResourceOfKind(durstSubscription, (props, args, report) => {
    const { topics, ...production } = args.getConfig<TopicsConfig>();
    if (!isProduction(args.urn, production)) args.notApplicable("the stack is not a production stack");
    if (!topics.includes(props.topic) || props.status === "INACTIVE") return;
    report(
      `A production stack may not subscribe to ${listed(topics)}: narrow topic to what the receiver needs.`,
    );
  }),
};
