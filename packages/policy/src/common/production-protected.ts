import type { ResourceValidationPolicy } from "@pulumi/policy";
import { kindOfToken } from "../../../../provider/kinds";
import { isProduction, type ProductionConfig, productionSchema } from "../production";

/** Nobody deletes production's subscriptions by mistake. */
export const productionProtected: ResourceValidationPolicy = {
  name: "production-protected",
  displayName: "Production is protected",
  description:
    "The subscribers and subscriptions of a production stack are protected from deletion and replacement.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "durst", "production"],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remediationSteps:
    "Set the resource option protect to true, on the resource or on its component. Before a change that deletes or replaces it, run `pulumi state unprotect` with its URN.",
  configSchema: productionSchema,
  validateResource: (args, report) => {
    if (kindOfToken(args.type) === undefined) return;
    if (!isProduction(args.urn, args.getConfig<ProductionConfig>()))
      args.notApplicable("the stack is not a production stack");
    if (args.opts.protect) return;
    report(
      "The resource option protect is not set, so that a mistake in a production stack can delete this: set it to true.",
    );
  },
};
