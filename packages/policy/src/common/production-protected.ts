import { kindOfToken } from "../../../../provider/kinds";
import type { ResourcePolicy } from "../policy";
import { isProduction, type ProductionConfig, productionSchema } from "../production";

/** Prevents that production subscriptions are deleted by mistake. */
export const productionProtected: ResourcePolicy = {
  name: "production-protected",
  displayName: "Production is protected",
  description:
    "Forbids subscribers and subscriptions of production stacks that are not protected from deletion.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["rockit", "durst", "production"],
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remediationSteps:
    "Set the resource option protect to true, on the resource or on its component. Before a change that deletes or replaces it, run `pulumi state unprotect` with its URN.",
  configSchema: productionSchema,
  docs: {
    prevents:
      "A deletion by mistake, such as [Atlassian's in 2022](https://www.atlassian.com/engineering/post-incident-review-april-2022-outage): a script got the wrong ids and deleted the sites of 775 customers.",
    stack: "eu-prod",
    passes: `const args = { subscriberId: 17, topic: "STATUS/MOTIF/*" } as const;
new DurstSubscription("motifs", args, { protect: true });`,
    fails: `const args = { subscriberId: 17, topic: "STATUS/MOTIF/*" } as const;
new DurstSubscription("motifs", args);`,
  },
  validateResource: (args, report) => {
    if (kindOfToken(args.type) === undefined) return;
    if (!isProduction(args.urn, args.getConfig<ProductionConfig>()))
      args.notApplicable("the stack is not a production stack");
    if (args.opts.protect) return;
    report(
      "The resource option protect is not set, so a mistake can delete this production resource: set protect to true.",
    );
  },
};
