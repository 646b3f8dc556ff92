import type { ResourceValidationPolicy } from "@pulumi/policy";
import { hostOf } from "../addresses";
import { rockitSubscription, validateResourceOfKind } from "../of-kind";
import { cwe } from "../references";
import { isAllowed, isPublic } from "./public-hosts";

/**
 * ROCKIT sends from a cloud: a local or private target is never reached, or is one of the sender's own network, such as the metadata service
 * of its machines. A public name that leads to a private address can't be seen here.
 */
export const rockitWebhookPublic: ResourceValidationPolicy = {
  name: "rockit-webhook-public",
  displayName: "ROCKIT webhooks are public",
  description: "The webhook of a ROCKIT subscription is at a public address; names are not resolved.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["rockit", "destination"],
  url: cwe(918),
  remediationSteps:
    "Use a receiver that the internet reaches, or have its host or range added to the policy's allow.",
  configSchema: {
    properties: {
      allow: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description:
          "Hosts that are allowed although they are not public, such as *.internal, and ranges of addresses, such as 10.0.0.0/8.",
      },
    },
  },
  validateResource: validateResourceOfKind(rockitSubscription, ({ url }, { getConfig }, report) => {
    if (url === undefined) return;
    const host = hostOf(url) ?? "";
    if (isPublic(host) || isAllowed(host, getConfig<{ allow: string[] }>().allow)) return;
    report(
      "The host of url is local, private or reserved, where ROCKIT's cloud does not reach your receiver: use a public one, or have it added to allow of this policy.",
    );
  }),
};
