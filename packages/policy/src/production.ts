import type { PolicyConfigSchema } from "@pulumi/policy";
import { matches } from "./patterns";

/** Which stacks are production: the parameter of every policy that is for them only. */
export const productionSchema = {
  properties: {
    stacks: {
      type: "array",
      items: { type: "string" },
      default: ["prod", "prod-*", "*-prod", "production", "production-*", "*-production"],
      description: "Names of the stacks that are production; * stands for any characters.",
    },
  },
} satisfies PolicyConfigSchema;

export interface ProductionConfig {
  stacks: string[];
}

/** Whether a resource belongs to a production stack; the URN has its name. */
export const isProduction = (urn: string, { stacks }: ProductionConfig): boolean =>
  matches(urn.split("::")[0]?.split(":")[2] ?? "", stacks);
