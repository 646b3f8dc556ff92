import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type DurstTopic, durstEntities } from "../../../../provider/kinds";
import { durstSubscription, validateResourceOfKind } from "../of-kind";
import { listed } from "../patterns";
import { isProduction, type ProductionConfig, productionSchema } from "../production";
import { durstManual } from "../references";

interface TopicsConfig extends ProductionConfig {
  topics: DurstTopic[];
}

/** Production receives what it needs, not the status of everything. */
export const durstBroadTopics: ResourceValidationPolicy = {
  name: "durst-broad-topics",
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
        description: "Topics that are too broad for production.",
      },
    },
  },
  validateResource: validateResourceOfKind(durstSubscription, (props, args, report) => {
    const { topics, ...production } = args.getConfig<TopicsConfig>();
    if (!isProduction(args.urn, production)) args.notApplicable("the stack is not a production stack");
    if (!topics.includes(props.topic)) return;
    report(
      `A production stack may not subscribe to ${listed(topics)}: narrow topic to what the receiver needs.`,
    );
  }),
};
