import { type DurstTopic, durstEntities } from "../../../../provider/kinds";
import { commaSeparated } from "../patterns";
import type { ResourcePolicy } from "../policy";
import { isProduction, type ProductionConfig, productionSchema } from "../production";
import { cwe, durstManual } from "../references";
import { durstSubscription, validateResourceOfKind } from "../resource-kinds";

interface TopicsConfig extends ProductionConfig {
  topics: DurstTopic[];
}

/** Production receives only what it needs. INACTIVE subscriptions receive nothing. */
export const durstNoBroadTopics: ResourcePolicy = {
  name: "durst-no-broad-topics",
  displayName: "Durst topics are narrow in production",
  description: "Forbids broad topics such as STATUS/* in Durst subscriptions of production stacks.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["durst", "production"],
  url: durstManual,
  remediationSteps:
    "Create one subscription for each kind of object that the receiver needs, such as STATUS/PRODUCTION_JOB/*.",
  configSchema: {
    properties: {
      ...productionSchema.properties,
      topics: {
        type: "array",
        items: { type: "string", enum: ["STATUS/*", ...durstEntities.map((entity) => `STATUS/${entity}/*`)] },
        default: ["STATUS/*"],
        description:
          "Topics that are too broad for production. Each is compared as written; * is not a wildcard here.",
      },
    },
  },
  docs: {
    prevents: `A receiver that gets every change of every object of a press: more load and more information than it needs. [CWE-770](${cwe(770)}), allocation of resources without limits or throttling.`,
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
      `A production stack must not subscribe to ${commaSeparated(topics)}: choose a topic with only what the receiver needs.`,
    );
  }),
};
